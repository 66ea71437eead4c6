using System.ComponentModel.DataAnnotations.Schema;
using System.Data;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>A participant's ledger on SQL Server.</summary>
internal sealed class SqlServerParticipantLedger(IDbContextFactory<HubDbContext> contexts) : IParticipantLedger
{
    /// <summary>How long a scan may take, in seconds: a window that has no rollups yet may be large.</summary>
    private const int TimeoutSeconds = 300;

    private const int ParticipantIdLength = 64;
    private const string Limit = "OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY";

    private static readonly string RowsSql = ParticipantLedgerSql.PageOfRows(Limit);
    private static readonly string ContentsSql = ParticipantLedgerSql.PageOfContents(Limit);
    private static readonly string RollUpSql = ParticipantLedgerSql.RollUp("CONVERT(bigint, SUBSTRING(row_id, 1, 6)) / 60000");

    private static readonly string SumsSql = $"""
        SELECT id_ranges.number, sums.row_count, sums.sum0, sums.sum1, sums.sum2, sums.sum3
        FROM @ranges AS id_ranges CROSS APPLY ({ParticipantLedgerSql.SumOf("id_ranges.first_id", "id_ranges.bound_id")}) AS sums
        """;

    public async Task<IReadOnlyList<RangeFingerprint>> SumAsync(string participantId, IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
    {
        if (ranges.Count == 0)
            return []; // A table-valued parameter can't be empty.
        var sums = await ReadAsync<Sums>(SumsSql, cancellationToken, Participant(participantId), RangeRows.Of(ranges, "@ranges"));
        return [.. sums.OrderBy(sum => sum.Number).Select(sum => new RangeFingerprint(sum.Count, sum.Sum0, sum.Sum1, sum.Sum2, sum.Sum3))];
    }

    public async Task<IReadOnlyList<FingerprintedRow>> RowsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync<Row>(RowsSql, cancellationToken, Participant(participantId), Id("@first", range.First), Id("@bound", range.Bound), new SqlParameter("@limit", maxRows));
        return rows.ConvertAll(row => new FingerprintedRow(new Guid(row.Id, bigEndian: true), new RowFingerprint((uint)row.Limb0, (uint)row.Limb1, (uint)row.Limb2, (uint)row.Limb3)));
    }

    public async Task<IReadOnlyList<LedgerRowContent>> ContentsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync<Content>(ContentsSql, cancellationToken, Participant(participantId), Id("@first", range.First), Id("@bound", range.Bound), new SqlParameter("@limit", maxRows));
        return rows.ConvertAll(row => new LedgerRowContent(new Guid(row.Id, bigEndian: true), row.Method, row.RequestDigest, row.ResponseDigest));
    }

    public Task RollUpAsync(HubDbContext context, IdRange range, CancellationToken cancellationToken)
        => context.Database.ExecuteSqlRawAsync(RollUpSql, [Id("@first", range.First), Id("@bound", range.Bound)], cancellationToken);

    private static SqlParameter Id(string name, Guid id) => new(name, SqlDbType.Binary, NetworkOrderGuid.Size) { Value = id.ToByteArray(bigEndian: true) };

    private static SqlParameter Participant(string id) => new("@participant", SqlDbType.NVarChar, ParticipantIdLength) { Value = id };

    private async Task<List<T>> ReadAsync<T>(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(TimeoutSeconds);
        return await context.Database.SqlQueryRaw<T>(sql, parameters).ToListAsync(cancellationToken);
    }

    private sealed class Sums
    {
        [Column("number")]
        public int Number { get; init; }

        [Column("row_count")]
        public long Count { get; init; }

        [Column("sum0")]
        public long Sum0 { get; init; }

        [Column("sum1")]
        public long Sum1 { get; init; }

        [Column("sum2")]
        public long Sum2 { get; init; }

        [Column("sum3")]
        public long Sum3 { get; init; }
    }

    private sealed class Row
    {
        [Column("row_id")]
        public byte[] Id { get; init; } = [];

        [Column("fingerprint_0")]
        public long Limb0 { get; init; }

        [Column("fingerprint_1")]
        public long Limb1 { get; init; }

        [Column("fingerprint_2")]
        public long Limb2 { get; init; }

        [Column("fingerprint_3")]
        public long Limb3 { get; init; }
    }

    private sealed class Content
    {
        [Column("row_id")]
        public byte[] Id { get; init; } = [];

        [Column("method")]
        public string Method { get; init; } = "";

        [Column("request_digest")]
        public byte[]? RequestDigest { get; init; }

        [Column("response_digest")]
        public byte[]? ResponseDigest { get; init; }
    }
}
