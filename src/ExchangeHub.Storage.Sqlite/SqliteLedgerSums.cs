using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>Fingerprints of ranges of the ledger on SQLite.</summary>
internal sealed class SqliteLedgerSums(string connectionString) : ILedgerSums
{
    private const string SumSql = $"""
        SELECT count(*), coalesce(sum(fingerprint_0), 0), coalesce(sum(fingerprint_1), 0), coalesce(sum(fingerprint_2), 0), coalesce(sum(fingerprint_3), 0)
        FROM {HubDbContext.LedgerTable} WHERE id >= $first AND id < $bound
        """;

    public async Task<RangeFingerprint> SumAsync(Guid first, Guid bound, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = SumSql;
        command.Parameters.AddWithValue("$first", first.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("$bound", bound.ToByteArray(bigEndian: true));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new RangeFingerprint(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }
}
