using System.Security.Cryptography;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation.Operations.Export;
using Google.Protobuf;
using Grpc.Core;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Shows operators and auditors the runs and differences of reconciliation, and lets operators deal with them.</summary>
internal sealed class ReconciliationOperationsEndpoint(
    RunReading runs, DifferenceReading differences, DailyReport report, RunDesk runDesk, DifferenceDesk differenceDesk, RunWatch watch, RunExport export,
    RequestChecks checks, IHostApplicationLifetime lifetime, TimeProvider clock) : ReconciliationOperationsServiceBase
{
    private const string Service = "/exchangehub.operations.v1.ReconciliationOperationsService/";

    public static readonly IReadOnlyList<Permission> Permissions =
    [
        .. Rows([Roles.Operator, Roles.Auditor], "ListReconciliationRuns", "GetReconciliationRun", "WatchReconciliationRun", "ExportReconciliationRun", "ListReconciliationDays", "GetReconciliationReport", "ListDifferences", "GetDifference"),
        .. Rows([Roles.Operator], "StartReconciliationRun", "CancelReconciliationRun", "AssignDifference", "CommentDifference", "ResolveDifference", "AcceptDifference"),
    ];

    public override async Task<ListReconciliationRunsResponse> ListReconciliationRuns(ListReconciliationRunsRequest request, ServerCallContext context)
    {
        checks.Check(request);
        var size = PageSizes.Of(request.PageSize);
        var filters = Mark(new ListReconciliationRunsRequest { ParticipantId = request.ParticipantId, State = request.State });
        Guid? last = request.PageToken.Length > 0 ? PageTokens.Read(request.PageToken, filters) : null;
        var page = await runs.ListAsync(request.ParticipantId, request.State, last, size + 1, context.CancellationToken);
        var response = new ListReconciliationRunsResponse { Runs = { page.Take(size).Select(run => run.ToMessage(LanguageOf(context))) } };
        if (page.Count > size)
            response.NextPageToken = PageTokens.Write(page[size - 1].Id, filters);
        return response;
    }

    public override async Task<GetReconciliationRunResponse> GetReconciliationRun(GetReconciliationRunRequest request, ServerCallContext context)
    {
        var id = checks.Id("run_id", request.RunId);
        var run = await runs.FindAsync(id, context.CancellationToken);
        var windows = await runs.WindowsAsync(id, context.CancellationToken);
        return new GetReconciliationRunResponse { Run = run.ToMessage(LanguageOf(context)), Windows = { windows.Select(RunMessages.ToMessage) } };
    }

    public override Task<StartReconciliationRunResponse> StartReconciliationRun(StartReconciliationRunRequest request, ServerCallContext context)
    {
        checks.Check(request);
        return runDesk.StartAsync(request, Call(request, request.RequestId, context), LanguageOf(context), context.CancellationToken);
    }

    public override Task<CancelReconciliationRunResponse> CancelReconciliationRun(CancelReconciliationRunRequest request, ServerCallContext context)
    {
        checks.Check(request);
        return runDesk.CancelAsync(request, Call(request, request.RequestId, context), LanguageOf(context), context.CancellationToken);
    }

    /// <summary>A hub that stops ends the watch with UNAVAILABLE: the run goes on, and can be watched at another.</summary>
    public override async Task WatchReconciliationRun(WatchReconciliationRunRequest request, IServerStreamWriter<WatchReconciliationRunResponse> responseStream, ServerCallContext context)
    {
        var id = checks.Id("run_id", request.RunId);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var message in watch.WatchAsync(id, LanguageOf(context), ending.Token))
                await responseStream.WriteAsync(message, ending.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new HubException(ErrorCatalogue.StoreUnavailable);
        }
    }

    public override Task ExportReconciliationRun(ExportReconciliationRunRequest request, IServerStreamWriter<ExportReconciliationRunResponse> responseStream, ServerCallContext context)
    {
        checks.Check(request);
        return export.WriteAsync(Guid.ParseExact(request.RunId, "D"), request.Format, LanguageOf(context), responseStream, context.CancellationToken);
    }

    public override async Task<ListReconciliationDaysResponse> ListReconciliationDays(ListReconciliationDaysRequest request, ServerCallContext context)
    {
        var size = PageSizes.Of(request.PageSize);
        var filters = Mark(new ListReconciliationDaysRequest { ParticipantId = request.ParticipantId, Unreconciled = request.Unreconciled });
        DayPlace? last = request.PageToken.Length > 0 ? DayPlace.Read(request.PageToken, filters) : null;
        var page = await runs.DaysAsync(request.ParticipantId, request.Unreconciled, last, size + 1, context.CancellationToken);
        var response = new ListReconciliationDaysResponse { Days = { page.Take(size).Select(RunMessages.ToMessage) } };
        if (page.Count > size)
            response.NextPageToken = new DayPlace(page[size - 1].Day, page[size - 1].ParticipantId).Write(filters);
        return response;
    }

    public override Task<GetReconciliationReportResponse> GetReconciliationReport(GetReconciliationReportRequest request, ServerCallContext context)
        => report.OfAsync(checks.PastDay("day", request.Day), LanguageOf(context), context.CancellationToken);

    public override async Task<ListDifferencesResponse> ListDifferences(ListDifferencesRequest request, ServerCallContext context)
    {
        checks.Check(request);
        var size = PageSizes.Of(request.PageSize);
        var filter = request.Clone();
        (filter.PageSize, filter.PageToken) = (0, "");
        var filters = Mark(filter);
        Guid? last = request.PageToken.Length > 0 ? PageTokens.Read(request.PageToken, filters) : null;
        var page = await differences.ListAsync(filter, last, size + 1, context.CancellationToken);
        var response = new ListDifferencesResponse { Differences = { page.Take(size).Select(DifferenceMessages.ToMessage) } };
        if (page.Count > size)
            response.NextPageToken = PageTokens.Write(page[size - 1].Id, filters);
        return response;
    }

    public override Task<GetDifferenceResponse> GetDifference(GetDifferenceRequest request, ServerCallContext context)
        => differences.GetAsync(checks.Id("difference_id", request.DifferenceId), context.CancellationToken);

    public override Task<AssignDifferenceResponse> AssignDifference(AssignDifferenceRequest request, ServerCallContext context)
    {
        checks.Check(request);
        return differenceDesk.AssignAsync(request, Call(request, request.RequestId, context), context.CancellationToken);
    }

    public override Task<CommentDifferenceResponse> CommentDifference(CommentDifferenceRequest request, ServerCallContext context)
    {
        checks.Said(request.RequestId, request.DifferenceId, request.Text, request.OperatorName);
        return differenceDesk.CommentAsync(request, Call(request, request.RequestId, context), context.CancellationToken);
    }

    public override Task<ResolveDifferenceResponse> ResolveDifference(ResolveDifferenceRequest request, ServerCallContext context)
    {
        checks.Said(request.RequestId, request.DifferenceId, request.Text, request.OperatorName);
        return differenceDesk.ResolveAsync(request, Call(request, request.RequestId, context), context.CancellationToken);
    }

    public override Task<AcceptDifferenceResponse> AcceptDifference(AcceptDifferenceRequest request, ServerCallContext context)
    {
        checks.Said(request.RequestId, request.DifferenceId, request.Text, request.OperatorName);
        return differenceDesk.AcceptAsync(request, Call(request, request.RequestId, context), context.CancellationToken);
    }

    private CaseCall Call(IMessage request, string requestId, ServerCallContext context)
        => new(context.Method, Caller.Of(context), Guid.ParseExact(requestId, "D"), MessageDigest.Compute(request), clock.LedgerNow());

    private static Language LanguageOf(ServerCallContext context) => Languages.Preferred(context.GetHttpContext().Request.Headers.AcceptLanguage);

    private static byte[] Mark(IMessage filters) => SHA256.HashData(filters.ToByteArray());

    private static IEnumerable<Permission> Rows(string[] roles, params string[] methods) => methods.Select(method => new Permission(Service + method, roles));
}
