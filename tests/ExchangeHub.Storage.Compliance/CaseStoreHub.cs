using System.Collections.Frozen;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Delivery = ExchangeHub.Hub.Deliveries.Delivery;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What one hub has of a database for cases and deliveries.</summary>
internal sealed class CaseStoreHub : IAsyncDisposable
{
    public const string Asking = "32519999MD99000101";
    public const string Asked = "32509999MD9900029R";
    private const int LeaseSeconds = 15;

    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);
    private static readonly ExchangeIds Ids = new(TimeProvider.System);

    private readonly ServiceProvider _services;

    public static CaseStoreHub On(StoreOptions store) => new(services => Stores.Add(services, new HubOptions { Store = store }));

    public CaseStoreHub(Action<IServiceCollection> addStore)
    {
        var services = new ServiceCollection().AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new LimitOptions())
            .AddSingleton(new CaseOptions())
            .AddSingleton(new DeliveryOptions())
            .AddSingleton<DatabaseWriter>()
            .AddSingleton<HubWriter>()
            .AddSingleton<DeliveryStore>()
            .AddLeases<DispatchLease>(LeaseSeconds)
            .AddLeases<ReconciliationLease>(LeaseSeconds)
            .AddSingleton<CaseList>()
            .AddSingleton<CaseRetention>();
        addStore(services);
        _services = services.BuildServiceProvider();
    }

    public static Participant BackOffice { get; } = new("sc-back-office", "测试", "CN-SC", new[] { Roles.BackOffice }.ToFrozenSet(), FrozenSet<string>.Empty, FrozenSet<string>.Empty, null);

    public SettableClock Clock { get; } = new();

    public HubWriter Writer => _services.GetRequiredService<HubWriter>();

    public DeliveryStore Deliveries => _services.GetRequiredService<DeliveryStore>();

    public Leases<TLease> Leases<TLease>()
        where TLease : Lease, new()
        => _services.GetRequiredService<Leases<TLease>>();

    public CaseList List => _services.GetRequiredService<CaseList>();

    public CaseRetention Retention => _services.GetRequiredService<CaseRetention>();

    public IServiceProvider Services => _services;

    public Task<HubDbContext> ContextAsync() => _services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public static CaseFile File(string letter) => new()
    {
        Id = Ids.Next(),
        Matter = MatterCode.CertVerify,
        Urgency = Urgency.Normal,
        LetterNumber = letter,
        LetterYear = 2026,
        OwnCaseNumber = "(2026)川测受字第1号",
        RequestingOffice = Asking,
        RequestingOfficeName = "四川省成都市测试公证处",
        RequestingRegion = "CN-SC",
        RequestedOffice = Asked,
        RequestedOfficeName = "重庆市测试公证处",
        RequestedRegion = "CN-CQ",
        SubmitTime = Time,
        UpdateTime = Time,
        State = CaseState.Submitted,
        LegalDate = new DateOnly(2026, 7, 1),
        ServiceDate = new DateOnly(2026, 6, 8),
    };

    public static Guid NextId() => Ids.Next();

    internal sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Time;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

/// <summary>A new case with its event, message, delivery, result and ledger entry.</summary>
internal sealed class NewCase(CaseFile file, Guid? request = null) : HubWrite
{
    private readonly RequestKey _key = new("sc-back-office", "/test/Submit", request ?? Guid.NewGuid());

    public CaseFile File => file;

    public bool WasRepeated { get; private set; }

    public override RequestKey? Request => _key;

    public override LetterKey? Letter => new LetterKey(file.RequestingOffice, file.LetterYear, file.LetterNumber);

    public override void Apply(WriteBatch batch)
    {
        WasRepeated = batch.Earlier(_key) is not null;
        if (WasRepeated)
            return;
        if (batch.IsTaken(Letter!.Value))
            throw new HubException(ErrorCatalogue.LetterNumberUsed);
        file.Version = 0;
        batch.Add(file);
        NextEvent.Add(batch, file);
        batch.Add(new RequestResult { CallerId = _key.CallerId, Method = _key.Method, RequestId = _key.RequestId, RequestDigest = new byte[32], Response = [9], AcceptTime = file.SubmitTime });
    }
}

/// <summary>The next event of a case, with its message, delivery and ledger entry.</summary>
internal sealed class NextEvent(Guid caseId) : HubWrite
{
    public override Guid? CaseId => caseId;

    public override void Apply(WriteBatch batch) => Add(batch, batch.Case(caseId)!);

    public static void Add(WriteBatch batch, CaseFile file)
    {
        file.Version++;
        file.LastEventId = CaseStoreHub.NextId();
        batch.Add(
            new CaseEventEntry
            {
                CaseId = file.Id, Version = file.Version, EventId = file.LastEventId, Kind = CaseEventKind.Submitted, State = file.State, EventTime = file.SubmitTime,
                ActorId = "sc-back-office", ActorRegion = "CN-SC", ActingOffice = CaseStoreHub.Asking, ActingOfficeName = "四川省成都市测试公证处", OperatorName = "测试𠮷", IsLate = false,
            },
            new KeptMessage { Id = file.LastEventId, Body = [1, 2, 3] });
        batch.Add(new Delivery
        {
            Id = CaseStoreHub.NextId(), AddresseeRegion = "CN-CQ", MessageId = file.LastEventId, CaseId = file.Id, CaseVersion = file.Version, EventKind = CaseEventKind.Submitted,
            AcceptTime = file.SubmitTime, NextAttemptTime = file.SubmitTime, GiveUpTime = file.SubmitTime.AddDays(7),
        });
        batch.Add(new LedgerEntry
        {
            Id = file.LastEventId, ExchangeId = file.Id, Method = "/test/Submit", Outcome = ExchangeOutcome.Answered, CallerId = "sc-back-office", CallerRegion = "CN-SC", CallerCertificate = [1],
            AcceptTime = file.SubmitTime, CompleteTime = file.SubmitTime,
        });
    }
}

/// <summary>A delivery was acknowledged.</summary>
internal sealed class Acknowledged(Delivery delivery) : HubWrite
{
    public override void Apply(WriteBatch batch) => batch.Update(delivery, row => (row.State, row.AcknowledgeTime) = (DeliveryState.Acknowledged, delivery.AcceptTime));
}

/// <summary>A delivery waits longer.</summary>
internal sealed class Postponed(Delivery delivery, DateTimeOffset time) : HubWrite
{
    public override void Apply(WriteBatch batch) => batch.Update(delivery, row => (row.NextAttemptTime, row.LastReason) = (time, "REGION_FAILED"));
}
