using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.FunctionalTests.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Deliveries;

/// <summary>Two hubs on one database: both accept, one at a time delivers to a region, and the other goes on when it is killed.</summary>
public sealed class TwoHubsTests() : CaseTest(StoreOptions.PostgreSql)
{
    /// <summary>Each of them is killed once, so that the one that delivered is among those.</summary>
    [SkippableFact]
    public async Task Hubs_EachKilledOnce_DeliverAllOnceAndInOrder()
    {
        await using var setup = await CreateSetupAsync();
        var ids = new List<string>();
        var one = await HubProcess.StartAsync(setup);
        var other = await HubProcess.StartAsync(setup);
        try
        {
            ids.AddRange(await SubmitAndWithdrawAsync(setup, one, other));
            await UntilAllAsync(setup, ids);

            await one.KillAsync();
            ids.AddRange(await SubmitAndWithdrawAsync(setup, other, other));
            await UntilAllAsync(setup, ids);

            await one.DisposeAsync();
            one = await HubProcess.StartAsync(setup);
            await other.KillAsync();
            ids.AddRange(await SubmitAndWithdrawAsync(setup, one, one));
            await UntilAllAsync(setup, ids);
        }
        finally
        {
            await one.DisposeAsync();
            await other.DisposeAsync();
        }

        Assert.All(ids, id => Assert.Equal([CaseEventKind.Submitted, CaseEventKind.Withdrawn], setup.Chongqing.Inbox.EventsOf(id).Select(message => message.Kind)));
        Assert.Equal(setup.Chongqing.Inbox.Attempts.Count, setup.Chongqing.Inbox.Attempts.Select(attempt => attempt.Header.ExchangeId).Distinct().Count());
    }

    [SkippableFact]
    public async Task Lease_OfADeadHub_KeepsTheRegionWaitingUntilItEnds()
    {
        var clock = new ShiftedClock();
        await using var site = await StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await using (var context = await site.Hub.DatabaseAsync())
        {
            await context.DispatchLeases.Where(lease => lease.Name == "CN-CQ").ExecuteDeleteAsync();
            context.DispatchLeases.Add(new DispatchLease { Name = "CN-CQ", Owner = Guid.NewGuid(), EndTime = clock.GetUtcNow().AddHours(1) });
            await context.SaveChangesAsync();
        }
        var id = (await site.SubmitAsync()).CaseId;
        await site.SichuanInbox.UntilAsync(id, CaseEventKind.Submitted); // The dispatchers are at work.
        Assert.Empty(site.ChongqingInbox.Attempts);

        clock.Shift = TimeSpan.FromHours(2);

        await site.ChongqingInbox.UntilAsync(id, CaseEventKind.Submitted);
    }

    /// <summary>What one hub wrote is seen by who watches at the other, without a gap.</summary>
    [SkippableFact]
    public async Task Watch_AtTheOtherHub_SeesAll()
    {
        await using var setup = await CreateSetupAsync();
        await using var one = await HubProcess.StartAsync(setup);
        await using var other = await HubProcess.StartAsync(setup);
        using var channel = setup.Connect(other.Address);
        using var watch = new NotaryAssistanceServiceClient(channel.Invoker).WatchCases(new WatchCasesRequest());
        await watch.ResponseHeadersAsync;

        var ids = await SubmitAndWithdrawAsync(setup, one, other);

        var seen = new Dictionary<string, List<int>>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (ids.Any(id => !seen.TryGetValue(id, out var versions) || versions.Count < 2) && await watch.ResponseStream.MoveNext(patience.Token))
        {
            var file = watch.ResponseStream.Current.Event.Case;
            if (!seen.TryGetValue(file.CaseId, out var versions))
                seen[file.CaseId] = versions = [];
            versions.Add(file.Version);
        }
        Assert.All(seen.Values, versions => Assert.Equal(Enumerable.Range(1, versions.Count), versions));
    }

    private static async Task<List<string>> SubmitAndWithdrawAsync(HubSetup setup, HubProcess submitAt, HubProcess withdrawAt)
    {
        using var submitting = setup.Connect(submitAt.Address);
        using var withdrawing = setup.Connect(withdrawAt.Address);
        return [.. await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var id = (await new NotaryAssistanceServiceClient(submitting.Invoker).SubmitCaseAsync(CaseRequests.Submit())).Case.CaseId;
            await new NotaryAssistanceServiceClient(withdrawing.Invoker).WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() });
            return id;
        }))];
    }

    private static Task UntilAllAsync(HubSetup setup, List<string> ids)
        => setup.Chongqing.Inbox.UntilAsync(kept => kept.Count(request => request.CaseEvent.Kind == CaseEventKind.Withdrawn) == ids.Count);
}
