using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Cases;

namespace ExchangeHub.Hub.Exchanges.Notary.Assistance;

/// <summary>What the two sides of a case may do, as values. In which state, the transition table says.</summary>
internal static class AssistanceActs
{
    public static readonly CaseAct<ConfirmReceiptRequest, ConfirmReceiptResponse> ConfirmReceipt = new(
        CaseEventKind.ReceiptConfirmed, CaseSide.Responder, request => request.Action, file => new ConfirmReceiptResponse { Case = file });

    public static readonly CaseAct<StartCaseRequest, StartCaseResponse> Start = new(
        CaseEventKind.Started, CaseSide.Responder, request => request.Action, file => new StartCaseResponse { Case = file });

    public static readonly CaseAct<RequestSupplementRequest, RequestSupplementResponse> RequestSupplement = new(
        CaseEventKind.SupplementRequested, CaseSide.Responder, request => request.Action, file => new RequestSupplementResponse { Case = file },
        validate: (request, _, violations) => AssistanceRules.SupplementRequest(violations, request.SupplementRequest),
        fill: (request, _, message) => message.SupplementRequest = request.SupplementRequest);

    public static readonly CaseAct<ProvideSupplementRequest, ProvideSupplementResponse> ProvideSupplement = new(
        CaseEventKind.SupplementProvided, CaseSide.Requester, request => request.Action, file => new ProvideSupplementResponse { Case = file },
        validate: (request, _, violations) => AssistanceRules.Supplement(violations, request.Supplement),
        fill: (request, _, message) => message.Supplement = request.Supplement,
        documents: request => request.Supplement.Materials);

    public static readonly CaseAct<TransferCaseRequest, TransferCaseResponse> Transfer = new(
        CaseEventKind.Transferred, CaseSide.Responder, request => request.Action, file => new TransferCaseResponse { Case = file },
        validate: (request, _, violations) => AssistanceRules.Transfer(violations, request.Transfer),
        fill: (request, original, message) =>
        {
            message.Transfer = request.Transfer.Clone();
            message.Transfer.Request = original;
        },
        needsRequest: true,
        newAddressee: request => request.Transfer?.Office);

    public static readonly CaseAct<AgreeToRestartRequest, AgreeToRestartResponse> AgreeToRestart = new(
        CaseEventKind.RestartAgreed, CaseSide.Requester, request => request.Action, file => new AgreeToRestartResponse { Case = file });

    public static readonly CaseAct<ReplyToCaseRequest, ReplyToCaseResponse> Reply = new(
        CaseEventKind.Replied, CaseSide.Responder, request => request.Action, file => new ReplyToCaseResponse { Case = file },
        validate: (request, original, violations) => ReplyRules.Reply(violations, request.Reply, original),
        fill: (request, _, message) => message.Reply = request.Reply.Clone(),
        needsRequest: true,
        outcome: request => request.Reply.Outcome,
        documents: request => request.Reply.Evidence.Select(evidence => evidence.Document));

    public static readonly CaseAct<DisputeReplyRequest, DisputeReplyResponse> Dispute = new(
        CaseEventKind.Disputed, CaseSide.Requester, request => request.Action, file => new DisputeReplyResponse { Case = file },
        validate: (request, _, violations) => AssistanceRules.Statement(violations, request.Statement),
        fill: (request, _, message) => message.Statement = request.Statement);

    public static readonly CaseAct<CloseCaseRequest, CloseCaseResponse> Close = new(
        CaseEventKind.Closed, CaseSide.Requester, request => request.Action, file => new CloseCaseResponse { Case = file });

    public static readonly CaseAct<WithdrawCaseRequest, WithdrawCaseResponse> Withdraw = new(
        CaseEventKind.Withdrawn, CaseSide.Requester, request => request.Action, file => new WithdrawCaseResponse { Case = file },
        validate: (request, _, violations) => AssistanceRules.Statement(violations, request.Statement),
        fill: (request, _, message) => message.Statement = request.Statement);
}
