using System.Data;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>Fingerprints of ranges of the ledger on SQL Server.</summary>
internal sealed class SqlServerLedgerSums(IDbContextFactory<HubDbContext> contexts) : ILedgerSums
{
    private const string SumSql = $"""
        SELECT COUNT_BIG(*) AS [Count], COALESCE(SUM(fingerprint_0), 0) AS Sum0, COALESCE(SUM(fingerprint_1), 0) AS Sum1, COALESCE(SUM(fingerprint_2), 0) AS Sum2, COALESCE(SUM(fingerprint_3), 0) AS Sum3
        FROM {HubDbContext.LedgerTable} WHERE id >= @first AND id < @bound
        """;

    public async Task<RangeFingerprint> SumAsync(Guid first, Guid bound, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = await context.Database.SqlQueryRaw<Sums>(SumSql, Id("@first", first), Id("@bound", bound)).ToListAsync(cancellationToken);
        return sums.Select(sum => new RangeFingerprint(sum.Count, sum.Sum0, sum.Sum1, sum.Sum2, sum.Sum3)).Single();
    }

    private static SqlParameter Id(string name, Guid id) => new(name, SqlDbType.Binary, NetworkOrderGuid.Size) { Value = id.ToByteArray(bigEndian: true) };

    private sealed class Sums
    {
        public long Count { get; init; }

        public long Sum0 { get; init; }

        public long Sum1 { get; init; }

        public long Sum2 { get; init; }

        public long Sum3 { get; init; }
    }
}
