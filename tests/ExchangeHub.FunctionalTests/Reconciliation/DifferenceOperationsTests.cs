using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Alerts;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>What operators do about differences, and what they are told of them.</summary>
public abstract class DifferenceOperationsTests(string store) : ReconciliationOperationsTest(store)
{
    /// <summary>The library's: it logs an error for what is unhealthy.</summary>
    private const int HealthCheckEnd = 103;

    [SkippableFact]
    public async Task Accept_NeedsASecondPerson_ByNameOrByParticipant()
    {
        await using var hub = await StartWithOperatorsAsync();
        var differences = await hub.DifferencesAsync(2);

        Assert.Equal(DifferenceState.AcceptanceProposed, (await hub.Operator.AcceptDifferenceAsync(Accept(differences[0], "周明"))).Difference.State);
        var refused = await OperatorSite.RefusedAsync(hub.Operator.AcceptDifferenceAsync(Accept(differences[0], "周 明")));
        Assert.Equal((StatusCode.FailedPrecondition, "SECOND_PERSON_REQUIRED"), (refused.Code, refused.Reason));
        var accepted = (await hub.Operator.AcceptDifferenceAsync(Accept(differences[0], "王芳"))).Difference;
        Assert.Equal((DifferenceState.Accepted, true), (accepted.State, accepted.CloseTime is not null));

        await hub.Operator.AcceptDifferenceAsync(Accept(differences[1], "周明"));
        Assert.Equal(DifferenceState.Accepted, (await hub.Second.AcceptDifferenceAsync(Accept(differences[1], "周明"))).Difference.State);
        refused = await OperatorSite.RefusedAsync(hub.Second.AcceptDifferenceAsync(Accept(differences[1], "王芳")));
        Assert.Equal(("DIFFERENCE_STATE", "ACCEPTED"), (refused.Reason, refused.Metadata["state"]));
        Assert.Empty((await hub.Auditor.ListDifferencesAsync(new ListDifferencesRequest())).Differences);
    }

    [SkippableFact]
    public async Task Difference_AssignedCommentedResolvedAndFoundAgain_HasItsHistory()
    {
        await using var hub = await StartWithOperatorsAsync();
        var id = Assert.Single(await hub.DifferencesAsync(1)).DifferenceId;
        var assign = new AssignDifferenceRequest { RequestId = Guid.NewGuid().ToString(), DifferenceId = id, Owner = "王芳", OperatorName = "周明" };

        Assert.Equal(DifferenceState.Assigned, (await hub.Operator.AssignDifferenceAsync(assign)).Difference.State);
        await hub.Operator.AssignDifferenceAsync(assign); // The same call again: no second event.
        await hub.Second.CommentDifferenceAsync(new CommentDifferenceRequest { RequestId = Guid.NewGuid().ToString(), DifferenceId = id, Text = "已致电", OperatorName = "王芳" });
        await hub.Second.ResolveDifferenceAsync(new ResolveDifferenceRequest { RequestId = Guid.NewGuid().ToString(), DifferenceId = id, Text = "对方已补录", OperatorName = "王芳" });
        await hub.RunAsync(hub.Site.Yesterday); // It is not true.

        var got = await hub.Auditor.GetDifferenceAsync(new GetDifferenceRequest { DifferenceId = id });
        Assert.Equal((DifferenceState.Assigned, "王芳", null, 2), (got.Difference.State, got.Difference.Owner, got.Difference.CloseTime, got.Difference.SeenCount));
        Assert.Equal(
            [(DifferenceEventKind.Found, "", ""), (DifferenceEventKind.Assigned, "周明", "王芳"), (DifferenceEventKind.Commented, "王芳", "已致电"), (DifferenceEventKind.Resolved, "王芳", "对方已补录"), (DifferenceEventKind.Reopened, "", "")],
            got.Events.Select(e => (e.Kind, e.OperatorName, e.Text)));
        Assert.Equal(["operator-2", "operator-2"], got.Events.Skip(2).Take(2).Select(e => e.ParticipantId));
        Assert.Equal(id, Assert.Single((await hub.Auditor.ListDifferencesAsync(new ListDifferencesRequest { Owner = "王芳" })).Differences).DifferenceId);
        Assert.Equal("DIFFERENCE_NOT_FOUND", (await OperatorSite.RefusedAsync(hub.Auditor.GetDifferenceAsync(new GetDifferenceRequest { DifferenceId = Guid.NewGuid().ToString() }))).Reason);
    }

