using System.Text.Json;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary><c>exchangehub reconcile</c>, the real executable, against a hub that says what the test wants.</summary>
public sealed class ReconcileCommandTests : IAsyncLifetime, IDisposable
{
    private const string RunId = "019ab8c5-6c0e-7b1f-8f0a-5d0a3c1e9b42";
    private const string DifferenceId = "019ab8c5-7000-7b1f-8f0a-5d0a3c1e9b42";

    private readonly TestPki _pki = new();
    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];
    private StubReconciliation _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await StubReconciliation.StartAsync(_pki);
        var certificate = TestPki.Client(_pki.Hub, "operator");
        TestPki.WritePem(_folder.File("operator.pem"), certificate);
        TestPki.WriteKey(_folder.File("operator.key"), certificate);
        TestPki.WritePem(_folder.File("ca.pem"), _pki.Hub.Certificate);
        _environment["EXCHANGEHUB_HUB"] = _hub.Address.ToString();
        _environment["EXCHANGEHUB_CERTIFICATE"] = _folder.File("operator.pem");
        _environment["EXCHANGEHUB_KEY"] = _folder.File("operator.key");
        _environment["EXCHANGEHUB_AUTHORITY"] = _folder.File("ca.pem");
        _environment["EXCHANGEHUB_SERVER_NAME"] = TestPki.HubName;
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    public void Dispose()
    {
        _folder.Dispose();
        _pki.Dispose();
    }

    [Theory]
    [InlineData(ReconciliationRunState.Clean, 0, "CLEAN")]
    [InlineData(ReconciliationRunState.Differences, 2, "DIFFERENCES")]
    [InlineData(ReconciliationRunState.Partial, 3, "PARTIAL")]
    [InlineData(ReconciliationRunState.Failed, 1, "FAILED")]
    [InlineData(ReconciliationRunState.Cancelled, 1, "CANCELLED")]
    [InlineData(ReconciliationRunState.NotOffered, 3, "NOT_OFFERED")]
    public async Task Run_Waited_TellsHowItGoesAndEndsWithItsExitCode(ReconciliationRunState end, int exitCode, string name)
    {
        _hub.On<StartReconciliationRunRequest>(request => new StartReconciliationRunResponse { Run = Run(ReconciliationRunState.Queued) });
        _hub.On<WatchReconciliationRunRequest>(_ => Watched(end));

        var run = await StartAsync("en", "run", "-p", "cq-back-office", "--from", "2026-11-01", "--to", "2026-11-03", "--repair", "--sign-off", "--dry-run", "--reason", "monthly look", "--operator", "周明", "--wait");

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Errors));
        var lines = run.Output.Split('\n');
        Assert.Equal($"Run {RunId}", lines[0]);
        Assert.Equal("QUEUED, days 0/2, rows 0 + 0, 0 bytes, differences 0", lines[1]);
        Assert.Equal("RUNNING, days 1/2, 2026-11-02 ranges 3/64, rows 1,000 + 999, 2,048 bytes, differences 1, about 12 s left", lines[2]);
        Assert.StartsWith(name + ", days 2/2", lines[3]);
        Assert.Contains($"state        {name}\n", run.Output);
        var request = Assert.IsType<StartReconciliationRunRequest>(_hub.Received.First().Request);
        Assert.True(Guid.TryParse(request.RequestId, out _));
        Assert.Equal(
            ("cq-back-office", "2026-11-01", "2026-11-03", true, true, true, "monthly look", "周明"),
            (request.ParticipantId, Day(request.FirstDay), Day(request.LastDay), request.DryRun, request.SignOff, request.Repair, request.Reason, request.OperatorName));
    }

    [Fact]
    public async Task Run_NotWaited_SaysItsIdInChinese()
    {
        _hub.On<StartReconciliationRunRequest>(request => new StartReconciliationRunResponse { Run = Run(ReconciliationRunState.Queued) });

        var run = await StartAsync("zh-CN", "run", "-p", "cq-back-office", "--set", "cases", "--reason", "月度核对", "--operator", "周明");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains($"对账批次  {RunId}\n", run.Output);
        Assert.Contains("状态      排队\n", run.Output);
        var (request, language) = _hub.Received.Single();
        Assert.Equal("zh-CN", language);
        Assert.Null(((StartReconciliationRunRequest)request).FirstDay);
        Assert.Equal(LedgerSet.Cases, ((StartReconciliationRunRequest)request).Set);
    }

    [Fact]
    public async Task Watch_Json_IsOneObjectALine()
    {
        _hub.On<WatchReconciliationRunRequest>(_ => Watched(ReconciliationRunState.Partial));

        var run = await StartAsync("en", "watch", RunId, "--json");

        Assert.Equal((3, ""), (run.ExitCode, run.Errors));
        var states = run.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("run").GetProperty("state").GetString());
        Assert.Equal(["RECONCILIATION_RUN_STATE_QUEUED", "RECONCILIATION_RUN_STATE_RUNNING", "RECONCILIATION_RUN_STATE_PARTIAL"], states);
    }

    [Fact]
    public async Task Refusal_IsToldInWordsWithEveryViolation()
    {
        var violations = new Violations(new DateOnly(2026, 11, 25));
        violations.Add("", "participant_id", CommonRules.Required);
        violations.Add("", "operator_name", CommonRules.Required);
        _hub.On<StartReconciliationRunRequest>(IMessage (_) => throw Refusal(HubException.Invalid(violations.Found)));

        var run = await StartAsync("zh-CN", "run");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal("REQUEST_INVALID: 请求有 2 处不符合要求。\n  participant_id: 必填\n  operator_name: 必填\n", run.Errors);
    }

    [Fact]
    public async Task WrongInput_IsToldBeforeAnythingIsSent()
    {
        var day = await StartAsync("en", "run", "--from", "2026-11-31");
        var kind = await StartAsync("zh-CN", "differences", "list", "--kind", "lost");
        var format = await StartAsync("en", "export", RunId, "--format", "xlsx");
        _environment.Remove("EXCHANGEHUB_KEY");
        _environment["EXCHANGEHUB_HUB"] = "http://hub";
        var remote = await StartAsync("en", "show");

        Assert.All([day, kind, format, remote], run => Assert.Equal((1, ""), (run.ExitCode, run.Output)));
        Assert.Contains("--from: '2026-11-31' must be a day, yyyy-MM-dd", day.Errors);
        Assert.Contains("--kind: “lost”必须为以下之一：地区缺失, 中心缺失", kind.Errors);
        Assert.Contains("--format: 'xlsx' must be csv or signed-json", format.Errors);
        Assert.Contains("--hub: must be https://host:port", remote.Errors);
        Assert.Contains("--key: is required; it can also stand in EXCHANGEHUB_KEY", remote.Errors);
        Assert.Empty(_hub.Received);
    }

    [Fact]
    public async Task Hub_Unreachable_IsAnErrorWithoutAStack()
    {
        await _hub.DisposeAsync();

        var run = await StartAsync("en", "watch", RunId);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(" gave no answer: Unavailable: ", run.Errors);
        Assert.DoesNotContain("   at ", run.Errors);
    }

    [Fact]
    public async Task Hub_OfAnotherName_IsNotTrusted()
    {
        _environment["EXCHANGEHUB_SERVER_NAME"] = "other.test";

        var run = await StartAsync("en", "show");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(_hub.Received);
    }

    /// <summary>A Chinese character takes two columns; what others wrote begins no line and steers no terminal.</summary>
    [Fact]
    public async Task Differences_List_ColumnsStandBelowEachOther()
    {
        var open = Difference(DifferenceKind.MissingAtHub, DifferenceState.Open);
        var assigned = Difference(DifferenceKind.Duplicate, DifferenceState.Assigned);
        assigned.Owner = "周\u001b[31m明\n王";
        _hub.On<ListDifferencesRequest>(request => request.PageToken.Length == 0
            ? new ListDifferencesResponse { Differences = { open }, NextPageToken = "next" }
            : new ListDifferencesResponse { Differences = { assigned } });

        var list = await StartAsync("zh-CN", "differences", "list", "--kind", "missing_at_hub", "--state", "已指派", "-p", "cq-back-office");

        Assert.Equal((2, ""), (list.ExitCode, list.Errors));
        var lines = list.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.DoesNotContain('\u001b', list.Output);
        Assert.Single(new[] { Column(lines[0], "状态"), Column(lines[1], "待处理"), Column(lines[2], "已指派") }.Distinct());
        Assert.Single(new[] { Column(lines[0], "记录编号"), Column(lines[1], open.RowId), Column(lines[2], assigned.RowId) }.Distinct());
        var requests = _hub.Received.Select(received => (ListDifferencesRequest)received.Request).ToList();
        Assert.Equal(["", "next"], requests.Select(request => request.PageToken));
        Assert.Equal((DifferenceKind.MissingAtHub, DifferenceState.Assigned), (requests[0].Kind, requests[0].State));
    }

    [Fact]
    public async Task Differences_None_IsClean()
    {
        _hub.On<ListDifferencesRequest>(_ => new ListDifferencesResponse());

        Assert.Equal(0, (await StartAsync("en", "differences", "list")).ExitCode);
    }

    [Fact]
    public async Task Differences_ShowAndDealtWith_SayWhatHappened()
    {
        var difference = Difference(DifferenceKind.DigestMismatch, DifferenceState.Open);
        var response = new GetDifferenceResponse { Difference = difference };
        response.Events.Add(new DifferenceEvent { EventTime = Time(0), Kind = DifferenceEventKind.Found, RunId = RunId });
        response.Events.Add(new DifferenceEvent { EventTime = Time(60), Kind = DifferenceEventKind.Commented, ParticipantId = "operator", OperatorName = "周明", Text = "asked" });
        _hub.On<GetDifferenceRequest>(_ => response);
        _hub.On<AssignDifferenceRequest>(_ => new AssignDifferenceResponse { Difference = difference });
        _hub.On<CommentDifferenceRequest>(_ => new CommentDifferenceResponse { Difference = difference });
        _hub.On<ResolveDifferenceRequest>(_ => new ResolveDifferenceResponse { Difference = difference });
        _hub.On<AcceptDifferenceRequest>(IMessage (request) => throw Refusal(new HubException(ErrorCatalogue.SecondPersonRequired, ("difference_id", request.DifferenceId))));
        _environment["EXCHANGEHUB_OPERATOR"] = "王芳";

        var show = await StartAsync("en", "differences", "show", DifferenceId);
        var assign = await StartAsync("en", "differences", "assign", DifferenceId, "--owner", "周明");
        var comment = await StartAsync("en", "differences", "comment", DifferenceId, "--text", "called them");
        var resolve = await StartAsync("en", "differences", "resolve", DifferenceId, "--text", "repaired there");
        var accept = await StartAsync("en", "differences", "accept", DifferenceId, "--text", "lost in a fire");

        Assert.Equal(0, show.ExitCode);
        Assert.Contains("kind         DIGEST_MISMATCH\n", show.Output);
        Assert.Contains("copies 1, state 1, request 0102, response -", show.Output);
        Assert.Contains("2026-11-25 08:01:00  COMMENTED  operator, 周明", show.Output);
        Assert.Equal((0, 0, 0, 1), (assign.ExitCode, comment.ExitCode, resolve.ExitCode, accept.ExitCode));
        Assert.StartsWith("SECOND_PERSON_REQUIRED: Whoever proposed to accept difference", accept.Errors);
        var accepted = Assert.IsType<AcceptDifferenceRequest>(_hub.Received.Last().Request);
        Assert.Equal((DifferenceId, "lost in a fire", "王芳"), (accepted.DifferenceId, accepted.Text, accepted.OperatorName));
    }

    [Fact]
    public async Task Show_RunDaysReportAndRuns_EachHasItsTableAndExitCode()
    {
        var run = Run(ReconciliationRunState.Differences);
        _hub.On<GetReconciliationRunRequest>(_ => new GetReconciliationRunResponse
        {
            Run = run,
            Windows = { new ReconciledWindow { Day = run.FirstDay, State = ReconciliationRunState.Differences, Residual = "0:0:0:0:0", Method = "DESCENT+SKETCH", DifferenceCount = 12 } },
        });
        _hub.On<ListReconciliationRunsRequest>(_ => new ListReconciliationRunsResponse { Runs = { run } });
        _hub.On<ListReconciliationDaysRequest>(request => new ListReconciliationDaysResponse { Days = { new ReconciliationDay { ParticipantId = "cq-back-office", Day = run.FirstDay, State = ReconciliationRunState.Queued } } });
        _hub.On<GetReconciliationReportRequest>(request => new GetReconciliationReportResponse
        {
            Day = request.Day,
            Participants = { new ParticipantReport { ParticipantId = "cq-back-office", OpeningCount = 3, FoundCount = 2, ClosedCount = 5 }, new ParticipantReport { ParticipantId = "sc-back-office" } },
        });

        var one = await StartAsync("en", "show", RunId);
        var runs = await StartAsync("en", "show");
        var days = await StartAsync("en", "show", "--unreconciled");
        var report = await StartAsync("zh-CN", "show", "--report", "2026-11-24");

        Assert.Equal((2, 0, 3, 0), (one.ExitCode, runs.ExitCode, days.ExitCode, report.ExitCode));
        Assert.Contains("DESCENT+SKETCH", one.Output);
        Assert.Contains("0:0:0:0:0", one.Output);
        Assert.Contains(RunId, runs.Output);
        Assert.Contains("2026-11-01  QUEUED", days.Output);
        Assert.StartsWith("2026-11-24 对账日报\n", report.Output);
        Assert.Contains("sc-back-office", report.Output);
        Assert.True(((ListReconciliationDaysRequest)_hub.Received.ElementAt(2).Request).Unreconciled);
    }

    [Fact]
    public async Task Export_ToAFile_IsWhatCameAndOnlyWhenAllCame()
    {
        var file = _folder.File("run.csv");
        _hub.On<ExportReconciliationRunRequest>(_ => Pieces(whole: false));
        var broken = await StartAsync("en", "export", RunId, "-o", file);
        Assert.Equal(1, broken.ExitCode);
        Assert.False(File.Exists(file));

        _hub.On<ExportReconciliationRunRequest>(_ => Pieces(whole: true));
        var export = await StartAsync("en", "export", RunId, "-o", file);
        var standard = await StartAsync("en", "export", RunId, "--format", "signed-json");

        Assert.Equal((0, "", ""), (export.ExitCode, export.Output, export.Errors));
        Assert.Equal("one,两\r\ntwo", await File.ReadAllTextAsync(file));
        Assert.Equal("one,两\r\ntwo", standard.Output);
        Assert.Equal(ReconciliationExportFormat.SignedJson, ((ExportReconciliationRunRequest)_hub.Received.Last().Request).Format);
    }

    [Fact]
    public async Task Cancel_SaysWhyAndWho()
    {
        _hub.On<CancelReconciliationRunRequest>(_ => new CancelReconciliationRunResponse { Run = Run(ReconciliationRunState.Cancelled) });

        var cancel = await StartAsync("en", "cancel", RunId, "--reason", "wrong day", "--operator", "周明");

        Assert.Equal(0, cancel.ExitCode);
        var request = Assert.IsType<CancelReconciliationRunRequest>(_hub.Received.Single().Request);
        Assert.Equal((RunId, "wrong day", "周明"), (request.RunId, request.Reason, request.OperatorName));
    }

    private Task<HubCommand> StartAsync(string language, params string[] arguments) => HubCommand.StartAsync(language, _environment, ["reconcile", .. arguments]);

    private static IEnumerable<IMessage> Watched(ReconciliationRunState end)
    {
        yield return new WatchReconciliationRunResponse { Run = With(Run(ReconciliationRunState.Queued), 0, 0) };
        var running = With(Run(ReconciliationRunState.Running), 1, 1_000);
        var progress = new ReconciliationProgress { Day = CalendarDates.ToProto(new DateOnly(2026, 11, 2)), RangeCount = 3, TotalRangeCount = 64, SecondsLeft = 12.2 };
        yield return new WatchReconciliationRunResponse { Run = running, Progress = progress };
        yield return new WatchReconciliationRunResponse { Run = With(Run(end), 2, 1_000) };
    }

    private static ReconciliationRun With(ReconciliationRun run, int done, long rows)
    {
        (run.DoneWindowCount, run.HubRowCount, run.RegionRowCount, run.ByteCount, run.DifferenceCount) = (done, rows, Math.Max(0, rows - 1), rows > 0 ? 2_048 : 0, rows > 0 ? 1 : 0);
        return run;
    }

    private static ReconciliationRun Run(ReconciliationRunState state) => new()
    {
        RunId = RunId,
        ParticipantId = "cq-back-office",
        Kind = ReconciliationRunKind.Manual,
        State = state,
        FirstDay = CalendarDates.ToProto(new DateOnly(2026, 11, 1)),
        LastDay = CalendarDates.ToProto(new DateOnly(2026, 11, 3)),
        WindowCount = 2,
        QueueTime = Time(0),
    };

    private static Difference Difference(DifferenceKind kind, DifferenceState state) => new()
    {
        DifferenceId = DifferenceId,
        ParticipantId = "cq-back-office",
        Kind = kind,
        State = state,
        Severity = DifferenceSeverity.Security,
        RowId = Guid.NewGuid().ToString(),
        Method = "exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate",
        RegionRow = new DifferingRow { CopyCount = 1, State = 1, RequestDigest = ByteString.CopyFrom(1, 2) },
        FirstSeenTime = Time(0),
        LastSeenTime = Time(0),
        SeenCount = 1,
    };

    private static IEnumerable<IMessage> Pieces(bool whole)
    {
        yield return new ExportReconciliationRunResponse { Content = ByteString.CopyFromUtf8("one,两\r\n") };
        if (!whole)
            throw Refusal(new HubException(ErrorCatalogue.StoreUnavailable));
        yield return new ExportReconciliationRunResponse { Content = ByteString.CopyFromUtf8("two") };
    }

    private static RpcException Refusal(HubException error) => ErrorTranslator.ToStatus(error, Texts(error)).ToRpcException();

    /// <summary>The stub speaks Chinese of what is refused by its shape, as the test of it does.</summary>
    private static Language Texts(HubException error) => error.Violations.Count > 0 ? Language.Chinese : Language.English;

    private static Timestamp Time(int seconds) => new DateTimeOffset(2026, 11, 25, 0, 0, seconds % 60, TimeSpan.Zero).AddMinutes(seconds / 60).ToTimestamp();

    private static string Day(Google.Type.Date day) => $"{day.Year:0000}-{day.Month:00}-{day.Day:00}";

    private static int Column(string line, string text)
    {
        var at = line.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{text}' is not in '{line}'");
        return line[..at].EnumerateRunes().Sum(rune => rune.Value >= 0x2E80 ? 2 : 1);
    }
}
