using System.Security.Cryptography;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.SampleRegion;
using ExchangeHub.SampleRegion.Ledger;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Demo;

/// <summary>
/// What hub and regions did on the day before (测试历史): exchanges that never were, alike in both ledgers, so that there is something
/// to reconcile. Of a few the hub is in doubt, and every second of those was answered.
/// </summary>
internal sealed class LedgerHistory
{
    /// <summary>Rows of each region that both ledgers have.</summary>
    public const int RowCount = 20_000;

    /// <summary>Exchanges with each region of which the hub is in doubt.</summary>
    public const int InDoubtCount = 20;

    private const int RowsAtOnce = 1_000;
    private const string Method = "/exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate";
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private readonly Dictionary<string, RegionLedgerEntry[]> _rows;
    private readonly Dictionary<string, RegionLedgerEntry[]> _inDoubt;

    private LedgerHistory(DateOnly day)
    {
        Day = day;
        _rows = Rows(RowCount);
        _inDoubt = Rows(InDoubtCount);
    }

    /// <summary>The day (Asia/Shanghai).</summary>
    public DateOnly Day { get; }

    /// <summary>A region's rows that the hub has too, in no order.</summary>
    public RegionLedgerEntry[] Rows(string region) => _rows[region];

    /// <summary>Writes the hub's half; null where the hub has a ledger already, from an earlier demo in the same folder.</summary>
    /// <remarks>To be called before the hub starts: afterwards the rows would come too late for its sums of that day.</remarks>
    public static async Task<LedgerHistory?> WriteAsync(IServiceProvider hub, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var context = await hub.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
        if (await context.LedgerEntries.AnyAsync(cancellationToken))
            return null;
        var history = new LedgerHistory(DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(China).DateTime).AddDays(-1));
        var answered = history._rows.SelectMany(region => region.Value.Select(row => Entry(region.Key, row, ExchangeOutcome.Answered)));
        var inDoubt = history._inDoubt.SelectMany(region => region.Value.Select(row => Entry(region.Key, row, ExchangeOutcome.InDoubt)));
        foreach (var some in answered.Concat(inDoubt).Chunk(RowsAtOnce))
        {
            context.AddRange(some);
            await context.SaveChangesAsync(cancellationToken);
            context.ChangeTracker.Clear();
        }
        return history;
    }

    /// <summary>Writes a region's half.</summary>
    public Task LoadAsync(string region, SqliteRegionLedger ledger, CancellationToken cancellationToken)
        => ledger.LoadAsync(_rows[region].Concat(_inDoubt[region].Where((_, index) => index % 2 == 0)), cancellationToken);

    /// <summary>A row of that day that no ledger has.</summary>
    public RegionLedgerEntry Row()
    {
        var time = new DateTimeOffset(Day, TimeOnly.MinValue, China).AddTicks(Random.Shared.NextInt64(TimeSpan.TicksPerDay));
        return RegionLedgerEntry.ForAnswer(Guid.CreateVersion7(time), Method, RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32), time);
    }

    private Dictionary<string, RegionLedgerEntry[]> Rows(int count)
        => DemoWorld.RegionCodes.ToDictionary(code => code, _ => Enumerable.Range(0, count).Select(_ => Row()).ToArray());

    private static LedgerEntry Entry(string region, RegionLedgerEntry row, ExchangeOutcome outcome) => new LedgerEntry
    {
        Id = row.Id,
        ExchangeId = row.Id,
        RequestId = Guid.NewGuid().ToString(),
        Method = row.Method,
        Outcome = outcome,
        CallerId = "test-history",
        CallerRegion = "HUB",
        CallerCertificate = new byte[32],
        ResponderId = SampleBackOffice.CertificateName(region),
        ResponderRegion = region,
        OperatorName = "测试甲",
        Purpose = "办理公证（测试）",
        AcceptTime = row.AnswerTime,
        CompleteTime = row.AnswerTime,
        RequestDigest = row.RequestDigest,
        ResponseDigest = outcome == ExchangeOutcome.Answered ? row.ResponseDigest : null,
    }.Sealed();
}
