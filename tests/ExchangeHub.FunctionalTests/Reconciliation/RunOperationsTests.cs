using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation.Alerts;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>Runs as operators start, watch, end and export them.</summary>
public abstract class RunOperationsTests(string store) : ReconciliationOperationsTest(store)
{
    [SkippableFact]
    public async Task Start_ThenTheSameAgain_IsOneRunThatIsWatchedToItsEnd()
    {
        await using var hub = await StartWithOperatorsAsync();
        await hub.Site.SeedAsync(hub.Site.Yesterday, 50);
        var request = OperatorSite.Start(hub.Site.Yesterday);

        var started = (await hub.Operator.StartReconciliationRunAsync(request)).Run;
        var watched = await hub.WatchAsync(started.RunId);
        Assert.Equal(started, (await hub.Operator.StartReconciliationRunAsync(request)).Run);
        request.Reason = "另一理由";
        Assert.Equal("REQUEST_ID_REUSED", (await OperatorSite.RefusedAsync(hub.Operator.StartReconciliationRunAsync(request))).Reason);

        Assert.Equal((ReconciliationRunState.Clean, 1, 50L, 50L), (watched[^1].Run.State, watched[^1].Run.DoneWindowCount, watched[^1].Run.HubRowCount, watched[^1].Run.RegionRowCount));
        var got = await hub.Auditor.GetReconciliationRunAsync(new GetReconciliationRunRequest { RunId = started.RunId });
        Assert.Equal(watched[^1].Run, got.Run);
        Assert.Equal(("0:0:0:0:0", "EQUAL", 50UL), (Assert.Single(got.Windows).Residual, got.Windows[0].Method, got.Windows[0].RegionTotal.Count));
        Assert.Equal(got.Run, Assert.Single((await hub.Auditor.ListReconciliationRunsAsync(new ListReconciliationRunsRequest())).Runs));
        var entry = Assert.Single(await hub.Site.Hub.LedgerAsync(), entry => entry.Method.EndsWith("/StartReconciliationRun", StringComparison.Ordinal) && entry.Outcome == ExchangeOutcome.Answered);
        Assert.Equal(("operator-1", "周明", "月度核对（测试）"), (entry.CallerId, entry.OperatorName, entry.Purpose));
    }

