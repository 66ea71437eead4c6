using System.Collections.Concurrent;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using Grpc.Core;

namespace ExchangeHub.Client.Inbox;

/// <summary>
/// Takes deliveries from the hub (收件) for an <see cref="IInbox"/>: each has one effect, however often it comes. Rows that are missing in
/// the region's ledger (台账补录) go into that; the inbox need not know of them, for adding a row again changes nothing.
/// </summary>
/// <remarks>
/// One instance serves all calls. Two attempts of one delivery may be there at once, when the hub gave up waiting for the
/// first: they share one piece of work. It is not cut short when an attempt is given up, so that the next one finds it done.
/// </remarks>
public sealed partial class InboxEndpoint(IInbox inbox, IRegionLedger ledger, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<InboxEndpoint> logger) : InboxService.InboxServiceBase
{
    /// <summary>By delivery id. The number of calls that the hub has under way limits how many there are.</summary>
    private readonly ConcurrentDictionary<Guid, Lazy<Task>> _underWay = new();

    /// <inheritdoc/>
    public override async Task<DeliverResponse> Deliver(DeliverRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        var delivery = new InboxDelivery(RequireUuid(request.DeliveryId, "delivery_id"), request);
        switch (request.ContentCase)
        {
            case DeliverRequest.ContentOneofCase.CaseEvent:
                RequireUuid(request.CaseEvent.EventId, "case_event.event_id");
                RequireUuid(request.CaseEvent.Case?.CaseId ?? "", "case_event.case.case_id");
                break;
            case DeliverRequest.ContentOneofCase.LedgerNotice:
                LedgerNotices.Check(request.LedgerNotice);
                break;
            case DeliverRequest.ContentOneofCase.CertificateAddendum:
                RequireUuid(request.CertificateAddendum.ExchangeId, "certificate_addendum.exchange_id");
                break;
            default:
                // What a newer contract brings looks like nothing here. The hub keeps it until this back office knows it.
                LogUnknownContent(logger, delivery.Id);
                throw new RpcException(new Status(StatusCode.Unimplemented, "This back office knows no such content yet."));
        }

        var work = _underWay.GetOrAdd(delivery.Id, (_, delivery) => new Lazy<Task>(() => KeepAsync(delivery)), delivery);
        await work.Value.WaitAsync(context.CancellationToken);
        return new DeliverResponse { Receipt = new ExchangeReceipt { ExchangeId = request.Header?.ExchangeId ?? "" } };
    }

    private async Task KeepAsync(InboxDelivery delivery)
    {
        try
        {
            if (delivery.Request.LedgerNotice is { } notice)
                await AppendAsync(delivery.Id, notice);
            else if (!await inbox.KeepAsync(delivery, lifetime.ApplicationStopping))
                LogRepeat(logger, delivery.Id);
        }
        finally
        {
            // From here on the inbox itself knows the id, or the work must be done anew.
            _underWay.TryRemove(delivery.Id, out _);
        }
    }

    /// <summary>Adds the rows that are missing. What stands there otherwise is for people to look into, on both sides, and no reason to bring it again.</summary>
    private async Task AppendAsync(Guid deliveryId, LedgerNotice notice)
    {
        foreach (var row in notice.Rows)
        {
            var entry = LedgerNotices.Entry(row, clock.GetUtcNow());
            try
            {
                await ledger.AppendAsync(entry, lifetime.ApplicationStopping);
            }
            catch (LedgerConflictException)
            {
                LogConflict(logger, entry.Id, deliveryId, notice.RunId);
            }
        }
        LogNotice(logger, notice.Rows.Count, deliveryId, notice.RunId);
    }

    private static Guid RequireUuid(string text, string field)
        => Guid.TryParseExact(text, "D", out var id) && id.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)
            ? id
            : throw new RpcException(new Status(StatusCode.InvalidArgument, $"{field} must be a UUID in its 36-character form."));

    [LoggerMessage(2701, LogLevel.Warning, "Delivery {DeliveryId} has content that this back office does not know; the hub keeps it")]
    private static partial void LogUnknownContent(ILogger logger, Guid deliveryId);

    [LoggerMessage(2702, LogLevel.Information, "Delivery {DeliveryId} came again; it is only acknowledged")]
    private static partial void LogRepeat(ILogger logger, Guid deliveryId);

    [LoggerMessage(2850, LogLevel.Information, "{Count} row(s) that were missing in the ledger were brought by delivery {DeliveryId} of reconciliation run {RunId}")]
    private static partial void LogNotice(ILogger logger, int count, Guid deliveryId, string runId);

    [LoggerMessage(2851, LogLevel.Warning, "The ledger has another row under {Id} than delivery {DeliveryId} of reconciliation run {RunId} brings; it stays as it is")]
    private static partial void LogConflict(ILogger logger, Guid id, Guid deliveryId, string runId);
}
