using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using ExchangeHub.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What one hub has of a database for reconciliation.</summary>
internal sealed class ParticipantLedgerHub : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ParticipantLedgerHub(Action<IServiceCollection> addStore)
    {
        var services = new ServiceCollection().AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new ReconciliationOptions())
            .AddSingleton<ExchangeIds>()
            .AddSingleton<DatabaseWriter>()
            .AddSingleton<LedgerRollups>()
            .AddSingleton<LedgerSettlements>();
        addStore(services);
        _services = services.BuildServiceProvider();
    }

    public static ParticipantLedgerHub On(StoreOptions store) => new(services => Stores.Add(services, new HubOptions { Store = store }));

    public CaseStoreHub.SettableClock Clock { get; } = new();

    public IParticipantLedger Ledger => _services.GetRequiredService<IParticipantLedger>();

    public LedgerRollups Rollups => _services.GetRequiredService<LedgerRollups>();

    public LedgerSettlements Settlements => _services.GetRequiredService<LedgerSettlements>();

    public IDbContextFactory<HubDbContext> Contexts => _services.GetRequiredService<IDbContextFactory<HubDbContext>>();

    public HubLedger Of(string participantId, byte[]? salt = null) => new(participantId, salt, Ledger, Contexts);

    public async Task AppendAsync(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var batch in entries.Chunk(2_000)) // One is given up after two seconds.
            await _services.GetRequiredService<ILedgerStore>().AppendAsync(batch, CancellationToken.None);
    }

    /// <summary>Rolls up all that is older than the cut-off at <paramref name="time"/>.</summary>
    public Task<int> RollUpAsync(DateTimeOffset time)
    {
        Clock.Now = time.AddMinutes(new ReconciliationOptions().CutOffMinutes);
        return Rollups.RunAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>Notes which ranges are scanned for their sums.</summary>
internal sealed class NotingLedger(IParticipantLedger ledger, List<IdRange> scanned) : IParticipantLedger
{
    public Task<IReadOnlyList<RangeFingerprint>> SumAsync(string participantId, IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
    {
        scanned.AddRange(ranges);
        return ledger.SumAsync(participantId, ranges, cancellationToken);
    }

    public Task<IReadOnlyList<FingerprintedRow>> RowsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken) => ledger.RowsAsync(participantId, range, maxRows, cancellationToken);

    public Task<IReadOnlyList<LedgerRowContent>> ContentsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken) => ledger.ContentsAsync(participantId, range, maxRows, cancellationToken);

    public Task RollUpAsync(HubDbContext context, IdRange range, CancellationToken cancellationToken) => ledger.RollUpAsync(context, range, cancellationToken);
}
