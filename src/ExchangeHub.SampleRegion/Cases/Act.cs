using System.Collections.Frozen;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Google.Protobuf;
using Grpc.Core;
using HubClient = ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService.NotaryAssistanceServiceClient;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>A way in which the region acts on a case: an RPC that can be called again with what was written down.</summary>
internal abstract class Act(string name)
{
    public static readonly Act<SubmitCaseRequest> Submit =
        Of<SubmitCaseRequest, SubmitCaseResponse>("SubmitCase", (hub, request, options) => hub.SubmitCaseAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<ConfirmReceiptRequest> ConfirmReceipt =
        Of<ConfirmReceiptRequest, ConfirmReceiptResponse>("ConfirmReceipt", (hub, request, options) => hub.ConfirmReceiptAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<StartCaseRequest> Start =
        Of<StartCaseRequest, StartCaseResponse>("StartCase", (hub, request, options) => hub.StartCaseAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<RequestSupplementRequest> RequestSupplement =
        Of<RequestSupplementRequest, RequestSupplementResponse>("RequestSupplement", (hub, request, options) => hub.RequestSupplementAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<ProvideSupplementRequest> ProvideSupplement =
        Of<ProvideSupplementRequest, ProvideSupplementResponse>("ProvideSupplement", (hub, request, options) => hub.ProvideSupplementAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<TransferCaseRequest> Transfer =
        Of<TransferCaseRequest, TransferCaseResponse>("TransferCase", (hub, request, options) => hub.TransferCaseAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<AgreeToRestartRequest> AgreeToRestart =
        Of<AgreeToRestartRequest, AgreeToRestartResponse>("AgreeToRestart", (hub, request, options) => hub.AgreeToRestartAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<ReplyToCaseRequest> Reply =
        Of<ReplyToCaseRequest, ReplyToCaseResponse>("ReplyToCase", (hub, request, options) => hub.ReplyToCaseAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<DisputeReplyRequest> Dispute =
        Of<DisputeReplyRequest, DisputeReplyResponse>("DisputeReply", (hub, request, options) => hub.DisputeReplyAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<CloseCaseRequest> Close =
        Of<CloseCaseRequest, CloseCaseResponse>("CloseCase", (hub, request, options) => hub.CloseCaseAsync(request, options), answer => (answer.Receipt, answer.Case));

    public static readonly Act<WithdrawCaseRequest> Withdraw =
        Of<WithdrawCaseRequest, WithdrawCaseResponse>("WithdrawCase", (hub, request, options) => hub.WithdrawCaseAsync(request, options), answer => (answer.Receipt, answer.Case));

    /// <summary>All of them, by name.</summary>
    public static readonly FrozenDictionary<string, Act> ByName = new Act[]
    {
        Submit, ConfirmReceipt, Start, RequestSupplement, ProvideSupplement, Transfer, AgreeToRestart, Reply, Dispute, Close, Withdraw,
    }.ToFrozenDictionary(act => act.Name);

    /// <summary>The name of the RPC.</summary>
    public string Name => name;

    /// <summary>Does what was written down.</summary>
    public abstract Task<ActOutcome> CallAsync(CallInvoker hub, byte[] request, CallOptions options);

    private static Act<TRequest> Of<TRequest, TResponse>(
        string name, Func<HubClient, TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, Func<TResponse, (ExchangeReceipt Receipt, CaseSummary Case)> read)
        where TRequest : IMessage<TRequest>, new()
        => new(name, async (hub, request, options) =>
        {
            var (receipt, summary) = read(await call(new HubClient(hub), request, options));
            return new ActOutcome(receipt, summary);
        });
}

/// <summary>An act whose request is a <typeparamref name="TRequest"/>.</summary>
internal sealed class Act<TRequest>(string name, Func<CallInvoker, TRequest, CallOptions, Task<ActOutcome>> call) : Act(name)
    where TRequest : IMessage<TRequest>, new()
{
    private static readonly MessageParser<TRequest> Parser = new(() => new TRequest());

    public override Task<ActOutcome> CallAsync(CallInvoker hub, byte[] request, CallOptions options) => call(hub, Parser.ParseFrom(request), options);
}