    [SkippableFact]
    public async Task Differences_Many_PageThroughAllOldestFirst()
    {
        await using var hub = await StartWithOperatorsAsync();
        var all = (await hub.DifferencesAsync(7)).Select(difference => difference.DifferenceId).ToList();
        var request = new ListDifferencesRequest { PageSize = 3, Kind = DifferenceKind.MissingAtRegion };
        var listed = new List<string>();
        do
        {
            var page = await hub.Auditor.ListDifferencesAsync(request);
            listed.AddRange(page.Differences.Select(difference => difference.DifferenceId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(all, listed);
    }

    /// <summary>Opening and found without closed is closing, on each day and from day to day; and it is what is open in the table.</summary>
    [SkippableFact]
    public async Task Report_OfEachDay_BalancesAndStaysWhatItWas()
    {
        await using var hub = await StartWithOperatorsAsync();
        var quiet = await ReportAsync(hub, hub.Site.Today);
        Assert.Equal((0, 0L, 0L, 0L, 0L), (quiet.Runs.Count, quiet.OpeningCount, quiet.FoundCount, quiet.ClosedCount, quiet.ClosingCount));
        var (day, rows) = (hub.Site.Yesterday, hub.Site.Today);
        var differences = await hub.DifferencesAsync(5);
        await hub.Operator.ResolveDifferenceAsync(new ResolveDifferenceRequest { RequestId = Guid.NewGuid().ToString(), DifferenceId = differences[0].DifferenceId, Text = "已处理", OperatorName = "王芳" });
        var first = await ReportAsync(hub, rows);
        Assert.Equal((1, 0L, 5L, 1L, 4L), (first.Runs.Count, first.OpeningCount, first.FoundCount, first.ClosedCount, first.ClosingCount));

        Clock.Shift += TimeSpan.FromDays(1); // The next day one row is back, the resolved one is found again, and one more is lost.
        hub.Site.Region.Add(LedgerSeed.Row((await hub.Site.Hub.LedgerAsync()).Single(entry => entry.Id.ToString() == differences[1].RowId)));
        hub.Site.Region.Remove(hub.Site.Region.Rows[0].Id);
        await hub.RunAsync(day);
        var second = await ReportAsync(hub, rows.AddDays(1));

        Assert.Equal((4L, 2L, 1L, 5L), (second.OpeningCount, second.FoundCount, second.ClosedCount, second.ClosingCount));
        await using var context = await hub.Site.Hub.DatabaseAsync();
        Assert.Equal(5, await context.Differences.CountAsync(difference => difference.CloseTime == null));
        Assert.Equal((await ReportAsync(hub, rows)).ClosingCount, first.ClosingCount);
    }

    [SkippableFact]
    public async Task Region_DownForLong_IsAlertedOfAndUnhealthyWhileTheHubServes()
    {
        await using var hub = await StartWithOperatorsAsync(options => options with { Reconciliation = options.Reconciliation with { UnreconciledHours = 1 } });
        hub.Site.Hub.Log.Allow(HealthCheckEnd);
        await hub.Site.SeedAsync(hub.Site.Yesterday, 5);
        await hub.Site.Hub.Chongqing.DisposeAsync();
        Assert.Equal(ReconciliationRunState.Partial, (await hub.RunAsync(hub.Site.Yesterday))[^1].Run.State);
        Assert.Equal([AlertKind.RunPartial], await AlertsAsync(hub));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await HealthAsync(hub, ReconciliationHealthCheck.Name));

        Clock.Shift += TimeSpan.FromHours(2);

        Assert.Equal([AlertKind.RunPartial, AlertKind.DayUnreconciled], await AlertsAsync(hub));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await HealthAsync(hub, ReconciliationHealthCheck.Name));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await HealthAsync(hub, ""));
    }

    [SkippableFact]
    public async Task Row_ThatNobodyCanExplain_IsOneAlertForEachRunUntilItIsDealtWith()
    {
        await using var hub = await StartWithOperatorsAsync();
        await hub.Site.SeedAsync(hub.Site.Yesterday, 5);
        hub.Site.Region.Add(LedgerSeed.Day(hub.Site.Yesterday, 7).Skip(1).Select(LedgerSeed.Row));
        await hub.RunAsync(hub.Site.Yesterday);

        var alert = Assert.Single(await hub.Site.Get<AlertFinder>().FindAsync(CancellationToken.None));

        Assert.Equal((AlertKind.SecurityDifference, LedgerSeed.Chongqing, 6L), (alert.Kind, alert.Participant, alert.Count));
        foreach (var difference in (await hub.Operator.ListDifferencesAsync(new ListDifferencesRequest())).Differences)
            await hub.Operator.ResolveDifferenceAsync(new ResolveDifferenceRequest { RequestId = Guid.NewGuid().ToString(), DifferenceId = difference.DifferenceId, Text = "已查明", OperatorName = "王芳" });
        Assert.Empty(await AlertsAsync(hub));
    }

    private static AcceptDifferenceRequest Accept(Difference difference, string person)
        => new() { RequestId = Guid.NewGuid().ToString(), DifferenceId = difference.DifferenceId, Text = "火灾中灭失", OperatorName = person };

    private static async Task<ParticipantReport> ReportAsync(OperatorSite hub, DateOnly day)
    {
        var report = await hub.Auditor.GetReconciliationReportAsync(new GetReconciliationReportRequest { Day = CalendarDates.ToProto(day) });
        return Assert.Single(report.Participants, participant => participant.ParticipantId == LedgerSeed.Chongqing);
    }

    private static async Task<IEnumerable<AlertKind>> AlertsAsync(OperatorSite hub) => (await hub.Site.Get<AlertFinder>().FindAsync(CancellationToken.None)).Select(alert => alert.Kind);

    private static async Task<HealthCheckResponse.Types.ServingStatus> HealthAsync(OperatorSite hub, string service)
    {
        using var channel = hub.Site.Hub.Connect();
        return (await new Health.HealthClient(channel.Invoker).CheckAsync(new HealthCheckRequest { Service = service })).Status;
    }
}

public sealed class DifferenceOperationsTestsOnSqlite() : DifferenceOperationsTests(StoreOptions.Sqlite);

public sealed class DifferenceOperationsTestsOnPostgreSql() : DifferenceOperationsTests(StoreOptions.PostgreSql);
