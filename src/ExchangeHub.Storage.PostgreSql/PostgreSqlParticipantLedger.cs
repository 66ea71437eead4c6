using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExchangeHub.Storage.PostgreSql;

/// <summary>A participant's ledger on PostgreSQL.</summary>
internal sealed class PostgreSqlParticipantLedger(NpgsqlDataSource dataSource) : IParticipantLedger
{
    /// <summary>How long a scan may take, in seconds: a window that has no rollups yet may be large.</summary>
    private const int TimeoutSeconds = 300;

    private const string Limit = "LIMIT @limit";

    private static readonly string RowsSql = ParticipantLedgerSql.PageOfRows(Limit);
    private static readonly string ContentsSql = ParticipantLedgerSql.PageOfContents(Limit);
    private static readonly string RollUpSql = ParticipantLedgerSql.RollUp("CAST(CAST('x' || substr(CAST(row_id AS text), 1, 8) || substr(CAST(row_id AS text), 10, 4) AS bit(48)) AS bigint) / 60000");

    private static readonly string SumsSql = $"""
        SELECT sums.* FROM unnest(@firsts, @bounds) WITH ORDINALITY AS id_range (first_id, bound_id, number)
        CROSS JOIN LATERAL ({ParticipantLedgerSql.SumOf("id_range.first_id", "id_range.bound_id")}) AS sums
        ORDER BY id_range.number
        """;

    public Task<IReadOnlyList<RangeFingerprint>> SumAsync(string participantId, IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
        => ReadAsync(SumsSql, static row => new RangeFingerprint(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), cancellationToken,
            Of("participant", participantId), Of("firsts", ranges.Select(range => range.First).ToArray()), Of("bounds", ranges.Select(range => range.Bound).ToArray()));

    public Task<IReadOnlyList<FingerprintedRow>> RowsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken)
        => ReadAsync(RowsSql, static row => new FingerprintedRow(row.GetGuid(0), new RowFingerprint((uint)row.GetInt64(1), (uint)row.GetInt64(2), (uint)row.GetInt64(3), (uint)row.GetInt64(4))), cancellationToken,
            Of("participant", participantId), Of("first", range.First), Of("bound", range.Bound), Of("limit", maxRows));

    public Task<IReadOnlyList<LedgerRowContent>> ContentsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken)
        => ReadAsync(ContentsSql, static row => new LedgerRowContent(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3)), cancellationToken,
            Of("participant", participantId), Of("first", range.First), Of("bound", range.Bound), Of("limit", maxRows));

    public Task RollUpAsync(HubDbContext context, IdRange range, CancellationToken cancellationToken)
        => context.Database.ExecuteSqlRawAsync(RollUpSql, [Of("first", range.First), Of("bound", range.Bound)], cancellationToken);

    private static NpgsqlParameter<T> Of<T>(string name, T value) => new(name, value);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = TimeoutSeconds };
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
