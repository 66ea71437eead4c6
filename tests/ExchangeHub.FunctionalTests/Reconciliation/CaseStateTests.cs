using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.FunctionalTests.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Reconciliation.CaseStates;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>Whether regions' copies of cases are where the hub's cases are.</summary>
public abstract class CaseStateTests(string store, BackOfficeWay way = BackOfficeWay.DialOut) : FunctionalTest(store, way)
{
    private const string Sichuan = "sc-back-office";

    [SkippableFact]
    public async Task Cases_InEveryStateOfTheirLife_AreTheSameOnBothSides()
    {
        await using var site = await StartAsync();
        await site.EndAsync(await site.InProgressAsync());
        await site.InProgressAsync();
        await site.Site.SubmitAsync();
        await site.PassAsync();

        foreach (var participant in (string[])[LedgerSeed.Chongqing, Sichuan])
        {
            var run = await site.RunAsync(participant);
            Assert.Equal((ReconciliationRunState.Clean, LedgerSet.Cases, 3L, 3L, 0L, 0L), (run.State, run.LedgerSet, run.HubRowCount, run.RegionRowCount, run.DifferenceCount, run.InFlightCount));
            Assert.All(await site.WindowsAsync(run), window => Assert.Equal((ReconciliationRunState.Clean, "0:0:0:0:0", "EQUAL"), (window.State, window.Residual, window.Method)));
            Assert.Equal(ReconciliationRunState.Clean, (await site.RunAsync(participant, request => request with { IsSignOff = true })).State);
        }
        // That cases agree says nothing of the ledger's days.
        await using var context = await site.Site.Hub.DatabaseAsync();
        Assert.False(await context.ReconciliationDays.AnyAsync(day => day.LastRunId != null));
    }

