using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Cases;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.Hub.Exchanges.Notary.Assistance;

/// <summary>Requests for assistance that take days or weeks (协查函).</summary>
internal sealed class NotaryAssistanceEndpoint(CaseDesk desk, CaseReading reading) : NotaryAssistanceServiceBase
{
    public override Task<SubmitCaseResponse> SubmitCase(SubmitCaseRequest request, ServerCallContext context)
        => desk.SubmitAsync(request, AssistanceRules.Submit(context), context);

    public override Task<ConfirmReceiptResponse> ConfirmReceipt(ConfirmReceiptRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.ConfirmReceipt, request, context);

    public override Task<StartCaseResponse> StartCase(StartCaseRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.Start, request, context);

    public override Task<RequestSupplementResponse> RequestSupplement(RequestSupplementRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.RequestSupplement, request, context);

    public override Task<ProvideSupplementResponse> ProvideSupplement(ProvideSupplementRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.ProvideSupplement, request, context);

    public override Task<TransferCaseResponse> TransferCase(TransferCaseRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.Transfer, request, context);

    public override Task<AgreeToRestartResponse> AgreeToRestart(AgreeToRestartRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.AgreeToRestart, request, context);

    public override Task<ReplyToCaseResponse> ReplyToCase(ReplyToCaseRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.Reply, request, context);

    public override Task<DisputeReplyResponse> DisputeReply(DisputeReplyRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.Dispute, request, context);

    public override Task<CloseCaseResponse> CloseCase(CloseCaseRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.Close, request, context);

    public override Task<WithdrawCaseResponse> WithdrawCase(WithdrawCaseRequest request, ServerCallContext context)
        => desk.ActAsync(AssistanceActs.Withdraw, request, context);

    public override Task<GetCaseResponse> GetCase(GetCaseRequest request, ServerCallContext context) => reading.GetAsync(request, context);

    public override Task<ListCasesResponse> ListCases(ListCasesRequest request, ServerCallContext context) => reading.ListAsync(request, context);

    public override Task WatchCase(WatchCaseRequest request, IServerStreamWriter<WatchCaseResponse> responseStream, ServerCallContext context)
        => reading.WatchAsync(request, responseStream, context);

    public override Task WatchCases(WatchCasesRequest request, IServerStreamWriter<WatchCasesResponse> responseStream, ServerCallContext context)
        => reading.WatchAllAsync(request, responseStream, context);
}
