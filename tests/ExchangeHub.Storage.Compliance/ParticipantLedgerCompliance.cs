using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Reconciliation;
using ExchangeHub.TestKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What every store must do for reconciliation: a participant's rows, their sums, rollups and settlements.</summary>
/// <param name="provider">The store, as the configuration names it.</param>
public abstract partial class ParticipantLedgerCompliance(string provider) : IAsyncLifetime
{
    private const string Sichuan = "sc-back-office";
    private const string Chongqing = "cq-back-office";
    private const string Office = "sc-notary-office";

    /// <summary>A whole minute.</summary>
    private static readonly DateTimeOffset Begin = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);

    private static readonly IdRange All = new(Guid.Empty, Guid.AllBitsSet);

    private readonly Random _random = new(20261125);
    private ParticipantLedgerHub _hub = null!;
    private ParticipantLedgerHub _other = null!;

    protected TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Skip.If(TestDatabase.Missing(provider) is not null, TestDatabase.Missing(provider));
        Database = await TestDatabase.CreateAsync(provider);
        _hub = ParticipantLedgerHub.On(Database.Store);
        _other = ParticipantLedgerHub.On(Database.Store);
    }

    public async Task DisposeAsync()
    {
        if (Database is null)
            return;
        await _hub.DisposeAsync();
        await _other.DisposeAsync();
        await Database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Rows_OfEachSide_AreWhatReachedARegion()
    {
        var asked = Entry(0) with { CallerId = Office, ResponderId = Chongqing };
        var byBackOffice = Entry(1) with { CallerId = Sichuan, ResponderId = Chongqing };
        var atHome = Entry(2) with { CallerId = Sichuan, ResponderId = Sichuan };
        var act = Entry(3) with { CallerId = Sichuan, ResponderId = "", ResponderRegion = "CN-CQ" };
        var attachment = Entry(4) with { CallerId = Sichuan, ResponderId = "", ResponderRegion = "" };
        var refused = Entry(5) with { ResponderId = Chongqing, Outcome = ExchangeOutcome.RegionFailed };
        await _hub.AppendAsync([.. new[] { asked, byBackOffice, atHome, act, attachment, refused }.Select(entry => entry.Sealed())]);

        Assert.Equal([asked.Id, byBackOffice.Id], await IdsAsync(Chongqing));
        Assert.Equal([byBackOffice.Id, atHome.Id, act.Id], await IdsAsync(Sichuan));
        Assert.Equal([asked.Id], await IdsAsync(Office));

        await _hub.RollUpAsync(Begin.AddHours(1));
        foreach (var (participant, count) in new[] { (Chongqing, 2), (Sichuan, 3), (Office, 1) })
            Assert.Equal(count, (await _hub.Of(participant).SumAsync([All], CancellationToken.None)).Single().Count);
        await using var context = await _hub.Contexts.CreateDbContextAsync();
        Assert.Equal([Chongqing, Sichuan, Office], await context.LedgerRollups.OrderBy(rollup => rollup.ParticipantId).Select(rollup => rollup.ParticipantId).ToListAsync());
    }

    [SkippableFact]
    public async Task Sums_OfAnyRange_AreTheSameByScanByRollupsAndInNet()
    {
        var entries = await AppendMixedAsync(3_000);
        await SettleSomeAsync(_hub);
        entries = await ReadAsync();
        var ranges = Ranges(entries);

        // Nothing is rolled up; half of it, with a minute that is cut; all.
        foreach (var time in new[] { DateTimeOffset.UnixEpoch, Begin.AddMinutes(5.5), Begin.AddHours(1) })
        {
            await _hub.RollUpAsync(time);
            foreach (var participant in new[] { Sichuan, Chongqing, Office, "nobody" })
            {
                var expected = ranges.ConvertAll(range => SumOf(entries, participant, range));
                Assert.Equal(expected, await _hub.Ledger.SumAsync(participant, ranges, CancellationToken.None));
                Assert.Equal(expected, await _hub.Of(participant).SumAsync(ranges, CancellationToken.None));
            }
        }
        Assert.Equal(IdMinutes.Of(entries.Where(entry => entry.Settles is null).Max(entry => entry.Id)) + 1, await _hub.Rollups.ReadMarkAsync(CancellationToken.None));
        Assert.False(await _hub.Rollups.RecomputeAsync(All, CancellationToken.None));
        Assert.Empty(await _hub.Of(Sichuan).SumAsync([], CancellationToken.None));
    }

    [SkippableFact]
    public async Task Sums_OfWholeMinutesThatAreRolledUp_ScanNoEntry()
    {
        var entries = await AppendMixedAsync(500);
        await _hub.RollUpAsync(Begin.AddHours(1));
        var scanned = new List<IdRange>();
        var ledger = new HubLedger(Chongqing, null, new NotingLedger(_hub.Ledger, scanned), _hub.Contexts);
        // As a window is cut: it begins with the first id that can be minted, not with the first of all.
        var window = new IdRange(ExchangeIds.FirstAt(Begin), ExchangeIds.FirstAt(Begin.AddDays(1)));

        var sums = await ledger.SumAsync([window, .. RangeParts.Of(window, 64)], CancellationToken.None);

        Assert.Equal(SumOf(entries, Chongqing, window), sums[0]);
        Assert.Equal(sums[0], sums.Skip(1).Aggregate((all, part) => all + part));
        Assert.DoesNotContain(entries, entry => scanned.Any(range => entry.Id >= range.First && entry.Id < range.Bound));
    }

    [SkippableFact]
    public async Task Rows_OfAnyRange_ComeInTheOrderOfTheirBytesWithSettlementsInTheirPlace()
    {
        await AppendMixedAsync(1_000);
        Guid[] odd =
        [
            Guid.Empty, Guid.Parse("7f000000-0000-7000-8000-000000000000"), Guid.Parse("80000000-0000-7000-8000-000000000000"), Guid.Parse("ff000000-0000-7000-8000-000000000001"),
            Guid.Parse("ffffffff-ffff-ffff-ffff-fffffffffffe"), Guid.Parse("00000000-0000-7000-8000-0000000000ff"), Guid.Parse("00000000-0000-7000-8000-000000000100"),
        ];
        await _hub.AppendAsync([.. odd.Select(id => (Entry(0) with { Id = id, ResponderId = Chongqing }).Sealed())]);
        Assert.True(await SettleSomeAsync(_hub) > 0);
        var entries = await ReadAsync();
        await _hub.RollUpAsync(Begin.AddHours(1));

        foreach (var range in Ranges(entries))
        {
            var expected = RowsOf(entries, Chongqing, range);
            Assert.Equal(expected, await RowsAsync(_hub.Of(Chongqing), range));
            Assert.Equal(expected.Take(7), await _hub.Ledger.RowsAsync(Chongqing, range, 7, CancellationToken.None));
            Assert.Equal(SumOf(entries, Chongqing, range), (await _hub.Of(Chongqing).SumAsync([range], CancellationToken.None)).Single());
        }
        Assert.Contains(odd[^3], (await RowsAsync(_hub.Of(Chongqing), All)).Select(row => row.Id));
    }

    [SkippableFact]
    public async Task Rows_MoreThanAPage_AreAllThereOnce()
    {
        var entries = Enumerable.Range(0, 21_000).Select(i => (Entry(i % 500) with { ResponderId = Chongqing }).Sealed()).ToList();
        await _hub.AppendAsync(entries);

        Assert.Equal(RowsOf(entries, Chongqing, All), await RowsAsync(_hub.Of(Chongqing), All));
        Assert.Equal(21_000, (await _hub.Of(Chongqing, new byte[CanonicalRow.SaltBytes]).SumAsync([All], CancellationToken.None)).Single().Count);
    }

    [SkippableFact]
    public async Task Salted_AnyRange_IsHashedAnewFromTheRows()
    {
        await AppendMixedAsync(500);
        await SettleSomeAsync(_hub);
        var entries = await ReadAsync();
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        // What is rolled up, or stored, is of no matter.
        await _hub.RollUpAsync(Begin.AddHours(1));

        foreach (var range in Ranges(entries))
        {
            var expected = RowsOf(entries, Chongqing, range, salt);
            Assert.Equal(expected, await RowsAsync(_hub.Of(Chongqing, salt), range));
            Assert.Equal(expected.Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint)), (await _hub.Of(Chongqing, salt).SumAsync([range], CancellationToken.None)).Single());
        }
    }

    [SkippableFact]
    public async Task Sums_Cancelled_End()
    {
        await AppendMixedAsync(10);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _hub.Ledger.SumAsync(Chongqing, [All], new CancellationToken(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _hub.Ledger.RowsAsync(Chongqing, All, 1, new CancellationToken(canceled: true)));
    }

    /// <summary>An entry so many seconds after <see cref="Begin"/>.</summary>
    private LedgerEntry Entry(int seconds)
    {
        var (request, response) = (new byte[32], new byte[32]);
        _random.NextBytes(request);
        _random.NextBytes(response);
        var time = Begin.AddSeconds(seconds);
        var id = Guid.CreateVersion7(time);
        return new LedgerEntry
        {
            Id = id, ExchangeId = id, Method = "/exchangehub.notary.v1.NotaryVerificationService/QueryWill", Outcome = ExchangeOutcome.Answered,
            CallerId = Office, CallerRegion = "CN-SC", CallerCertificate = [1], ResponderId = Sichuan, ResponderRegion = "CN-CQ",
            AcceptTime = time, CompleteTime = time, RequestDigest = request, ResponseDigest = response,
        };
    }

    /// <summary>Entries of all kinds, between all parties, over ten minutes.</summary>
    private async Task<List<LedgerEntry>> AppendMixedAsync(int count)
    {
        string[] callers = [Sichuan, Chongqing, Office], responders = [Sichuan, Chongqing, ""];
        ExchangeOutcome[] outcomes =
        [
            ExchangeOutcome.Answered, ExchangeOutcome.Answered, ExchangeOutcome.Answered, ExchangeOutcome.InDoubt, ExchangeOutcome.Cancelled, ExchangeOutcome.RegionFailed,
        ];
        var entries = Enumerable.Range(0, count).Select(_ => (Entry(_random.Next(600)) with
        {
            CallerId = callers[_random.Next(callers.Length)],
            ResponderId = responders[_random.Next(responders.Length)],
            ResponderRegion = _random.Next(5) > 0 ? "CN-CQ" : "",
            Outcome = outcomes[_random.Next(outcomes.Length)],
        }).Sealed()).ToList();
        await _hub.AppendAsync(entries);
        return entries;
    }

    private async Task<List<LedgerEntry>> ReadAsync()
    {
        await using var context = await _hub.Contexts.CreateDbContextAsync();
        return await context.LedgerEntries.AsNoTracking().ToListAsync();
    }

    private async Task<List<Guid>> IdsAsync(string participant) => (await RowsAsync(_hub.Of(participant), All)).ConvertAll(row => row.Id);

    private static async Task<List<FingerprintedRow>> RowsAsync(HubLedger ledger, IdRange range)
    {
        var rows = new List<FingerprintedRow>();
        await foreach (var row in ledger.RowsAsync(range, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    /// <summary>Ranges that begin and end at rows, beside them, at minutes and at the ends of all; empty ones, overlapping ones, in no order.</summary>
    private List<IdRange> Ranges(List<LedgerEntry> entries)
    {
        Guid Point() => _random.Next(4) switch
        {
            0 => entries[_random.Next(entries.Count)].Id,
            1 => IdMinutes.FirstId(IdMinutes.Of(Begin) + _random.Next(-2, 13)),
            2 => ExchangeIds.FirstAt(Begin.AddMinutes(_random.Next(-2, 13))),
            _ => ExchangeIds.FirstAt(Begin.AddMilliseconds(_random.Next(700_000))),
        };
        var parts = RangeParts.Of(new IdRange(ExchangeIds.FirstAt(Begin), ExchangeIds.FirstAt(Begin.AddMinutes(10))), 64);
        return [All, new IdRange(All.Bound, All.First), .. Enumerable.Range(0, 60).Select(_ => new IdRange(Point(), Point())), .. parts];
    }

    /// <summary>What a participant has, said once more and in another way.</summary>
    private static List<FingerprintedRow> RowsOf(List<LedgerEntry> entries, string participant, IdRange range, byte[]? salt = null)
    {
        bool IsOf(LedgerEntry entry) => entry.Outcome switch
        {
            ExchangeOutcome.Answered => entry.ResponderId == participant || (entry.CallerId == participant && entry.ResponderRegion.Length > 0),
            ExchangeOutcome.Settled => entry.ResponderId == participant,
            _ => false,
        };
        return [.. entries.Where(IsOf)
            .Select(entry => (Id: entry.Settles ?? entry.Id, Entry: entry))
            .Where(row => row.Id >= range.First && row.Id < range.Bound)
            .OrderBy(row => Convert.ToHexString(row.Id.ToByteArray(bigEndian: true)), StringComparer.Ordinal)
            .Select(row => new FingerprintedRow(row.Id, FingerprintOf(row.Id, row.Entry, salt)))];
    }

    private static RowFingerprint FingerprintOf(Guid id, LedgerEntry entry, byte[]? salt)
    {
        var canonical = CanonicalRow.ToBytes(id, entry.Method, 1, entry.RequestDigest, entry.ResponseDigest);
        var hash = System.Security.Cryptography.SHA256.HashData([.. salt ?? [], .. canonical]);
        var limbs = Enumerable.Range(0, 4).Select(i => Convert.ToUInt32(Convert.ToHexString(hash[(4 * i)..(4 * i + 4)]), 16)).ToArray();
        return new RowFingerprint(limbs[0], limbs[1], limbs[2], limbs[3]);
    }

    private static RangeFingerprint SumOf(List<LedgerEntry> entries, string participant, IdRange range)
        => RowsOf(entries, participant, range).Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint));
}

public sealed class PostgreSqlParticipantLedgerTests() : ParticipantLedgerCompliance(StoreOptions.PostgreSql);

public sealed class SqlServerParticipantLedgerTests() : ParticipantLedgerCompliance(StoreOptions.SqlServer);
