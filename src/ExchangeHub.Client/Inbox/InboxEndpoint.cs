using System.Collections.Concurrent;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using Grpc.Core;

namespace ExchangeHub.Client.Inbox;

/// <summary>Takes deliveries from the hub (收件) for an <see cref="IInbox"/>: each has one effect, however often it comes.</summary>
/// <remarks>
/// One instance serves all calls. Two attempts of one delivery may be there at once, when the hub gave up waiting for the
/// first: they share one piece of work. It is not cut short when an attempt is given up, so that the next one finds it done.
/// </remarks>
public sealed partial class InboxEndpoint(IInbox inbox, IHostApplicationLifetime lifetime, ILogger<InboxEndpoint> logger) : InboxService.InboxServiceBase
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
            if (!await inbox.KeepAsync(delivery, lifetime.ApplicationStopping))
                LogRepeat(logger, delivery.Id);
        }
        finally
        {
            // From here on the inbox itself knows the id, or the work must be done anew.
            _underWay.TryRemove(delivery.Id, out _);
        }
    }

    private static Guid RequireUuid(string text, string field)
        => Guid.TryParseExact(text, "D", out var id) && id.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)
            ? id
            : throw new RpcException(new Status(StatusCode.InvalidArgument, $"{field} must be a UUID in its 36-character form."));

    [LoggerMessage(2701, LogLevel.Warning, "Delivery {DeliveryId} has content that this back office does not know; the hub keeps it")]
    private static partial void LogUnknownContent(ILogger logger, Guid deliveryId);

    [LoggerMessage(2702, LogLevel.Information, "Delivery {DeliveryId} came again; it is only acknowledged")]
    private static partial void LogRepeat(ILogger logger, Guid deliveryId);
}