    [SkippableFact]
    public async Task CopyBehind_IsALag_UntilARunOverCasesSeesThatItIsNone()
    {
        await using var site = await StartAsync();
        var (id, other) = (await site.InProgressAsync(), await site.InProgressAsync());
        var newest = (await site.EventsAsync(id))[^1];
        await site.LeaveBehindAsync(id);

        var run = await site.RunAsync();
        Assert.Equal((ReconciliationRunState.Differences, 1L, 1L, 1L), (run.State, run.DifferenceCount, run.NewDifferenceCount, run.ClosingCount));
        var difference = Assert.Single(await site.DifferencesAsync());
        Assert.Equal((DifferenceKind.VersionLag, DifferenceSeverity.Major, Guid.Parse(id), "exchangehub.notary.v1.Case"), (difference.Kind, difference.Severity, difference.RowId, difference.Method));
        Assert.Equal((int)CaseState.InProgress, difference.HubState);
        Assert.Equal((int)CaseState.Submitted, difference.RegionState);

        await site.LeaveAtAsync(id, newest);
        await site.LeaveBehindAsync(other);
        var days = (First: difference.Day, Last: ChinaTime.DateOf(site.Clock.GetUtcNow()));
        await site.RunAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Manual) { FirstDay = days.First, LastDay = days.Last }); // Of the ledger: it knows nothing of cases.
        Assert.Equal(DifferenceState.Open, Assert.Single(await site.DifferencesAsync()).State);

        var healed = await site.RunAsync();
        Assert.Equal((1L, 1L, 1L), (healed.DifferenceCount, healed.HealedDifferenceCount, healed.OpeningCount));
        Assert.Equal([(Guid.Parse(id), DifferenceState.Resolved), (Guid.Parse(other), DifferenceState.Open)], (await site.DifferencesAsync()).Select(row => (row.RowId, row.State)));
    }

    [SkippableFact]
    public async Task RunOverCases_LeavesTheLedgersDifferencesAlone()
    {
        await using var site = await StartAsync();
        await site.InProgressAsync();
        var today = ChinaTime.DateOf(site.Clock.GetUtcNow());
        var ledger = await site.RunAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Manual) { FirstDay = today.AddDays(-1), LastDay = today });
        Assert.NotEqual(0, ledger.ClosingCount); // The stub does not keep what it did itself.

        var run = await site.RunAsync();

        Assert.Equal((ReconciliationRunState.Clean, 0L, 0L), (run.State, run.HealedDifferenceCount, run.ClosingCount));
        await using var context = await site.Site.Hub.DatabaseAsync();
        Assert.Equal(ledger.ClosingCount, await context.Differences.LongCountAsync(difference => difference.LedgerSet == LedgerSet.Unspecified && difference.State == DifferenceState.Open));
    }

    [SkippableFact]
    public async Task EachKindOfDifference_IsFoundAndNamed()
    {
        await using var site = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add(await site.InProgressAsync());
        var newest = (await site.EventsAsync(ids[0]))[^1];
        var shown = site.Chongqing.Shown;
        var invented = ExchangeIds.FirstAt(site.Clock.GetUtcNow().AddDays(-3));
        shown.Replace(Guid.Parse(ids[0]), _ => CaseMirror.Row(ids[0], CaseState.Replied, newest.EventId));
        shown.Replace(Guid.Parse(ids[1]), _ => CaseMirror.Row(ids[1], CaseState.InProgress, Guid.CreateVersion7().ToString()));
        shown.Remove(Guid.Parse(ids[2]));
        shown.Add(shown.Rows.Single(row => row.Id == Guid.Parse(ids[3])));
        shown.Add(CaseMirror.Row(invented.ToString(), CaseState.Closed, Guid.CreateVersion7().ToString()));

        var dry = await site.RunAsync(change: request => request with { IsDryRun = true });
        Assert.Equal((5L, 5L), (dry.DifferenceCount, dry.NewDifferenceCount));
        Assert.Empty(await site.DifferencesAsync());

        var run = await site.RunAsync();
        Assert.Equal((ReconciliationRunState.Differences, 5L, 0L), (run.State, run.DifferenceCount, run.RepairCount));
        Assert.All(await site.WindowsAsync(run), window => Assert.Equal("0:0:0:0:0", window.Residual));
        Assert.Equal(
            [
                (invented, DifferenceKind.MissingAtHub, DifferenceSeverity.Security),
                (Guid.Parse(ids[0]), DifferenceKind.StateMismatch, DifferenceSeverity.Major),
                (Guid.Parse(ids[1]), DifferenceKind.StateMismatch, DifferenceSeverity.Major),
                (Guid.Parse(ids[2]), DifferenceKind.MissingAtRegion, DifferenceSeverity.Major),
                (Guid.Parse(ids[3]), DifferenceKind.Duplicate, DifferenceSeverity.Major),
            ],
            (await site.DifferencesAsync()).Select(difference => (difference.RowId, difference.Kind, difference.Severity)));
    }

    [SkippableFact]
    public async Task WhatIsOnItsWay_IsNoDifference_UntilItIsGivenUp()
    {
        await using var site = await StartAsync();
        var (id, behind) = (await site.InProgressAsync(), await site.InProgressAsync());
        await site.LeaveBehindAsync(behind);
        Assert.Equal(1L, (await site.RunAsync()).DifferenceCount);
        site.Site.ChongqingInbox.OnDeliver = (_, _) => throw new RpcException(new Status(StatusCode.Internal, "disk full"));
        foreach (var each in (string[])[id, behind])
            await site.Site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(each), Statement = CaseRequests.Statement() });
        site.Clock.Shift += TimeSpan.FromHours(1);

        var run = await site.RunAsync();
        Assert.Equal((ReconciliationRunState.Clean, 0L, 2L, 0L, 1L), (run.State, run.DifferenceCount, run.InFlightCount, run.HealedDifferenceCount, run.ClosingCount));
        Assert.Equal(DifferenceState.Open, Assert.Single(await site.DifferencesAsync()).State); // Nobody knows yet whether it is gone.

        await site.GiveUpAsync(id);
        var late = await site.RunAsync();
        Assert.Equal((1L, 1L), (late.DifferenceCount, late.InFlightCount));
        Assert.Contains((Guid.Parse(id), DifferenceKind.VersionLag), (await site.DifferencesAsync()).Select(difference => (difference.RowId, difference.Kind)));
    }

    [SkippableFact]
    public async Task WhatHasJustHappened_IsNoDifference()
    {
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        await site.Site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() });
        await site.LeaveBehindAsync(id);

        Assert.Equal((ReconciliationRunState.Clean, 1L), Of(await site.RunAsync()));
        site.Clock.Shift += TimeSpan.FromMinutes(16);
        Assert.Equal((ReconciliationRunState.Differences, 0L), Of(await site.RunAsync()));

        static (ReconciliationRunState, long) Of(RunEntry run) => (run.State, run.InFlightCount);
    }

    [SkippableFact]
    public async Task CaseThatMovesWhileItIsCompared_IsNoDifference()
    {
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        var newest = (await site.EventsAsync(id))[^1];
        await site.LeaveBehindAsync(id);
        site.Shown.OnCall = (_, request) => request is GetRowsRequest ? site.LeaveAtAsync(id, newest) : Task.CompletedTask;

        var run = await site.RunAsync();

        Assert.Equal((ReconciliationRunState.Clean, 0L, 1L), (run.State, run.DifferenceCount, run.InFlightCount));
        Assert.Empty(await site.DifferencesAsync());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RegionThatDoesNotOfferThem_IsNotCompared_AndThatIsNoFailure(bool isOfAnEarlierContract)
    {
        await using var site = await StartAsync();
        await site.InProgressAsync();
        (site.Shown.Cases, site.Shown.KnowsNoSets) = (null, isOfAnEarlierContract);
        var calls = site.Shown.Calls;

        var run = await site.RunAsync();

        Assert.Equal((ReconciliationRunState.NotOffered, RunProblem.SetNotOffered, 0L, calls + 1), (run.State, run.ProblemReason, run.DifferenceCount, site.Shown.Calls));
        Assert.Equal(run.WindowCount, run.DoneWindowCount);
        Assert.Empty(await site.DifferencesAsync());
    }

    [SkippableFact]
    public async Task Night_HasBothRegionsCompared_Once()
    {
        await using var site = await StartAsync();
        await site.InProgressAsync();
        var rounds = site.Site.Hub.Services.GetRequiredService<ReconciliationRounds>();

        var first = await rounds.CasesAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        var again = await rounds.CasesAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((2, 2, 0), (first.Runs, first.Clean, again.Runs));
    }

    /// <summary>An old case is looked at while it is open, and when something has happened in it.</summary>
    [SkippableFact]
    public async Task Days_AreTheRecentOnes_AndThoseOfOldCasesThatAreOpen()
    {
        await using var site = await StartAsync();
        var now = site.Clock.GetUtcNow();
        await using (var context = await site.Site.Hub.DatabaseAsync())
        {
            context.CaseFiles.AddRange(OldCase(now.AddDays(-100), null), OldCase(now.AddDays(-80), now.AddDays(-70)));
            await context.SaveChangesAsync();
        }

        var days = await site.Site.Hub.Services.GetRequiredService<CaseDays>().DueAsync(LedgerSeed.Chongqing, CancellationToken.None);

        Assert.Equal(CaseDays.RecentDays + 2, days.Count);
        Assert.Equal([ChinaTime.DateOf(now.AddDays(-100)), ChinaTime.DateOf(now.AddDays(-CaseDays.RecentDays))], days.Take(2));
        Assert.Equal(ChinaTime.DateOf(now), days[^1]);
    }

    private static Hub.Cases.CaseFile OldCase(DateTimeOffset time, DateTimeOffset? end) => new()
    {
        Id = ExchangeIds.FirstAt(time),
        State = end is null ? CaseState.InProgress : CaseState.Closed,
        EndTime = end,
        UpdateTime = end ?? time,
        Matter = MatterCode.CertVerify,
        Urgency = Urgency.Normal,
        LetterNumber = $"旧函{time.Ticks}号",
        LetterYear = time.Year,
        OwnCaseNumber = "旧案",
        RequestingOffice = CaseRequests.Sichuan.Uscc,
        RequestingOfficeName = CaseRequests.Sichuan.Name,
        RequestingRegion = "CN-SC",
        RequestedOffice = CaseRequests.Chongqing.Uscc,
        RequestedOfficeName = CaseRequests.Chongqing.Name,
        RequestedRegion = "CN-CQ",
        SubmitTime = time,
    };

    private async Task<CaseStateSite> StartAsync()
    {
        var clock = new ShiftedClock();
        return new CaseStateSite(await StartHubAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock), withSichuan: true), clock);
    }
}

public sealed class CaseStateTestsOnSqlite() : CaseStateTests(StoreOptions.Sqlite);

public sealed class CaseStateTestsOnPostgreSql() : CaseStateTests(StoreOptions.PostgreSql);

public sealed class CaseStateTestsByLink() : CaseStateTests(StoreOptions.Sqlite, BackOfficeWay.Link);
