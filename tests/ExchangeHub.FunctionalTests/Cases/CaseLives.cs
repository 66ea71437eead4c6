using System.Collections.Concurrent;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.TestKit;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>An act that the hub acknowledged.</summary>
/// <param name="RequestId">The id that its caller chose.</param>
/// <param name="EventId">The event that came of it.</param>
/// <param name="CaseId">Its case.</param>
internal sealed record AcknowledgedAct(string RequestId, Guid EventId, Guid CaseId);

/// <summary>
/// Callers of both sides that live whole cases, one after the other, while the hub comes and goes: as a region does, each
/// repeats a call with the same request id until it is answered.
/// </summary>
internal sealed class CaseLives : IDisposable
{
    private readonly HubChannel _officeChannel;
    private readonly HubChannel _chongqingChannel;
    private readonly NotaryAssistanceServiceClient _office;
    private readonly NotaryAssistanceServiceClient _chongqing;
    private readonly ConcurrentQueue<AcknowledgedAct> _acknowledged = new();
    private TaskCompletionSource _up = New();
    private int _repeats;

    public CaseLives(HubSetup setup, Uri hub)
    {
        _officeChannel = setup.Connect(hub);
        _chongqingChannel = setup.Connect(hub, setup.ChongqingCertificate);
        _office = new NotaryAssistanceServiceClient(_officeChannel.Invoker);
        _chongqing = new NotaryAssistanceServiceClient(_chongqingChannel.Invoker);
    }

    /// <summary>What was acknowledged so far.</summary>
    public IReadOnlyCollection<AcknowledgedAct> Acknowledged => _acknowledged;

    /// <summary>Calls that had to be made again.</summary>
    public int Repeats => _repeats;

    /// <summary>Called when a call was sent.</summary>
    public Action OnSent { get; set; } = () => { };

    /// <summary>Called when a response came.</summary>
    public Action OnAnswered { get; set; } = () => { };

    /// <summary>Says that the hub can be called.</summary>
    public void Up() => Volatile.Read(ref _up).SetResult();

    /// <summary>Says that it can't: who fails from now on waits until it can.</summary>
    public void Down() => Volatile.Write(ref _up, New());

    /// <summary>Lives cases until it is told to stop, the last one to its end.</summary>
    public async Task LiveAsync(int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
            await LiveOneAsync(withSupplement: random.Next(3) == 0);
    }

    /// <summary>Lives one case.</summary>
    public async Task LiveOneAsync(bool withSupplement)
    {
        var submitted = await CallAsync(request => _office.SubmitCaseAsync(request), CaseRequests.Submit(), request => request.Header.RequestId, answer => (answer.Receipt, answer.Case));
        var id = submitted.Case.CaseId;
        await CallAsync(request => _chongqing.ConfirmReceiptAsync(request), new ConfirmReceiptRequest { Action = CaseSite.Answering(id) }, request => request.Action.RequestId, answer => (answer.Receipt, answer.Case));
        await CallAsync(request => _chongqing.StartCaseAsync(request), new StartCaseRequest { Action = CaseSite.Answering(id) }, request => request.Action.RequestId, answer => (answer.Receipt, answer.Case));
        if (withSupplement)
        {
            var missing = new RequestSupplementRequest { Action = CaseSite.Answering(id), SupplementRequest = new SupplementRequest { MissingItems = { "委托书扫描件" } } };
            await CallAsync(request => _chongqing.RequestSupplementAsync(request), missing, request => request.Action.RequestId, answer => (answer.Receipt, answer.Case));
            var supplement = new ProvideSupplementRequest { Action = CaseSite.Asking(id), Supplement = new Supplement { Text = "见附件（测试）" } };
            await CallAsync(request => _office.ProvideSupplementAsync(request), supplement, request => request.Action.RequestId, answer => (answer.Receipt, answer.Case));
        }
        var reply = new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = CaseRequests.Reply() };
        await CallAsync(request => _chongqing.ReplyToCaseAsync(request), reply, request => request.Action.RequestId, answer => (answer.Receipt, answer.Case));
        await CallAsync(request => _office.CloseCaseAsync(request), new CloseCaseRequest { Action = CaseSite.Asking(id) }, request => request.Action.RequestId, answer => (answer.Receipt, answer.Case));
    }

    public void Dispose()
    {
        _officeChannel.Dispose();
        _chongqingChannel.Dispose();
    }

    /// <summary>Calls until there is an answer. Only the ways in which a hub that was killed fails are followed by another attempt.</summary>
    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, AsyncUnaryCall<TResponse>> send, TRequest request, Func<TRequest, string> requestId, Func<TResponse, (ExchangeReceipt Receipt, CaseSummary Case)> parts)
    {
        while (true)
        {
            await Volatile.Read(ref _up).Task;
            try
            {
                using var call = send(request);
                OnSent();
                var response = await call;
                var (receipt, file) = parts(response);
                _acknowledged.Enqueue(new AcknowledgedAct(requestId(request), Guid.Parse(receipt.ExchangeId), Guid.Parse(file.CaseId)));
                OnAnswered();
                return response;
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled)
            {
                Interlocked.Increment(ref _repeats);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
