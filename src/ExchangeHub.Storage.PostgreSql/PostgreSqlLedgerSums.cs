using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Npgsql;

namespace ExchangeHub.Storage.PostgreSql;

/// <summary>Fingerprints of ranges of the ledger on PostgreSQL.</summary>
internal sealed class PostgreSqlLedgerSums(NpgsqlDataSource dataSource) : ILedgerSums
{
    private const string SumSql = $"""
        SELECT count(*), coalesce(sum(fingerprint_0), 0)::bigint, coalesce(sum(fingerprint_1), 0)::bigint, coalesce(sum(fingerprint_2), 0)::bigint, coalesce(sum(fingerprint_3), 0)::bigint
        FROM {HubDbContext.LedgerTable} WHERE id >= $1 AND id < $2
        """;

    public async Task<RangeFingerprint> SumAsync(Guid first, Guid bound, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SumSql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bound });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new RangeFingerprint(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }
}
