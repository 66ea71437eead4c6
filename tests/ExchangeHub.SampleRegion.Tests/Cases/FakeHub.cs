using System.Collections.Concurrent;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Tests.Cases;

/// <summary>A hub in the same process: accepts every act on a case once for each request id, and answers with true receipts.</summary>
internal sealed class FakeHub : CallInvoker
{
    private readonly ConcurrentDictionary<string, IMessage> _answers = new();
    private readonly Lock _accepting = new();

    /// <summary>Every call, in its order, repeats too.</summary>
    public ConcurrentQueue<(string Method, string RequestId, IMessage Request)> Calls { get; } = new();

    /// <summary>Cases by id. A test may put some in.</summary>
    public ConcurrentDictionary<string, CaseSummary> Cases { get; } = new();

    /// <summary>Called before an act is accepted; what it throws is the answer, and nothing happens.</summary>
    public Action<string, IMessage> Refuse { get; set; } = (_, _) => { };

    /// <summary>Called after an act is accepted; what it throws is the answer: the caller never hears of what happened.</summary>
    public Action<string> Lose { get; set; } = _ => { };

    public IEnumerable<string> Methods => Calls.Select(call => call.Method);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => new(AnswerAsync<TResponse>(method.Name, (IMessage)request), Task.FromResult<Metadata>([]), () => Status.DefaultSuccess, () => [], () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        => throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        => throw new NotSupportedException();

    private async Task<TResponse> AnswerAsync<TResponse>(string method, IMessage request)
    {
        await Task.Yield();
        var submitted = request as SubmitCaseRequest;
        var action = submitted is null ? (CaseAction)request.Descriptor.FindFieldByName("action").Accessor.GetValue(request) : null;
        var requestId = submitted?.Header.RequestId ?? action!.RequestId;
        Calls.Enqueue((method, requestId, request));
        Refuse(method, request);
        IMessage answer;
        lock (_accepting)
            answer = _answers.GetOrAdd(requestId, _ => Accept<TResponse>(method, request, submitted, action));
        Lose(method);
        return (TResponse)answer;
    }

    private IMessage Accept<TResponse>(string method, IMessage request, SubmitCaseRequest? submitted, CaseAction? action)
    {
        var caseId = action?.CaseId ?? Guid.CreateVersion7().ToString();
        var after = Cases.TryGetValue(caseId, out var before) ? before.Clone() : new CaseSummary { CaseId = caseId };
        after.Version++;
        after.State = method switch
        {
            "SubmitCase" => CaseState.Submitted,
            "ConfirmReceipt" => CaseState.Received,
            "StartCase" => CaseState.InProgress,
            "RequestSupplement" => CaseState.SupplementRequested,
            "TransferCase" => CaseState.Transferred,
            "ReplyToCase" => CaseState.Replied,
            _ => after.State,
        };
        if (request is TransferCaseRequest { Transfer.Office: { } office })
            after.RequestedOffice = office;
        after.RequestedOffice ??= submitted?.Header.TargetOffice ?? action?.ActingOffice;
        Cases[caseId] = after;

        var answer = (IMessage)Activator.CreateInstance<TResponse>()!;
        answer.Descriptor.FindFieldByName("case").Accessor.SetValue(answer, after.Clone());
        answer.Descriptor.FindFieldByName("receipt").Accessor.SetValue(answer, new ExchangeReceipt
        {
            ExchangeId = Guid.CreateVersion7().ToString(),
            DigestAlgorithm = DigestAlgorithm.Sha256,
            RequestDigest = ByteString.CopyFrom(MessageDigest.Compute(request)),
            ResponseDigest = ByteString.CopyFrom(MessageDigest.Compute(answer)),
        });
        return answer;
    }
}
