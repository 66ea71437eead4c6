using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Storage.Compliance;

/// <summary>Entries in doubt and their settlements; rollups while others write.</summary>
public abstract partial class ParticipantLedgerCompliance
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Settlement_OfAnEntry_CountsOnceAtItsIdAndForTheRegionOnly(bool isRolledUp)
    {
        var doubt = (Entry(30) with { CallerId = Sichuan, ResponderId = Chongqing, Outcome = ExchangeOutcome.InDoubt, ResponseDigest = null }).Sealed();
        await _hub.AppendAsync([doubt, (Entry(90) with { ResponderId = Chongqing }).Sealed()]);
        if (isRolledUp)
            await _hub.RollUpAsync(Begin.AddHours(1));
        Assert.Equal(1, await CountAsync(Chongqing));
        byte[] response = [.. Enumerable.Repeat((byte)7, 32)];

        Assert.Equal(1, await _hub.Settlements.SettleAsync([new Settlement(doubt.Id, IsAnswered: true, response), new Settlement(doubt.Id, IsAnswered: true, response)], CancellationToken.None));
        Assert.Equal(0, await _other.Settlements.SettleAsync([new Settlement(doubt.Id, IsAnswered: false, null)], CancellationToken.None));

        var row = (await RowsAsync(_hub.Of(Chongqing), All))[0];
        Assert.Equal((doubt.Id, CanonicalRow.Fingerprint(doubt.Id, doubt.Method, 1, doubt.RequestDigest, response)), (row.Id, row.Fingerprint));
        Assert.Equal((2, 0), (await CountAsync(Chongqing), await CountAsync(Sichuan)));
        Assert.Empty(await InDoubtAsync(Chongqing, All));
        var settlement = Assert.Single(await ReadAsync(), entry => entry.Settles is not null);
        Assert.True(settlement.Id > doubt.Id);
        Assert.Equal((doubt.ExchangeId, doubt.RequestId, doubt.Method, ExchangeOutcome.Settled, Sichuan, Chongqing), (settlement.ExchangeId, settlement.RequestId, settlement.Method, settlement.Outcome, settlement.CallerId, settlement.ResponderId));
        await AssertRollupsAsync();
    }

    [SkippableFact]
    public async Task Settlement_OfWhatWasNotAnswered_CountsNothingAndEndsTheDoubt()
    {
        var doubt = (Entry(30) with { ResponderId = Chongqing, Outcome = ExchangeOutcome.Cancelled }).Sealed();
        await _hub.AppendAsync([doubt]);
        await _hub.RollUpAsync(Begin.AddHours(1));

        Assert.Equal(1, await _hub.Settlements.SettleAsync([new Settlement(doubt.Id, IsAnswered: false, [1])], CancellationToken.None));

        Assert.Equal(0, await CountAsync(Chongqing));
        Assert.Empty(await InDoubtAsync(Chongqing, All));
        var settlement = Assert.Single(await ReadAsync(), entry => entry.Settles is not null);
        Assert.Equal((ExchangeOutcome.SettledUnanswered, null), (settlement.Outcome, settlement.ResponseDigest));
        await AssertRollupsAsync();
    }

    [SkippableFact]
    public async Task Settlement_OfWhatIsNotInDoubt_IsPassedOver()
    {
        var answered = (Entry(30) with { ResponderId = Chongqing }).Sealed();
        await _hub.AppendAsync([answered]);

        Assert.Equal(0, await _hub.Settlements.SettleAsync([new Settlement(answered.Id, true, null), new Settlement(Guid.CreateVersion7(), true, null)], CancellationToken.None));

        Assert.Single(await ReadAsync());
    }

    [SkippableFact]
    public async Task InDoubt_OfARange_AreThoseOfTheRegionInOrder()
    {
        var entries = await AppendMixedAsync(1_000);
        await _hub.RollUpAsync(Begin.AddMinutes(5)); // The rest is looked through.
        await SettleSomeAsync(_hub);
        var settled = (await ReadAsync()).Select(entry => entry.Settles).OfType<Guid>().ToHashSet();
        Assert.NotEmpty(settled);
        var expected = entries.Where(entry => entry.ResponderId == Chongqing && entry.Outcome is (ExchangeOutcome.InDoubt or ExchangeOutcome.Cancelled) && !settled.Contains(entry.Id))
            .Select(entry => entry.Id).Order().ToList();

        Assert.Equal(expected, await InDoubtAsync(Chongqing, All));
        Assert.Equal(expected.Take(9), await InDoubtAsync(Chongqing, All, 9));
        foreach (var range in Ranges(entries))
            Assert.Equal(expected.Where(id => id >= range.First && id < range.Bound), await InDoubtAsync(Chongqing, range));
        Assert.Empty(await InDoubtAsync(Office, All));
    }

    [SkippableFact]
    public async Task Settlement_OnTwoHubsAtOnceWhileBothRollUp_IsMadeOnceAndCounted()
    {
        await AppendMixedAsync(5_000);
        (_hub.Clock.Now, _other.Clock.Now) = (Begin.AddHours(1), Begin.AddHours(1));
        var doubts = await InDoubtAsync(Chongqing, All, 500);

        var settled = await Task.WhenAll(
            SettleEachAsync(_hub, doubts), SettleEachAsync(_other, doubts),
            Task.Run(() => _hub.Rollups.RunAsync(CancellationToken.None)), Task.Run(() => _other.Rollups.RunAsync(CancellationToken.None)));

        Assert.Equal(doubts.Count, settled[0] + settled[1]);
        Assert.Equal(doubts.Order(), (await ReadAsync()).Select(entry => entry.Settles).OfType<Guid>().Order());
        await AssertRollupsAsync();
    }

    [SkippableFact]
    public async Task RollUp_OnTwoHubsAtOnce_CountsEachEntryOnce()
    {
        // Several steps each.
        await _hub.AppendAsync([.. Enumerable.Range(0, 35_000).Select(i => (Entry(i % 3_600) with { ResponderId = Chongqing }).Sealed())]);
        (_hub.Clock.Now, _other.Clock.Now) = (Begin.AddHours(2), Begin.AddHours(2));

        var steps = await Task.WhenAll(Task.Run(() => _hub.Rollups.RunAsync(CancellationToken.None)), Task.Run(() => _other.Rollups.RunAsync(CancellationToken.None)));

        Assert.Equal(4, steps.Sum());
        Assert.Equal(35_000, await CountAsync(Chongqing));
        await AssertRollupsAsync();
        Assert.Equal(0, await _hub.Rollups.RunAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task RollUp_YoungEntries_WaitForTheCutOff()
    {
        await _hub.AppendAsync([(Entry(30) with { ResponderId = Chongqing }).Sealed(), (Entry(90) with { ResponderId = Chongqing }).Sealed()]);

        await _hub.RollUpAsync(Begin.AddSeconds(59));
        Assert.Equal(0, await _hub.Rollups.ReadMarkAsync(CancellationToken.None));
        await _hub.RollUpAsync(Begin.AddSeconds(60));
        Assert.Equal(IdMinutes.Of(Begin) + 1, await _hub.Rollups.ReadMarkAsync(CancellationToken.None));
        await _hub.RollUpAsync(Begin.AddYears(1)); // A clock that jumped takes nothing ahead of its time.
        Assert.Equal(IdMinutes.Of(Begin) + 2, await _hub.Rollups.ReadMarkAsync(CancellationToken.None));
        Assert.Equal(2, await CountAsync(Chongqing));
    }

    [SkippableFact]
    public async Task Recompute_AfterEntriesCameLate_FindsAndMendsIt()
    {
        await AppendMixedAsync(100);
        await _hub.RollUpAsync(Begin.AddHours(1));
        await _hub.AppendAsync([(Entry(30) with { ResponderId = Chongqing }).Sealed()]);

        Assert.False(await _hub.Rollups.RecomputeAsync(new IdRange(ExchangeIds.FirstAt(Begin.AddMinutes(1)), All.Bound), CancellationToken.None));
        Assert.True(await _hub.Rollups.RecomputeAsync(new IdRange(ExchangeIds.FirstAt(Begin), ExchangeIds.FirstAt(Begin.AddMinutes(1))), CancellationToken.None));

        await AssertRollupsAsync();
    }

    [SkippableFact]
    public async Task Settlement_OfAnEntryThatCameLate_MendsItsMinute()
    {
        await _hub.AppendAsync([(Entry(20) with { ResponderId = Chongqing }).Sealed()]);
        await _hub.RollUpAsync(Begin.AddHours(1));
        var late = (Entry(30) with { ResponderId = Chongqing, Outcome = ExchangeOutcome.InDoubt }).Sealed();
        await _hub.AppendAsync([late, (Entry(40) with { ResponderId = Chongqing }).Sealed()]);

        Assert.Equal(1, await _hub.Settlements.SettleAsync([new Settlement(late.Id, true, null)], CancellationToken.None));

        Assert.Equal(3, await CountAsync(Chongqing));
        await AssertRollupsAsync();
    }

    [SkippableFact]
    public async Task Settlement_OfAnotherInAMinuteThatIsMended_CountsOnce()
    {
        var doubts = Enumerable.Range(30, 2).Select(second => (Entry(second) with { ResponderId = Chongqing, Outcome = ExchangeOutcome.InDoubt }).Sealed()).ToArray();
        await _hub.AppendAsync([.. doubts]);
        await _hub.RollUpAsync(Begin.AddHours(1));
        var late = (Entry(20) with { ResponderId = Sichuan, Outcome = ExchangeOutcome.InDoubt }).Sealed();
        await _hub.AppendAsync([late]);

        Assert.Equal(2, await _hub.Settlements.SettleAsync([new Settlement(late.Id, true, null), new Settlement(doubts[0].Id, true, null)], CancellationToken.None));

        Assert.Equal([doubts[1].Id], await InDoubtAsync(Chongqing, All));
        await AssertRollupsAsync();
    }

    /// <summary>Rolled-up sums are those of a scan, for each participant.</summary>
    private async Task AssertRollupsAsync()
    {
        foreach (var participant in new[] { Sichuan, Chongqing, Office })
            Assert.Equal(await _hub.Ledger.SumAsync(participant, [All], CancellationToken.None), await _hub.Of(participant).SumAsync([All], CancellationToken.None));
        Assert.False(await _hub.Rollups.RecomputeAsync(All, CancellationToken.None));
    }

    private async Task<long> CountAsync(string participant) => (await _hub.Of(participant).SumAsync([All], CancellationToken.None)).Single().Count;

    private async Task<List<Guid>> InDoubtAsync(string participant, IdRange range, int limit = 10_000)
        => [.. (await _hub.Settlements.InDoubtAsync(participant, range, limit, CancellationToken.None)).Select(entry => entry.Id)];

    /// <summary>Settles two of three that are in doubt, of which the region answered every other.</summary>
    private static async Task<int> SettleSomeAsync(ParticipantLedgerHub hub)
    {
        await using var context = await hub.Contexts.CreateDbContextAsync();
        var doubts = await context.LedgerEntries.Where(entry => entry.Outcome == ExchangeOutcome.InDoubt || entry.Outcome == ExchangeOutcome.Cancelled).OrderBy(entry => entry.Id).Select(entry => entry.Id).ToListAsync();
        return await SettleAsync(hub, [.. doubts.Where((_, i) => i % 3 < 2)]);
    }

    private static async Task<int> SettleAsync(ParticipantLedgerHub hub, IReadOnlyList<Guid> ids)
    {
        var settled = 0;
        foreach (var some in ids.Select((id, i) => new Settlement(id, i % 2 == 0, [.. Enumerable.Repeat((byte)i, 32)])).Chunk(LedgerSettlements.MaxCount))
            settled += await hub.Settlements.SettleAsync(some, CancellationToken.None);
        return settled;
    }

    private static Task<int> SettleEachAsync(ParticipantLedgerHub hub, IReadOnlyList<Guid> ids)
        => Task.Run(async () =>
        {
            var settled = 0;
            foreach (var some in ids.Chunk(20))
                settled += await SettleAsync(hub, some);
            return settled;
        });
}
