using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.FunctionalTests.Cases;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Delivery = ExchangeHub.Hub.Deliveries.Delivery;
using Operations = ExchangeHub.Contracts.Operations.V1;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>A hub with both back offices, each of which shows its copies of cases.</summary>
internal sealed class CaseStateSite : IAsyncDisposable
{
    public CaseStateSite(TestHub hub, ShiftedClock clock)
    {
        (Site, Clock) = (new CaseSite(hub), clock);
        (Chongqing, Sichuan) = (new CaseMirror(hub.Chongqing), new CaseMirror(hub.Sichuan));
    }

    public CaseSite Site { get; }

    public ShiftedClock Clock { get; }

    public CaseMirror Chongqing { get; }

    public CaseMirror Sichuan { get; }

    public StubRegionLedger Shown => Site.Hub.Chongqing.Shown;

    /// <summary>A case that the requested office works on, and that is known to both sides; an hour ago.</summary>
    public async Task<string> InProgressAsync()
    {
        var id = (await Site.SubmitAsync()).CaseId;
        var received = await Site.Chongqing.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = CaseSite.Answering(id) });
        Chongqing.Learn(received.Case, received.Receipt);
        var started = await Site.Chongqing.StartCaseAsync(new StartCaseRequest { Action = CaseSite.Answering(id) });
        Chongqing.Learn(started.Case, started.Receipt);
        await PassAsync();
        return id;
    }

    /// <summary>Answers, and closes; an hour ago.</summary>
    public async Task EndAsync(string id)
    {
        var replied = await Site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = CaseRequests.Reply() });
        Chongqing.Learn(replied.Case, replied.Receipt);
        await Site.Office.CloseCaseAsync(new CloseCaseRequest { Action = CaseSite.Asking(id) });
        await PassAsync();
    }

    /// <summary>Waits until all is brought, and has an hour pass: longer than what is young.</summary>
    public async Task PassAsync()
    {
        await Site.UntilAcknowledgedAsync();
        Clock.Shift += TimeSpan.FromHours(1);
    }

    /// <summary>Puts Chongqing's copy where it was after its first event.</summary>
    public async Task LeaveBehindAsync(string id) => await LeaveAtAsync(id, (await EventsAsync(id))[0]);

    public async Task LeaveAtAsync(string id, CaseEvent at)
    {
        await Site.UntilAcknowledgedAsync();
        Chongqing.Shown.Replace(Guid.Parse(id), _ => CaseMirror.Row(id, at.Case.State, at.EventId));
    }

    public async Task<IReadOnlyList<CaseEvent>> EventsAsync(string id) => (await Site.Office.GetCaseAsync(new GetCaseRequest { CaseId = id })).Events;

    public Task<RunEntry> RunAsync(string participant = LedgerSeed.Chongqing, Func<RunRequest, RunRequest>? change = null)
    {
        var request = new RunRequest(participant, Operations.ReconciliationRunKind.Manual) { LedgerSet = LedgerSet.Cases, Reason = "测试", OperatorName = "李四" };
        return RunAsync(change?.Invoke(request) ?? request);
    }

    public async Task<RunEntry> RunAsync(RunRequest request)
    {
        var run = await Site.Hub.Services.GetRequiredService<RunRequests>().QueueAsync(request, CancellationToken.None);
        Assert.NotNull(run);
        return await Site.Hub.Services.GetRequiredService<RunDispatcher>().WaitAsync(run, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>The differences of cases.</summary>
    public async Task<List<DifferenceEntry>> DifferencesAsync()
    {
        await using var context = await Site.Hub.DatabaseAsync();
        return await context.Differences.AsNoTracking().Where(difference => difference.LedgerSet == LedgerSet.Cases).OrderBy(difference => difference.RowId).ThenBy(difference => difference.Kind).ToListAsync();
    }

    public async Task<List<WindowEntry>> WindowsAsync(RunEntry run)
    {
        await using var context = await Site.Hub.DatabaseAsync();
        return await context.ReconciledWindows.AsNoTracking().Where(window => window.RunId == run.Id).OrderBy(window => window.Position).ToListAsync();
    }

    /// <summary>Has the hub give up what waits for Chongqing.</summary>
    public async Task GiveUpAsync(string id)
    {
        await using var context = await Site.Hub.DatabaseAsync();
        await context.Set<Delivery>().Where(delivery => delivery.CaseId == Guid.Parse(id) && delivery.AddresseeRegion == "CN-CQ" && delivery.State == Operations.DeliveryState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.State, Operations.DeliveryState.Failed));
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
