using System.Security.Cryptography;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Benchmarks.Reconciliation;

/// <summary>The same rows of one day in the hub's ledger and in a region's, both in SQLite, and what can be done to the region's.</summary>
internal sealed class LedgerPair
{
    /// <summary>Rows of a transaction.</summary>
    private const int RowsAtOnce = 5_000;

    /// <summary>Rows that are remembered, evenly over the day, so that something can be done to them.</summary>
    private const int Remembered = 200_000;

    /// <summary>Rows that are lost in an outage.</summary>
    private const int Outage = 1_000;

    private const string Method = "/exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate";
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private readonly SqliteRegionLedger _region;
    private readonly LedgerFaults _faults;
    private readonly List<RegionLedgerEntry> _some = [];
    private readonly List<RegionLedgerEntry> _outage = [];
    private readonly List<RegionLedgerEntry> _outageAtHub = [];
    private readonly DateTimeOffset _begin;

    private LedgerPair(SqliteRegionLedger region, DateOnly day)
    {
        (_region, _faults, Day) = (region, new LedgerFaults(region), day);
        _begin = new DateTimeOffset(day, TimeOnly.MinValue, China);
    }

    public DateOnly Day { get; }

    /// <summary>Writes them, before the hub starts.</summary>
    public static async Task<LedgerPair> WriteAsync(HubSetup setup, SqliteRegionLedger region, int rows)
    {
        var pair = new LedgerPair(region, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(China).DateTime).AddDays(-1));
        await using var services = setup.Database.Services();
        var hub = services.GetRequiredService<ILedgerStore>();
        var step = Math.Max(1, rows / Remembered);
        for (var done = 0; done < rows; done += RowsAtOnce)
        {
            List<RegionLedgerEntry> some = [.. Enumerable.Range(done, Math.Min(RowsAtOnce, rows - done)).Select(i => pair.Row(i, rows))];
            if (pair._outageAtHub.Count == 0 && done >= rows / 4)
            {
                pair._outageAtHub.AddRange(some.Take(Outage));
                some.RemoveRange(0, Outage); // Of these neither knows, until the region does.
            }
            await hub.AppendAsync(some.ConvertAll(Entry), CancellationToken.None);
            await region.LoadAsync(some);
            pair._some.AddRange(some.Where((_, i) => (done + i) % step == 0));
            if (pair._outage.Count == 0 && done >= rows / 2)
                pair._outage.AddRange(some.Take(Outage));
        }
        return pair;
    }

    /// <summary>Differences all over the day: 40 % lost by the region, 30 % lost by the hub, 20 % altered, 10 % there twice.</summary>
    /// <returns>Undoes it.</returns>
    public async Task<Func<Task>> ScatterAsync(int count)
    {
        var rows = _some.ToArray();
        Random.Shared.Shuffle(rows);
        var (lost, altered, twice) = (rows[..(count * 4 / 10)], rows[(count * 4 / 10)..(count * 6 / 10)], rows[(count * 6 / 10)..(count * 7 / 10)]);
        List<RegionLedgerEntry> more = [.. Enumerable.Range(0, count - lost.Length - altered.Length - twice.Length).Select(_ => Row(Random.Shared.Next(rows.Length), rows.Length))];
        await _faults.LoseAsync(Ids(lost), CancellationToken.None);
        await _faults.AlterAsync(Ids(altered));
        await _faults.DuplicateAsync(Ids(twice), CancellationToken.None);
        await _faults.InventAsync(more, CancellationToken.None);
        return async () =>
        {
            await _faults.LoseAsync(Ids([.. altered, .. twice, .. more]), CancellationToken.None);
            await _faults.InventAsync([.. lost, .. altered, .. twice], CancellationToken.None);
        };
    }

    /// <summary>1,000 rows that follow each other are lost by the region.</summary>
    public async Task<Func<Task>> LoseOutageAsync()
    {
        await _faults.LoseAsync(Ids(_outage), CancellationToken.None);
        return () => _faults.InventAsync(_outage, CancellationToken.None);
    }

    /// <summary>1,000 rows that follow each other are lost by the hub.</summary>
    public async Task<Func<Task>> LoseOutageAtHubAsync()
    {
        await _faults.InventAsync(_outageAtHub, CancellationToken.None);
        return () => _faults.LoseAsync(Ids(_outageAtHub), CancellationToken.None);
    }

    private static IEnumerable<Guid> Ids(IEnumerable<RegionLedgerEntry> rows) => rows.Select(row => row.Id);

    /// <summary>Row i of so many, evenly over the day.</summary>
    private RegionLedgerEntry Row(int i, int rows) => Row(_begin.AddTicks((long)((i + Random.Shared.NextDouble()) / rows * TimeSpan.TicksPerDay)));

    private static RegionLedgerEntry Row(DateTimeOffset time)
        => RegionLedgerEntry.ForAnswer(Guid.CreateVersion7(time), Method, RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32), time);

    private static LedgerEntry Entry(RegionLedgerEntry row) => new LedgerEntry
    {
        Id = row.Id,
        ExchangeId = row.Id,
        RequestId = "00000000-0000-0000-0000-000000000000",
        Method = row.Method,
        Outcome = ExchangeOutcome.Answered,
        CallerId = "sc-notary-office",
        CallerRegion = "CN-SC",
        CallerCertificate = new byte[32],
        ResponderId = ReconciliationRig.Participant,
        ResponderRegion = "CN-CQ",
        AcceptTime = row.AnswerTime,
        CompleteTime = row.AnswerTime,
        RequestDigest = row.RequestDigest,
        ResponseDigest = row.ResponseDigest,
    }.Sealed();
}
