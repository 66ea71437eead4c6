using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.FunctionalTests.Reconciliation;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Sharing.Grants;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Data sets that are shared upon application (有条件共享): apply, decide, use, revoke, expire.</summary>
public abstract class GrantTests(string store) : SharingTest(store)
{
    private const string OverdueTags = "data_set=DATA_SET_WATCH_LIST,producer=CN-CQ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ReadPurpose Purpose = new() { Purpose = "核实人员（测试）", OperatorName = "测试乙" };

    private X509Certificate2 Applicant => Hub.SichuanCertificate!;

    private DateOnly Today => ChinaTime.DateOf(Clock.GetUtcNow());

    [SkippableFact]
    public async Task Read_WithoutGrant_Refused()
    {
        await PublishAsync();

        var error = await RefusedAsync(GetAsync);

        Assert.Equal((StatusCode.PermissionDenied, "GRANT_REQUIRED", Chongqing), (error.Code, error.Reason, error.Metadata["producer_region"]));
    }

    [SkippableFact]
    public async Task Read_ByProducer_NeedsNoGrant()
    {
        await PublishAsync();

        var own = await Producer.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.WatchList, ProducerRegion = Chongqing, Key = "测试名单/519999001001", Purpose = Purpose });

        Assert.Equal(1, own.Record.Version);
    }

    [SkippableFact]
    public async Task Read_Granted_GivesAndRecordsEachUse()
    {
        await PublishAsync();
        var grant = await GrantedAsync();

        await GetAsync();
        await Reader.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.WatchList, Purpose = Purpose });

        var uses = (await GrantsOf(Hub.ChongqingCertificate).ListGrantUsesAsync(new ListGrantUsesRequest { GrantId = grant.GrantId })).Uses;
        Assert.Equal(
            [("/exchangehub.sharing.v1.RecordSharingService/ListRecords", "核实人员（测试）", "测试乙"), ("/exchangehub.sharing.v1.RecordSharingService/GetRecord", "核实人员（测试）", "测试乙")],
            uses.Select(use => (use.Method, use.Purpose, use.OperatorName)));
        Assert.All(uses, use => Assert.Contains(Hub.LedgerAsync().Result, entry => entry.Id.ToString() == use.ExchangeId && entry.Purpose == "核实人员（测试）"));
        Assert.Equal(2, (await GrantsOf(Applicant).GetGrantAsync(new GetGrantRequest { GrantId = grant.GrantId })).Grant.UseCount);
    }

    [SkippableFact]
    public async Task Read_GrantedWithoutPurpose_Refused()
    {
        await PublishAsync();
        await GrantedAsync();

        var error = await RefusedAsync(async () => await Reader.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.WatchList, ProducerRegion = Chongqing, Key = "测试名单/519999001001" }));

        Assert.Equal([("purpose", "REQUIRED")], error.Violations.Select(violation => (violation.Field, violation.Reason)));
    }

    [SkippableFact]
    public async Task Apply_Twice_OneAtATime()
    {
        await ApplyAsync();

        var error = await RefusedAsync(ApplyAsync);

        Assert.Equal((StatusCode.FailedPrecondition, "GRANT_STATE", "Applied"), (error.Code, error.Reason, error.Metadata["state"]));
    }

    [SkippableFact]
    public async Task Apply_SideBySide_OneIsTaken()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                return (await ApplyAsync()).State.ToString();
            }
            catch (RpcException error)
            {
                return HubError.From(error).Reason;
            }
        }));

        Assert.Equal(1, results.Count(result => result == "Applied"));
        Assert.Equal(7, results.Count(result => result == "GRANT_STATE"));
    }

    [SkippableFact]
    public async Task Apply_SameRequestAgain_GivesTheFirstResult()
    {
        var request = Application();

        var first = await GrantsOf(Applicant).ApplyForGrantAsync(request);
        var again = await GrantsOf(Applicant).ApplyForGrantAsync(request);

        Assert.Equal(first, again);
    }

    [SkippableFact]
    public async Task Apply_Wrong_NamesEveryProblem()
    {
        var request = new ApplyForGrantRequest { RequestId = "1", DataSet = DataSet.Notices, ProducerRegion = "CN-SC", StartDate = CalendarDates.ToProto(Today.AddDays(-1)), EndDate = CalendarDates.ToProto(Today.AddDays(1000)) };

        var error = await RefusedAsync(async () => await GrantsOf(Applicant).ApplyForGrantAsync(request));

        Assert.Equal(
            ["data_set", "end_date", "operator_name", "producer_region", "purpose", "request_id", "scenario", "start_date"],
            error.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Decide_Refused_HasAReasonAndMayBeAppliedForAgain()
    {
        var grant = await ApplyAsync();

        var refused = await DecideAsync(grant.GrantId, isGranted: false);
        var again = await ApplyAsync();

        Assert.Equal((GrantState.Refused, "理由（测试）"), (refused.State, refused.Reason));
        Assert.NotEqual(grant.GrantId, again.GrantId);
        Assert.Equal("GRANT_REQUIRED", (await RefusedAsync(GetAsync)).Reason);
    }

    [SkippableFact]
    public async Task Decide_ByOthers_NotFound()
    {
        var grant = await ApplyAsync();

        var byApplicant = await RefusedAsync(async () => await GrantsOf(Applicant).DecideGrantAsync(Decision(grant.GrantId, true)));
        var byOffice = await RefusedAsync(async () => await GrantsOf(Hub.Office).DecideGrantAsync(Decision(grant.GrantId, true)));

        Assert.Equal(("GRANT_NOT_FOUND", "ROLE_NOT_PERMITTED"), (byApplicant.Reason, byOffice.Reason));
    }

    [SkippableFact]
    public async Task Decide_Twice_SecondRefused()
    {
        var grant = await GrantedAsync();

        var error = await RefusedAsync(() => DecideAsync(grant.GrantId, isGranted: false));

        Assert.Equal(("GRANT_STATE", "Granted"), (error.Reason, error.Metadata["state"]));
    }

    [SkippableFact]
    public async Task Revoke_EndsStreamsUnderWay()
    {
        await PublishAsync();
        var grant = await GrantedAsync();
        using var watch = Watch();
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        await GrantsOf(Hub.ChongqingCertificate).RevokeGrantAsync(new RevokeGrantRequest { RequestId = Guid.NewGuid().ToString(), GrantId = grant.GrantId, Reason = "滥用（测试）", OperatorName = "测试丙" });

        var error = await RefusedAsync(async () => await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal((StatusCode.PermissionDenied, "GRANT_ENDED"), (error.Code, error.Reason));
        Assert.Equal("GRANT_REQUIRED", (await RefusedAsync(GetAsync)).Reason);
    }

    [SkippableFact]
    public async Task Expiry_EndsStreamsUnderWay()
    {
        await PublishAsync();
        var grant = await GrantedAsync();
        using var watch = Watch();
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        Clock.Shift = TimeSpan.FromDays(31);

        var error = await RefusedAsync(async () => await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal("GRANT_ENDED", error.Reason);
        await RunDueAsync();
        Assert.Equal(GrantState.Expired, (await GrantsOf(Applicant).GetGrantAsync(new GetGrantRequest { GrantId = grant.GrantId })).Grant.State);
    }

    [SkippableFact]
    public async Task Due_NotDecidedInTenWorkingDays_IsOverdue()
    {
        var grant = await ApplyAsync();
        Assert.True(CalendarDates.TryToDateOnly(grant.DecisionDueDate, out var due));
        Assert.InRange(due.DayNumber - Today.DayNumber, 10, 25);
        await StartedAsync("grants-due");
        Clock.Shift = TimeSpan.FromDays(due.DayNumber - Today.DayNumber);
        Assert.Equal(0, await RunDueAsync());

        Clock.Shift += TimeSpan.FromDays(1);

        Assert.Equal(1, await RunDueAsync());
        Assert.Equal(0, await RunDueAsync());
        var waiting = await GrantsOf(Hub.ChongqingCertificate).ListGrantsAsync(new ListGrantsRequest { WaitingForCaller = true });
        Assert.Equal([(grant.GrantId, true)], waiting.Grants.Select(item => (item.GrantId, item.IsOverdue)));
        Assert.Contains(Hub.Log.Lines, line => line.Event.Id == 2111);
    }

    [SkippableFact]
    public async Task Overdue_EachApplication_IsOneAlertAndCountedUntilItIsDecided()
    {
        var (first, second) = (await ApplyAsync(), await ApplyAsync(Hub.Office));
        using var heard = new Measurements(Hub.Services);
        await StartedAsync("grants-due");
        Clock.Shift = TimeSpan.FromDays(30);
        Assert.Empty(await AlertsAsync());

        await RunDueAsync();
        await RunDueAsync();

        var alerts = await AlertsAsync();
        Assert.Equal(
            new[] { $"GrantOverdue:{first.GrantId}", $"GrantOverdue:{second.GrantId}" }.Order(StringComparer.Ordinal),
            alerts.Select(alert => alert.Id).Order(StringComparer.Ordinal));
        Assert.All(alerts, alert => Assert.Equal((AlertKind.GrantOverdue, Chongqing, 1), (alert.Kind, alert.Participant, alert.Count)));
        Assert.True(CalendarDates.TryToDateOnly(first.DecisionDueDate, out var due));
        Assert.All(alerts, alert => Assert.Equal(ChinaTime.BeginOf(due.AddDays(1)), alert.Time)); // What holds since the day after.
        Assert.Equal(alerts, await AlertsAsync());
        Assert.Equal([(2, OverdueTags)], await OverdueAsync(heard));

        await DecideAsync(first.GrantId, isGranted: true);

        Assert.Equal([$"GrantOverdue:{second.GrantId}"], (await AlertsAsync()).Select(alert => alert.Id));
        Assert.Equal([(1, OverdueTags)], await OverdueAsync(heard));
        await DecideAsync(second.GrantId, isGranted: false);
        Assert.Empty(await AlertsAsync());
        Assert.Empty(await OverdueAsync(heard));
    }

    [SkippableFact]
    public async Task List_ShowsOnlyWhatConcernsTheCaller()
    {
        var grant = await ApplyAsync();

        Assert.Equal([grant.GrantId], (await GrantsOf(Applicant).ListGrantsAsync(new ListGrantsRequest())).Grants.Select(item => item.GrantId));
        Assert.Empty((await GrantsOf(Hub.Office).ListGrantsAsync(new ListGrantsRequest())).Grants);
        Assert.Equal("GRANT_NOT_FOUND", (await RefusedAsync(async () => await GrantsOf(Hub.Office).GetGrantAsync(new GetGrantRequest { GrantId = grant.GrantId }))).Reason);
    }

    [SkippableFact]
    public async Task StoredConditionalRecord_IsEncrypted()
    {
        await PublishAsync();

        await using var database = await Hub.DatabaseAsync();
        var stored = database.Records.Select(record => record.Statement).ToList();

        Assert.Equal(2, stored.Count);
        Assert.All(stored, statement => Assert.Equal(-1, statement.AsSpan().IndexOf("测试某"u8)));
    }

    private Task<List<PublishRecordsResponse>> PublishAsync() => Producer.PublishAsync(DataSet.WatchList, [Feeds.WatchEntry("519999001001"), Feeds.WatchEntry("519999001002")]);

    private Task GetAsync() => Reader.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.WatchList, ProducerRegion = Chongqing, Key = "测试名单/519999001001", Purpose = Purpose }).ResponseAsync;

    private AsyncServerStreamingCall<WatchChangesResponse> Watch() => Reader.WatchChanges(new WatchChangesRequest { DataSet = DataSet.WatchList, ProducerRegion = Chongqing, Purpose = Purpose });

    private Task<int> RunDueAsync() => Hub.Services.GetRequiredService<GrantDueRunner>().RunAsync(CancellationToken.None);

    private Task<List<Alert>> AlertsAsync() => Hub.Services.GetRequiredService<AlertFinder>().FindAsync(CancellationToken.None);

    /// <summary>What the metric says after a look.</summary>
    private async Task<List<(double Value, string Tags)>> OverdueAsync(Measurements heard)
    {
        await Hub.Services.GetRequiredService<GrantMetrics>().LookAsync(CancellationToken.None);
        return heard.Observe("exchangehub.sharing.grants.overdue");
    }

    private async Task<Grant> GrantedAsync() => await DecideAsync((await ApplyAsync()).GrantId, isGranted: true);

    private Task<Grant> ApplyAsync() => ApplyAsync(Applicant);

    private async Task<Grant> ApplyAsync(X509Certificate2 applicant) => (await GrantsOf(applicant).ApplyForGrantAsync(Application())).Grant;

    private async Task<Grant> DecideAsync(string id, bool isGranted) => (await GrantsOf(Hub.ChongqingCertificate).DecideGrantAsync(Decision(id, isGranted))).Grant;

    private static DecideGrantRequest Decision(string id, bool isGranted) => new() { RequestId = Guid.NewGuid().ToString(), GrantId = id, IsGranted = isGranted, Reason = "理由（测试）", OperatorName = "测试丙" };

    private ApplyForGrantRequest Application() => new()
    {
        RequestId = Guid.NewGuid().ToString(),
        DataSet = DataSet.WatchList,
        ProducerRegion = Chongqing,
        Purpose = "核实人员（测试）",
        Scenario = "跨省执业前核查（测试）",
        StartDate = CalendarDates.ToProto(Today),
        EndDate = CalendarDates.ToProto(Today.AddDays(30)),
        OperatorName = "测试乙",
    };
}

public sealed class GrantTestsOnSqlite() : GrantTests(StoreOptions.Sqlite);

public sealed class GrantTestsOnPostgreSql() : GrantTests(StoreOptions.PostgreSql);
