using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>Repairs: additions, each linked to its difference, capped, and seen to have helped by a later run.</summary>
public abstract class ReconciliationRepairTests(string store) : ReconciliationTest(store)
{
    private const int Rows = 100;

    [SkippableFact]
    public async Task MissingRows_AreBroughtAsANotice_AndSeenToBeThere()
    {
        await using var site = await StartAsync();
        site.TakeNotices();
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        foreach (var row in rows.Take(3))
            site.Region.Remove(row.Id);
        site.Region.Add(LedgerSeed.Row(rows[50])); // Not to be repaired.

        var run = await site.RunAsync(Manual(site.Yesterday, repair: true));
        Assert.Equal((4L, 3L), (run.DifferenceCount, run.RepairCount));
        await site.BroughtAsync(run);
        var notice = Assert.Single(site.Hub.Chongqing.Inbox.Kept);
        Assert.Equal((run.Id.ToString(), 3), (notice.LedgerNotice.RunId, notice.LedgerNotice.Rows.Count));
        Assert.All(await site.DifferencesAsync(), difference => Assert.Equal(DifferenceState.Open, difference.State));
        Assert.Equal([site.Yesterday], await site.Get<DayBook>().AgainAsync(LedgerSeed.Chongqing, CancellationToken.None));

        var second = await site.RunAsync(Manual(site.Yesterday, repair: true));
        Assert.Equal((1L, 3L, 0L), (second.DifferenceCount, second.HealedDifferenceCount, second.RepairCount));
        var differences = (await site.DifferencesAsync()).ToLookup(difference => difference.Kind);
        Assert.All(differences[DifferenceKind.MissingAtRegion], difference => Assert.Equal(DifferenceState.AutoRepaired, difference.State));
        Assert.Equal(DifferenceState.Open, Assert.Single(differences[DifferenceKind.Duplicate]).State);
        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.RepairStarted, DifferenceEventKind.Healed], await site.EventsAsync(differences[DifferenceKind.MissingAtRegion].First()));
        Assert.Single(site.Hub.Chongqing.Inbox.Kept);
    }

    [SkippableFact]
    public async Task Repairs_AreCapped_NotBegunTwice_AndGivenUpWhenTheyDoNotHelp()
    {
        await using var site = await StartAsync(options => options with { MaxRepairs = 2 });
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        foreach (var row in rows.Take(3))
            site.Region.Remove(row.Id);
        var gate = new TaskCompletionSource();
        site.Hub.Chongqing.Inbox.OnDeliver = (_, _) => gate.Task; // Nothing is acknowledged.

        var first = await site.RunAsync(Manual(site.Yesterday, repair: true));
        var second = await site.RunAsync(Manual(site.Yesterday, repair: true));
        Assert.Equal((2L, 1L), (first.RepairCount, second.RepairCount));
        Assert.Equal(0L, (await site.RunAsync(Manual(site.Yesterday, repair: true))).RepairCount);

        gate.SetResult(); // It acknowledges, and does not add them.
        await site.BroughtAsync(first);
        await site.BroughtAsync(second);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            Clock.Shift += TimeSpan.FromSeconds(1); // So that what was acknowledged was so before the comparison.
            await site.BroughtAsync(await site.RunAsync(Manual(site.Yesterday, repair: true)));
        }
        await using var context = await site.Hub.DatabaseAsync();
        Assert.Equal([3, 3, 3], await context.Repairs.GroupBy(repair => repair.DifferenceId).Select(group => group.Count()).ToListAsync());
    }

    [SkippableFact]
    public async Task MissingDelivery_IsBroughtAgainAndItsRowToo()
    {
        await using var site = await StartAsync(withSichuan: true);
        using var channel = site.Hub.Connect();
        var id = (await new NotaryAssistanceServiceClient(channel.Invoker).SubmitCaseAsync(CaseRequests.Submit())).Case.CaseId;
        await site.Hub.Sichuan.Inbox.UntilAsync(id, CaseEventKind.Delivered); // So it is acknowledged.
        var row = Assert.Single(site.Region.Rows, row => row.Method == DeliveryAttempt.Method);
        site.TakeNotices();
        site.Region.Remove(row.Id);

        Clock.Shift += TimeSpan.FromHours(1); // Past the cut-off.
        var run = await site.RunAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Hourly) { IsRepairing = true });
        Assert.Equal((1L, 1L), (run.DifferenceCount, run.RepairCount));
        await site.BroughtAsync(run);
        Assert.Contains(site.Region.Rows, added => added.Id == row.Id);
        Assert.Equal(2, site.Hub.Chongqing.Inbox.Kept.Count); // The case's event, and the notice.
        await UntilAsync(site, () => site.Hub.Chongqing.Inbox.Attempts.Count(attempt => attempt.CaseEvent is not null) == 2);

        Clock.Shift += TimeSpan.FromHours(1);
        Assert.Equal((ReconciliationRunState.Clean, 1L), await StateAsync(site.RunAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Hourly))));
    }

    private static async Task<(ReconciliationRunState, long)> StateAsync(Task<RunEntry> running)
    {
        var run = await running;
        return (run.State, run.HealedDifferenceCount);
    }

    /// <summary>The notice and the event are brought side by side: the event may come a little later.</summary>
    private static async Task UntilAsync(ReconciliationSite site, Func<bool> condition)
    {
        while (!condition())
            await site.CommittedAsync();
    }
}

public sealed class ReconciliationRepairTestsOnSqlite() : ReconciliationRepairTests(StoreOptions.Sqlite);

public sealed class ReconciliationRepairTestsOnPostgreSql() : ReconciliationRepairTests(StoreOptions.PostgreSql);
