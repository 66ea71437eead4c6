using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Tests of cases: a hub between Sichuan, which asks, and Chongqing, which answers, both with a back office.</summary>
public abstract class CaseTest(string store, BackOfficeWay way = BackOfficeWay.DialOut) : FunctionalTest(store, way)
{
    private protected async Task<CaseSite> StartAsync(Func<TestHub, HubOptions, HubOptions>? change = null, Action<WebApplicationBuilder>? configure = null, bool withSichuan = true)
        => new(await StartHubAsync(change, configure, withSichuan));

    private protected static async Task<HubError> RefusedAsync<T>(AsyncUnaryCall<T> call)
        => HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await call));
}

/// <summary>The hub, and what both sides do at it.</summary>
internal sealed class CaseSite : IAsyncDisposable
{
    private readonly HubChannel _office;
    private readonly HubChannel _chongqing;

    public CaseSite(TestHub hub)
    {
        Hub = hub;
        _office = hub.Connect();
        _chongqing = hub.Connect(hub.ChongqingCertificate);
        Office = new NotaryAssistanceServiceClient(_office.Invoker);
        Chongqing = new NotaryAssistanceServiceClient(_chongqing.Invoker);
    }

    public TestHub Hub { get; }

    /// <summary>The requesting office.</summary>
    public NotaryAssistanceServiceClient Office { get; }

    /// <summary>The requested region's back office.</summary>
    public NotaryAssistanceServiceClient Chongqing { get; }

    public StubInbox ChongqingInbox => Hub.Chongqing.Inbox;

    public StubInbox SichuanInbox => Hub.Sichuan.Inbox;

    public async Task<CaseSummary> SubmitAsync() => (await Office.SubmitCaseAsync(CaseRequests.Submit())).Case;

    public static CaseAction Asking(string caseId, int expectedVersion = 0) => CaseRequests.Action(caseId, CaseRequests.Sichuan, expectedVersion);

    public static CaseAction Answering(string caseId, int expectedVersion = 0) => CaseRequests.Action(caseId, CaseRequests.Chongqing, expectedVersion);

    /// <summary>A case that the requested office works on.</summary>
    public async Task<string> InProgressAsync()
    {
        var file = await SubmitAsync();
        await Chongqing.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = Answering(file.CaseId) });
        await Chongqing.StartCaseAsync(new StartCaseRequest { Action = Answering(file.CaseId) });
        return file.CaseId;
    }

    public async Task<CaseSummary> SummaryAsync(string caseId) => (await Office.GetCaseAsync(new GetCaseRequest { CaseId = caseId })).Case;

    /// <summary>Waits until the hub has written down that each delivery of the office's cases was acknowledged: after the inbox has it, that takes a moment.</summary>
    public async Task UntilAcknowledgedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var pending = int.MaxValue;
        while (pending > 0)
        {
            var cases = (await Office.ListCasesAsync(new ListCasesRequest(), cancellationToken: patience.Token)).Cases;
            pending = 0;
            foreach (var file in cases)
                pending += (await Office.GetCaseAsync(new GetCaseRequest { CaseId = file.CaseId }, cancellationToken: patience.Token)).PendingDeliveryCount;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _office.Dispose();
        _chongqing.Dispose();
        await Hub.DisposeAsync();
    }
}
