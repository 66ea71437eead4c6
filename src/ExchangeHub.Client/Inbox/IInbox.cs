using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.Client.Inbox;

/// <summary>What the hub brings. Its shape is checked: ids are UUIDs, and the content is known.</summary>
/// <param name="Id">The delivery's id (送达编号), the same at every attempt.</param>
/// <param name="Request">All of it; its header is that of this attempt.</param>
public sealed record InboxDelivery(Guid Id, DeliverRequest Request)
{
    /// <summary>The event of a case; null where it is something else.</summary>
    public CaseEvent? CaseEvent => Request.CaseEvent;

    /// <summary>That a certificate which an earlier answer found authentic was revoked or replaced since (撤销后补充通知); null where it is something else.</summary>
    public CertificateAddendum? CertificateAddendum => Request.CertificateAddendum;
}

/// <summary>
/// Keeps what the hub brings. The back office implements it on its own database: the delivery's id is a key there, and id
/// and effect are written in <em>one</em> transaction, so that neither is ever there without the other.
/// </summary>
public interface IInbox
{
    /// <summary>
    /// Keeps a delivery durably, with whatever effect it has. One whose id is there already has no effect. When it throws,
    /// nothing was kept, and the hub comes again.
    /// </summary>
    /// <returns>Whether it was new.</returns>
    Task<bool> KeepAsync(InboxDelivery delivery, CancellationToken cancellationToken);
}
