using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Inbox;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Cases;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.SampleRegion.Register;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExchangeHub.SampleRegion.Tests.Cases;

/// <summary>A region's desk with files of its own, and a hub in the same process. Its files outlive it, as those of a process that was killed.</summary>
internal sealed class CaseRegion : IAsyncDisposable
{
    private CaseRegion(CaseFile file, SqliteRegionLedger ledger, CaseDesk desk, CaseWorker worker) => (File, Ledger, Desk, Worker) = (file, ledger, desk, worker);

    public CaseFile File { get; }

    public SqliteRegionLedger Ledger { get; }

    public CaseDesk Desk { get; }

    public CaseWorker Worker { get; }

    public static CaseRegion Open(string folder, FakeHub hub, NotaryRegister? register = null)
    {
        var clock = new StoppedClock(RegionFixture.Now);
        var file = CaseFile.Open(Path.Combine(folder, "cases.db"), clock);
        var ledger = SqliteRegionLedger.Open(Path.Combine(folder, "ledger.db"));
        var desk = new CaseDesk(file, () => hub.WithRegionLedger(ledger, clock), clock);
        var clerk = register is null ? null : new RegisterClerk(register, clock);
        return new CaseRegion(file, ledger, desk, new CaseWorker(file, desk, clerk, NullLogger<CaseWorker>.Instance));
    }

    public Task<bool> KeepAsync(CaseEvent caseEvent, Guid? deliveryId = null) => File.KeepAsync(Delivery(caseEvent, deliveryId), default);

    public static InboxDelivery Delivery(CaseEvent caseEvent, Guid? deliveryId = null)
    {
        var id = deliveryId ?? Guid.CreateVersion7();
        return new InboxDelivery(id, new DeliverRequest { DeliveryId = id.ToString(), CaseEvent = caseEvent });
    }

    public static CaseEvent Event(CaseEventKind kind, Guid caseId, int version, OfficeReference? requestedOffice = null) => new()
    {
        EventId = Guid.CreateVersion7().ToString(),
        Kind = kind,
        Case = new CaseSummary { CaseId = caseId.ToString(), Version = version, State = CaseState.Submitted, RequestedOffice = requestedOffice },
    };

    public async ValueTask DisposeAsync()
    {
        Worker.Dispose();
        await File.DisposeAsync();
        await Ledger.DisposeAsync();
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class CaseFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("exchangehub-cases-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
