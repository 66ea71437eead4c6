using System.Collections.Concurrent;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>
/// The region's desk for cases (协查窗口): acts on them at the hub. Each act is written down before it is sent and marked
/// when the hub has answered, so that a region that was killed between sends the same act again, with the same request id.
/// </summary>
/// <remarks>
/// An act that throws with an error for good (such as <c>FAILED_PRECONDITION</c>) is refused, and not sent again. One that
/// throws with another error stays intended, and <see cref="RepeatOpenAsync"/> sends it until the hub has answered.
/// Every method takes an <c>intent</c>: a name of one's own, unique in the case file. An act under a name that is there
/// already is that same act, whatever is asked of it now.
/// </remarks>
/// <param name="file">The region's case file.</param>
/// <param name="hub">Leads to the hub, and records the region's acts in its ledger; asked at each call.</param>
/// <param name="clock">Gives the time.</param>
public sealed class CaseDesk(CaseFile file, Func<CallInvoker> hub, TimeProvider clock)
{
    /// <summary>How long one call may take, repeats by the channel included.</summary>
    public static readonly TimeSpan CallTime = TimeSpan.FromSeconds(20);

    /// <summary>Acts that are being sent: they are not sent a second time beside that.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _underWay = new();

    /// <summary>Submits a request (提交协查函).</summary>
    public Task<ActOutcome> SubmitAsync(SubmitCaseRequest request, string? intent = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var copy = request.Clone();
        copy.Header ??= new ExchangeHeader();
        copy.Header.RequestId = OrNew(copy.Header.RequestId);
        return DoAsync(Act.Submit, copy.Header.RequestId, intent, copy, cancellationToken);
    }

    /// <summary>Confirms the receipt (签收).</summary>
    public Task<ActOutcome> ConfirmReceiptAsync(CaseAction action, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.ConfirmReceipt, action, intent, known => new ConfirmReceiptRequest { Action = known }, cancellationToken);

    /// <summary>Begins the work (开始办理).</summary>
    public Task<ActOutcome> StartAsync(CaseAction action, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.Start, action, intent, known => new StartCaseRequest { Action = known }, cancellationToken);

    /// <summary>Asks for what is missing (要求补充材料).</summary>
    public Task<ActOutcome> RequestSupplementAsync(CaseAction action, SupplementRequest missing, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.RequestSupplement, action, intent, known => new RequestSupplementRequest { Action = known, SupplementRequest = missing }, cancellationToken);

    /// <summary>Gives what was missing (补充材料).</summary>
    public Task<ActOutcome> ProvideSupplementAsync(CaseAction action, Supplement supplement, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.ProvideSupplement, action, intent, known => new ProvideSupplementRequest { Action = known, Supplement = supplement }, cancellationToken);

    /// <summary>Passes the case on (移送).</summary>
    public Task<ActOutcome> TransferAsync(CaseAction action, Transfer transfer, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.Transfer, action, intent, known => new TransferCaseRequest { Action = known, Transfer = transfer }, cancellationToken);

    /// <summary>Agrees that the clock starts again (同意重新计时).</summary>
    public Task<ActOutcome> AgreeToRestartAsync(CaseAction action, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.AgreeToRestart, action, intent, known => new AgreeToRestartRequest { Action = known }, cancellationToken);

    /// <summary>Answers, or corrects an earlier answer (复函、更正复函).</summary>
    public Task<ActOutcome> ReplyAsync(CaseAction action, AssistanceReply reply, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.Reply, action, intent, known => new ReplyToCaseRequest { Action = known, Reply = reply }, cancellationToken);

    /// <summary>Disputes the reply (提出异议).</summary>
    public Task<ActOutcome> DisputeAsync(CaseAction action, Statement statement, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.Dispute, action, intent, known => new DisputeReplyRequest { Action = known, Statement = statement }, cancellationToken);

    /// <summary>Closes the case (办结).</summary>
    public Task<ActOutcome> CloseAsync(CaseAction action, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.Close, action, intent, known => new CloseCaseRequest { Action = known }, cancellationToken);

    /// <summary>Withdraws the request (撤回).</summary>
    public Task<ActOutcome> WithdrawAsync(CaseAction action, Statement statement, string? intent = null, CancellationToken cancellationToken = default)
        => DoAsync(Act.Withdraw, action, intent, known => new WithdrawCaseRequest { Action = known, Statement = statement }, cancellationToken);

    /// <summary>
    /// Sends acts again whose outcome is not known, in their order. One that fails for now stays intended and does not
    /// hinder the others, unless the hub can't be reached at all.
    /// </summary>
    /// <returns>What failed first; null if nothing did.</returns>
    public async Task<Exception?> RepeatOpenAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var act in await file.OpenActsAsync(cancellationToken))
        {
            if (_underWay.ContainsKey(act.RequestId))
                continue;
            try
            {
                await CompleteAsync(act, cancellationToken);
            }
            catch (RpcException error) when (IsRefusal(error.StatusCode))
            {
                continue; // It is marked as refused, and who intended it may be long gone: nobody is left to be told.
            }
            catch (Exception error) when (error is RpcException or ReceiptException)
            {
                failure ??= error;
                if (IsHubAway(error))
                    return error;
            }
        }
        return failure;
    }

    /// <summary>Whether nothing can be done at the hub at present.</summary>
    internal static bool IsHubAway(Exception error) => error is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded };

    /// <summary>Whether an error is the hub's last word on an act.</summary>
    internal static bool IsRefusal(StatusCode code)
        => code is StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.PermissionDenied or StatusCode.NotFound
            or StatusCode.AlreadyExists or StatusCode.Aborted or StatusCode.OutOfRange or StatusCode.Unimplemented;

    private Task<ActOutcome> DoAsync<TRequest>(
        Act<TRequest> act, CaseAction action, string? intent, Func<CaseAction, TRequest> request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>, new()
    {
        ArgumentNullException.ThrowIfNull(action);
        var copy = action.Clone();
        copy.RequestId = OrNew(copy.RequestId);
        return DoAsync(act, copy.RequestId, intent, request(copy), cancellationToken);
    }

    private async Task<ActOutcome> DoAsync<TRequest>(Act<TRequest> act, string requestId, string? intent, TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>, new()
    {
        var intended = await file.IntendAsync(Guid.ParseExact(requestId, "D"), intent, act.Name, request.ToByteArray(), cancellationToken);
        return await CompleteAsync(intended, cancellationToken);
    }

    private async Task<ActOutcome> CompleteAsync(IntendedAct intended, CancellationToken cancellationToken)
    {
        if (intended.Outcome is { } earlier)
            return earlier;
        if (intended.Refusal is { } refusal)
            throw new RpcException(refusal);

        _underWay[intended.RequestId] = true;
        try
        {
            var options = new CallOptions(deadline: clock.GetUtcNow().UtcDateTime + CallTime, cancellationToken: cancellationToken);
            var outcome = await Act.ByName[intended.Method].CallAsync(hub(), intended.Body, options);
            var request = intended.Method == Act.Submit.Name ? SubmitCaseRequest.Parser.ParseFrom(intended.Body).Request : null;
            await file.AcceptAsync(intended.RequestId, outcome, request, cancellationToken);
            return outcome;
        }
        catch (RpcException error) when (IsRefusal(error.StatusCode))
        {
            await file.RefuseAsync(intended.RequestId, error.Status, cancellationToken);
            throw;
        }
        finally
        {
            _underWay.TryRemove(intended.RequestId, out _);
        }
    }

    private static string OrNew(string requestId) => requestId.Length > 0 ? requestId : Guid.NewGuid().ToString();
}
