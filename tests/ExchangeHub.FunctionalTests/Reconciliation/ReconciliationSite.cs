using System.Threading.Channels;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Delivery = ExchangeHub.Hub.Deliveries.Delivery;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>The hub, the region's ledger, and what is done with both.</summary>
internal sealed class ReconciliationSite : IAsyncDisposable
{
    private readonly Channel<bool> _commits = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public ReconciliationSite(TestHub hub, DateOnly today)
    {
        (Hub, Today) = (hub, today);
        hub.Services.GetRequiredService<HubWriter>().Committed += _ => _commits.Writer.TryWrite(true);
    }

    public TestHub Hub { get; }

    public DateOnly Today { get; }

    public DateOnly Yesterday => Today.AddDays(-1);

    /// <summary>The region's ledger.</summary>
    public StubRegionLedger Region => Hub.Chongqing.Shown;

    public T Get<T>()
        where T : notnull
        => Hub.Services.GetRequiredService<T>();

    /// <summary>Adds rows to both ledgers.</summary>
    public async Task<List<LedgerEntry>> SeedAsync(DateOnly day, int count)
    {
        var entries = LedgerSeed.Day(day, count);
        await AddAsync([.. entries]);
        Region.Add(entries.Select(LedgerSeed.Row));
        return entries;
    }

    /// <summary>Adds entries to the hub's ledger only.</summary>
    public Task AddAsync(params LedgerEntry[] entries) => Get<ILedgerStore>().AppendAsync([.. entries.Select(entry => entry.Sealed())], CancellationToken.None);

    /// <summary>Queues a run and waits for its end.</summary>
    public async Task<RunEntry> RunAsync(RunRequest request)
    {
        var run = await Get<RunRequests>().QueueAsync(request, CancellationToken.None);
        Assert.NotNull(run);
        return await EndAsync(run);
    }

    public Task<RunEntry> EndAsync(RunEntry run) => Get<RunDispatcher>().WaitAsync(run, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));

    public async Task<List<WindowEntry>> WindowsAsync(RunEntry run)
    {
        await using var context = await Hub.DatabaseAsync();
        return await context.ReconciledWindows.AsNoTracking().Where(window => window.RunId == run.Id).OrderBy(window => window.Position).ToListAsync();
    }

    public async Task<List<DifferenceEntry>> DifferencesAsync()
    {
        await using var context = await Hub.DatabaseAsync();
        return await context.Differences.AsNoTracking().OrderBy(difference => difference.RowId).ThenBy(difference => difference.Kind).ToListAsync();
    }

    public async Task<List<DifferenceEventKind>> EventsAsync(DifferenceEntry difference)
    {
        await using var context = await Hub.DatabaseAsync();
        return await context.DifferenceEvents.AsNoTracking().Where(e => e.DifferenceId == difference.Id).OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync();
    }

    public async Task<DayEntry> DayAsync(DateOnly day)
    {
        await using var context = await Hub.DatabaseAsync();
        return await context.ReconciliationDays.AsNoTracking().SingleAsync(entry => entry.ParticipantId == LedgerSeed.Chongqing && entry.Day == day);
    }

    public async Task<List<Delivery>> NoticesAsync(RunEntry run)
    {
        await using var context = await Hub.DatabaseAsync();
        return await context.Deliveries.AsNoTracking().Where(delivery => delivery.CaseId == run.Id).OrderBy(delivery => delivery.CaseVersion).ToListAsync();
    }

    /// <summary>Has the region add the rows of the notices that it gets.</summary>
    public void TakeNotices() => Hub.Chongqing.Inbox.OnDeliver = (request, _) =>
    {
        if (request.LedgerNotice is { } notice)
            Region.Add(notice);
        return Task.CompletedTask;
    };

    /// <summary>Waits until the notices of a run are acknowledged.</summary>
    public async Task BroughtAsync(RunEntry run)
    {
        while (!(await NoticesAsync(run)).TrueForAll(notice => notice.State == DeliveryState.Acknowledged))
            await CommittedAsync();
    }

    /// <summary>Waits until the hub has written something since the last look.</summary>
    public Task CommittedAsync() => _commits.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Changes a difference as an operator does.</summary>
    public async Task ChangeAsync(DifferenceEntry difference, DifferenceState state)
    {
        await using var context = await Hub.DatabaseAsync();
        await context.Differences.Where(row => row.Id == difference.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state).SetProperty(row => row.CloseTime, DateTimeOffset.UnixEpoch));
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
