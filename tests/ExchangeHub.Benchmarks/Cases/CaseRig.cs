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
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _arrivals = new();
    private int _closed;
    private volatile Awaited _awaited = new(int.MaxValue, new TaskCompletionSource());

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

    /// <summary>Cases of which a back office has kept the last event, and so all of them; counted for each side.</summary>
    public int Closed => Volatile.Read(ref _closed);

    /// <summary>Waits until so many are closed.</summary>
    public Task UntilClosedAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited = new Awaited(count, reached);
        if (Closed >= count)
            reached.TrySetResult();
        return reached.Task;
    }

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
        return Stopwatch.GetElapsedTime(start, await Arrival(id).Task);
    }

    /// <summary>The same from Chongqing to Sichuan.</summary>
    public async Task<TimeSpan> SubmitOtherWayAsync()
    {
        var request = CaseRequests.Submit();
        (request.Header.RequestingOffice, request.Header.TargetOffice) = (CaseRequests.Chongqing, CaseRequests.Sichuan);
        var start = Stopwatch.GetTimestamp();
        var id = (await Chongqing.SubmitCaseAsync(request)).Case.CaseId;
        return Stopwatch.GetElapsedTime(start, await Arrival(id).Task);
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

    private TaskCompletionSource<long> Arrival(string caseId) => _arrivals.GetOrAdd(caseId, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Watch(StubInbox inbox) => inbox.OnKept = (request, _) =>
    {
        if (request.CaseEvent.Kind == CaseEventKind.Submitted)
            Arrival(request.CaseEvent.Case.CaseId).TrySetResult(Stopwatch.GetTimestamp());
        if (request.CaseEvent.Kind == CaseEventKind.Closed)
        {
            var closed = Interlocked.Increment(ref _closed);
            if (_awaited is var awaited && closed >= awaited.Count)
                awaited.Reached.TrySetResult();
        }
        return Task.CompletedTask;
    };

    private sealed record Awaited(int Count, TaskCompletionSource Reached);
}