    [SkippableFact]
    public async Task Start_OfCases_IsARunOfItsOwnSet_AndASetThatNobodyKnowsIsRefused()
    {
        await using var hub = await StartWithOperatorsAsync();
        var request = OperatorSite.Start(hub.Site.Yesterday);
        request.Set = (LedgerSet)9;
        Assert.Equal("set", Assert.Single((await OperatorSite.RefusedAsync(hub.Operator.StartReconciliationRunAsync(request))).Violations).Field);

        request.Set = LedgerSet.Cases;
        request.Repair = true;
        var run = (await hub.WatchAsync((await hub.Operator.StartReconciliationRunAsync(request)).Run.RunId))[^1].Run;

        Assert.Equal((LedgerSet.Cases, ReconciliationRunState.NotOffered, "SET_NOT_OFFERED", "This region offers no case states; nothing was compared.", false), (run.Set, run.State, run.ProblemReason, run.Problem, run.Repair));
        Assert.Empty(await hub.Site.Get<AlertFinder>().FindAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task Cancel_WhileTheRegionIsAsked_EndsIt()
    {
        await using var hub = await StartWithOperatorsAsync();
        await hub.Site.SeedAsync(hub.Site.Yesterday, 5);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Site.Region.OnCall = (_, _) =>
        {
            asked.TrySetResult();
            return released.Task;
        };
        var run = (await hub.Operator.StartReconciliationRunAsync(OperatorSite.Start(hub.Site.Yesterday))).Run;
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var cancel = new CancelReconciliationRunRequest { RequestId = Guid.NewGuid().ToString(), RunId = run.RunId, Reason = "日期有误", OperatorName = "周明" };

        Assert.Equal(ReconciliationRunState.Cancelled, (await hub.Operator.CancelReconciliationRunAsync(cancel)).Run.State);
        Assert.Equal(ReconciliationRunState.Cancelled, (await hub.WatchAsync(run.RunId))[^1].Run.State);
        released.SetResult();
        cancel.RequestId = Guid.NewGuid().ToString();
        var refused = await OperatorSite.RefusedAsync(hub.Operator.CancelReconciliationRunAsync(cancel));
        Assert.Equal((StatusCode.FailedPrecondition, "RUN_ENDED", "CANCELLED"), (refused.Code, refused.Reason, refused.Metadata["state"]));
        cancel.RunId = Guid.NewGuid().ToString();
        Assert.Equal("RUN_NOT_FOUND", (await OperatorSite.RefusedAsync(hub.Operator.CancelReconciliationRunAsync(cancel))).Reason);
    }

    [SkippableFact]
    public async Task Requests_OfBadShape_NameEveryViolation()
    {
        await using var hub = await StartWithOperatorsAsync();
        var start = new StartReconciliationRunRequest { ParticipantId = "nobody", FirstDay = CalendarDates.ToProto(hub.Site.Today.AddDays(1)) };
        var refusal = await OperatorSite.RefusedAsync(hub.Operator.StartReconciliationRunAsync(start));
        Assert.Equal(["first_day", "last_day", "operator_name", "participant_id", "reason", "request_id"], refusal.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));

        start = OperatorSite.Start(hub.Site.Yesterday);
        start.FirstDay = CalendarDates.ToProto(hub.Site.Yesterday.AddDays(-400));
        Assert.Equal("DAY_COUNT", Assert.Single((await OperatorSite.RefusedAsync(hub.Operator.StartReconciliationRunAsync(start))).Violations).Reason);
        (start.FirstDay, start.LastDay) = (start.LastDay, start.FirstDay);
        Assert.Equal("BEFORE_FIRST_DAY", Assert.Single((await OperatorSite.RefusedAsync(hub.Operator.StartReconciliationRunAsync(start))).Violations).Reason);
        Assert.Equal(["operator_name", "reason", "request_id", "run_id"], Fields(await OperatorSite.RefusedAsync(hub.Operator.CancelReconciliationRunAsync(new CancelReconciliationRunRequest()))));
        Assert.Equal(["difference_id", "operator_name", "owner", "request_id"], Fields(await OperatorSite.RefusedAsync(hub.Operator.AssignDifferenceAsync(new AssignDifferenceRequest()))));
        Assert.Equal(["difference_id", "operator_name", "request_id", "text"], Fields(await OperatorSite.RefusedAsync(hub.Operator.AcceptDifferenceAsync(new AcceptDifferenceRequest()))));
        Assert.Equal(["day"], Fields(await OperatorSite.RefusedAsync(hub.Operator.GetReconciliationReportAsync(new GetReconciliationReportRequest()))));
        Assert.Equal(["kind", "run_id", "state"], Fields(await OperatorSite.RefusedAsync(hub.Operator.ListDifferencesAsync(new ListDifferencesRequest { RunId = "1", Kind = (DifferenceKind)99, State = (DifferenceState)99 }))));
        Assert.Equal("PAGE_TOKEN_INVALID", (await OperatorSite.RefusedAsync(hub.Operator.ListReconciliationDaysAsync(new ListReconciliationDaysRequest { PageToken = "AAAA" }))).Reason);
    }

    [SkippableFact]
    public async Task Auditor_ReadsAndDoesNotWrite_OthersDoNeither()
    {
        await using var hub = await StartWithOperatorsAsync();
        Assert.Equal("ROLE_NOT_PERMITTED", (await OperatorSite.RefusedAsync(hub.Auditor.StartReconciliationRunAsync(OperatorSite.Start(hub.Site.Yesterday)))).Reason);
        Assert.Equal("ROLE_NOT_PERMITTED", (await OperatorSite.RefusedAsync(hub.Auditor.AssignDifferenceAsync(new AssignDifferenceRequest()))).Reason);
        Assert.Empty((await hub.Auditor.ListDifferencesAsync(new ListDifferencesRequest())).Differences);

        foreach (var certificate in new[] { hub.Site.Hub.Office, hub.Site.Hub.ChongqingCertificate })
            Assert.Equal("ROLE_NOT_PERMITTED", (await OperatorSite.RefusedAsync(hub.Connect(certificate).ListReconciliationRunsAsync(new ListReconciliationRunsRequest()))).Reason);
    }

    [SkippableFact]
    public async Task Lists_OfRunsAndDays_PageThroughAllNewestFirst()
    {
        await using var hub = await StartWithOperatorsAsync();
        await hub.Site.SeedAsync(hub.Site.Today.AddDays(-5), 3);
        for (var i = 1; i <= 5; i++)
            await hub.RunAsync(hub.Site.Today.AddDays(-i));

        var runs = new List<string>();
        var request = new ListReconciliationRunsRequest { PageSize = 2, ParticipantId = LedgerSeed.Chongqing, State = ReconciliationRunState.Clean };
        do
        {
            var page = await hub.Auditor.ListReconciliationRunsAsync(request);
            Assert.InRange(page.Runs.Count, 1, 2);
            runs.AddRange(page.Runs.Select(run => run.RunId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(5, runs.Count);
        Assert.Equal(runs.OrderDescending(StringComparer.Ordinal), runs);

        var days = new List<DateOnly>();
        var dayRequest = new ListReconciliationDaysRequest { PageSize = 2 };
        do
        {
            var page = await hub.Auditor.ListReconciliationDaysAsync(dayRequest);
            days.AddRange(page.Days.Select(day => new DateOnly(day.Day.Year, day.Day.Month, day.Day.Day)));
            dayRequest.PageToken = page.NextPageToken;
        }
        while (dayRequest.PageToken.Length > 0);
        Assert.Equal(Enumerable.Range(1, 5).Select(i => hub.Site.Today.AddDays(-i)), days);
        Assert.Empty((await hub.Auditor.ListReconciliationDaysAsync(new ListReconciliationDaysRequest { Unreconciled = true })).Days);
    }

    [SkippableFact]
    public async Task Export_AsCsvAndSigned_HasAllDifferencesAndVerifiesWithTheHubsCertificate()
    {
        const int Count = 20;
        await using var hub = await StartWithOperatorsAsync();
        var differences = await hub.DifferencesAsync(Count);
        Assert.Equal(Count, differences.Count);
        var runId = differences[0].FirstRunId;

        var csv = await ExportAsync(hub, runId, ReconciliationExportFormat.Csv);
        Assert.Equal([0xEF, 0xBB, 0xBF], csv[..3]);
        var lines = Encoding.UTF8.GetString(csv[3..]).Split("\r\n");
        Assert.Equal(differences.Select(difference => difference.DifferenceId), lines[1..^1].Select(line => line.Split(',')[0]));
        Assert.All(lines[1..^1], line => Assert.Contains(",MISSING_AT_REGION,OPEN,MINOR,", line, StringComparison.Ordinal));

        var parts = Encoding.ASCII.GetString(await ExportAsync(hub, runId, ReconciliationExportFormat.SignedJson)).Split('.');
        using var certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(hub.Site.Hub.FileName("hub.pem")));
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        Assert.Equal(("ES256", Base64Url.EncodeToString(SHA256.HashData(certificate.RawData))), (header.GetProperty("alg").GetString(), header.GetProperty("x5t#S256").GetString()));
        Assert.True(certificate.GetECDsaPublicKey()!.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        var report = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        Assert.Equal((runId, "RECONCILIATION_RUN_STATE_DIFFERENCES"), (report.GetProperty("run").GetProperty("run_id").GetString(), report.GetProperty("run").GetProperty("state").GetString()));
        Assert.Equal("0:0:0:0:0", report.GetProperty("windows")[0].GetProperty("residual").GetString());
        Assert.Equal(Count, report.GetProperty("differences").GetArrayLength());
    }

    private static async Task<byte[]> ExportAsync(OperatorSite hub, string runId, ReconciliationExportFormat format)
    {
        using var call = hub.Auditor.ExportReconciliationRun(new ExportReconciliationRunRequest { RunId = runId, Format = format });
        var pieces = await call.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.All(pieces, piece => Assert.InRange(piece.Content.Length, 1, 65_536));
        return [.. pieces.SelectMany(piece => piece.Content)];
    }

    private static IEnumerable<string> Fields(Client.Calls.HubError error) => error.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal);
}

public sealed class RunOperationsTestsOnSqlite() : RunOperationsTests(StoreOptions.Sqlite);

public sealed class RunOperationsTestsOnPostgreSql() : RunOperationsTests(StoreOptions.PostgreSql);
