using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;

namespace ExchangeHub.Hub.Cases;

/// <summary>A kind of act on a case: all that the <see cref="CaseDesk"/> must know about it.</summary>
/// <param name="kind">What happens to the case.</param>
/// <param name="by">Whose act it is.</param>
/// <param name="action">Reads who acts on which case.</param>
/// <param name="respond">Makes the response; its receipt is set later.</param>
/// <param name="validate">Adds every violation of what comes with it; the action itself is checked for all kinds alike. The case's request is given where it is needed and not purged.</param>
/// <param name="fill">Puts what comes with it into the event.</param>
/// <param name="needsRequest">Whether the case's own request is needed to judge it, or to pass it on.</param>
/// <param name="outcome">How the case ends by it, for a reply.</param>
/// <param name="newAddressee">The office that the case passes to, for a transfer.</param>
/// <param name="documents">The papers that come with it.</param>
internal sealed class CaseAct<TRequest, TResponse>(
    CaseEventKind kind,
    CaseSide by,
    Func<TRequest, CaseAction?> action,
    Func<CaseSummary, TResponse> respond,
    Action<TRequest, AssistanceRequest?, Violations>? validate = null,
    Action<TRequest, AssistanceRequest?, CaseEvent>? fill = null,
    bool needsRequest = false,
    Func<TRequest, ReplyOutcome>? outcome = null,
    Func<TRequest, OfficeReference?>? newAddressee = null,
    Func<TRequest, IEnumerable<AssistanceDocument>>? documents = null)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public CaseEventKind Kind { get; } = kind;

    public CaseSide By { get; } = by;

    public Func<TRequest, CaseAction?> Action { get; } = action;

    public Func<CaseSummary, TResponse> Respond { get; } = respond;

    public Action<TRequest, AssistanceRequest?, Violations> Validate { get; } = validate ?? ((_, _, _) => { });

    public Action<TRequest, AssistanceRequest?, CaseEvent> Fill { get; } = fill ?? ((_, _, _) => { });

    public bool NeedsRequest { get; } = needsRequest;

    public Func<TRequest, ReplyOutcome> Outcome { get; } = outcome ?? (_ => ReplyOutcome.Unspecified);

    public Func<TRequest, OfficeReference?> NewAddressee { get; } = newAddressee ?? (_ => null);

    public Func<TRequest, IEnumerable<AssistanceDocument>> Documents { get; } = documents ?? (_ => []);

    public Action<TResponse, ExchangeReceipt> SetReceipt { get; } = ExchangeMessages.SetReceiptOf<TResponse>();
}
