using System.Collections.Concurrent;
using System.Diagnostics;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.Benchmarks.Cases;

/// <summary>The real executable on SQLite, with a back office on each side that keeps in memory what it is brought, and acknowledges at once.</summary>
internal sealed class CaseRig : IAsyncDisposable
{
    private readonly HubSetup _setup;
    private readonly HubProcess _hub;
    private readonly HubChannel _office;
    private readonly HubChannel _chongqing;
    private readonly ConcurrentDictionary<string, long> _arrivals = new();
    private int _kept;

    private CaseRig(HubSetup setup, HubProcess hub)
    {
        (_setup, _hub) = (setup, hub);
        _office = setup.Connect(hub.Address);
        _chongqing = setup.Connect(hub.Address, setup.ChongqingCertificate);
        Office = new NotaryAssistanceServiceClient(_office.Invoker);
        Chongqing = new NotaryAssistanceServiceClient(_chongqing.Invoker);
        Watch(setup.Chongqing.Inbox);
        if (setup.Sichuan is { } sichuan)
            Watch(sichuan.Inbox);
    }

    public NotaryAssistanceServiceClient Office { get; }

    public NotaryAssistanceServiceClient Chongqing { get; }

    public HubSetup Setup => _setup;

    public long Memory => _hub.Memory;

    /// <summary>Deliveries that both back offices have kept.</summary>
    public int Kept => Volatile.Read(ref _kept);

    public static async Task<CaseRig> StartAsync(BackOfficeWay way, bool withSichuan, Func<HubOptions, HubOptions>? change = null)
    {
        var setup = await HubSetup.CreateAsync(StoreOptions.Sqlite, way: way);
        if (withSichuan)
            await setup.AddSichuanAsync();
        var options = setup.Options with { Deliveries = new DeliveryOptions(), Limits = setup.Options.Limits with { ConcurrentCallsPerParticipant = 512 } };
        setup.Options = change?.Invoke(options) ?? options;
        var hub = await HubProcess.StartAsync(setup);
        await setup.OpenLinkAsync(hub.Address);
        return new CaseRig(setup, hub);
    }

    /// <summary>Submits a case; gives the time until the addressee's back office has kept it and acknowledges it.</summary>
    public async Task<TimeSpan> SubmitToAcknowledgedAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var id = (await Office.SubmitCaseAsync(CaseRequests.Submit())).Case.CaseId;
        await _setup.Chongqing.Inbox.UntilAsync(id, CaseEventKind.Submitted);
        return Stopwatch.GetElapsedTime(start, _arrivals[id]);
    }

    /// <summary>The same from Chongqing to Sichuan.</summary>
    public async Task<TimeSpan> SubmitOtherWayAsync()
    {
        var request = CaseRequests.Submit();
        (request.Header.RequestingOffice, request.Header.TargetOffice) = (CaseRequests.Chongqing, CaseRequests.Sichuan);
        var start = Stopwatch.GetTimestamp();
        var id = (await Chongqing.SubmitCaseAsync(request)).Case.CaseId;
        await _setup.Sichuan!.Inbox.UntilAsync(id, CaseEventKind.Submitted);
        return Stopwatch.GetElapsedTime(start, _arrivals[id]);
    }

    /// <summary>A whole case: five events of the two sides.</summary>
    public async Task LiveAsync()
    {
        var id = (await Office.SubmitCaseAsync(CaseRequests.Submit())).Case.CaseId;
        await Chongqing.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = CaseRequests.Action(id, CaseRequests.Chongqing) });
        await Chongqing.StartCaseAsync(new StartCaseRequest { Action = CaseRequests.Action(id, CaseRequests.Chongqing) });
        await Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseRequests.Action(id, CaseRequests.Chongqing), Reply = CaseRequests.Reply() });
        await Office.CloseCaseAsync(new CloseCaseRequest { Action = CaseRequests.Action(id, CaseRequests.Sichuan) });
    }

    public async ValueTask DisposeAsync()
    {
        _office.Dispose();
        _chongqing.Dispose();
        await _hub.DisposeAsync();
        await _setup.DisposeAsync();
    }

    private void Watch(StubInbox inbox) => inbox.OnKept = (request, _) =>
    {
        if (request.CaseEvent.Kind == CaseEventKind.Submitted)
            _arrivals.TryAdd(request.CaseEvent.Case.CaseId, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref _kept);
        return Task.CompletedTask;
    };
}
