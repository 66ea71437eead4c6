using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>
/// Works in the background: sends acts again whose outcome is not known, and, with a clerk, deals with requests that come
/// in. The deliveries of one case are dealt with one after the other, those of several cases side by side.
/// </summary>
/// <param name="file">The region's case file.</param>
/// <param name="desk">Acts at the hub.</param>
/// <param name="clerk">Decides; null: people do.</param>
/// <param name="logger">Where it says what hindered it.</param>
public sealed partial class CaseWorker(CaseFile file, CaseDesk desk, RegisterClerk? clerk, ILogger<CaseWorker> logger) : BackgroundService
{
    /// <summary>The name in which the automatic desk acts (经办人).</summary>
    public const string OperatorName = "测试自动办理";

    private const int CasesAtOnce = 8;

    /// <summary>How long it sleeps when nothing comes; then it tries again what failed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Does all that there is to do now.</summary>
    /// <returns>Whether nothing is left for another time.</returns>
    public async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var failure = await desk.RepeatOpenAsync(cancellationToken);
        if (failure is not null)
            LogLater(failure);
        var round = new Round { IsDone = failure is null, IsHubAway = failure is not null && CaseDesk.IsHubAway(failure) };
        while (clerk is not null && !round.IsHubAway && await file.OpenDeliveriesAsync(cancellationToken) is { Count: > 0 } open)
        {
            await Parallel.ForEachAsync(
                open.GroupBy(delivery => delivery.Event.Case.CaseId),
                new ParallelOptions { MaxDegreeOfParallelism = CasesAtOnce, CancellationToken = cancellationToken },
                async (ofCase, token) => await HandleAllAsync(clerk, ofCase, round, token));
            if (!round.IsDone)
                break;
        }
        return round.IsDone;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // A full disk, for example. The desk must be there again when it is not full any more.
                LogFailed(logger, error);
            }
            await file.WaitForArrivalAsync(Pause, stoppingToken);
        }
    }

    private async Task HandleAllAsync(RegisterClerk present, IEnumerable<ReceivedDelivery> ofCase, Round round, CancellationToken cancellationToken)
    {
        foreach (var delivery in ofCase)
        {
            if (round.IsHubAway)
                return;
            try
            {
                await HandleAsync(present, delivery, cancellationToken);
            }
            catch (Exception error) when (error is RpcException or ReceiptException)
            {
                LogLater(error);
                round.IsDone = false;
                if (CaseDesk.IsHubAway(error))
                    round.IsHubAway = true;
                return; // What came later to this case must wait for its turn.
            }
        }
    }

    private async Task HandleAsync(RegisterClerk present, ReceivedDelivery delivery, CancellationToken cancellationToken)
    {
        var isDealtWith = true;
        try
        {
            if (IsForTheRequested(delivery.Event.Kind) && await present.IsOursAsync(delivery.Event.Case.RequestedOffice, cancellationToken))
                await ActAsync(present, delivery, cancellationToken);
        }
        catch (RpcException error) when (CaseDesk.IsRefusal(error.StatusCode))
        {
            // Such as a request that was withdrawn meanwhile: there is no more to be done.
            LogRefused(logger, delivery.Event.Case.CaseId, delivery.Event.Kind, HubError.From(error).Reason, error.StatusCode);
        }
        catch (Exception error) when (error is not (RpcException or ReceiptException or OperationCanceledException))
        {
            // One request that the clerk can't deal with must not stop all others.
            LogNotDealtWith(logger, error, delivery.Event.Case.CaseId, delivery.DeliveryId);
            isDealtWith = false;
        }
        await file.CloseDeliveryAsync(delivery.Number, isDealtWith, cancellationToken);
    }

    private async Task ActAsync(RegisterClerk present, ReceivedDelivery delivery, CancellationToken cancellationToken)
    {
        // The delivery names each act, so that a desk that was killed between two of them goes on where it was. Versions are
        // not compared: a reminder that came meanwhile changes nothing, and the state alone says what is allowed.
        string Intent(string step) => $"{delivery.DeliveryId}/{step}";
        var summary = delivery.Event.Case;
        var caseId = Guid.ParseExact(summary.CaseId, "D");
        // A reply to a case that has ended would be kept and delivered as late: that is for a person to decide.
        if (await file.FindCaseAsync(caseId, cancellationToken) is { Summary.State: CaseState.Withdrawn or CaseState.Closed })
            return;

        var action = new CaseAction { CaseId = summary.CaseId, ActingOffice = summary.RequestedOffice, OperatorName = OperatorName };
        if (delivery.Event.Kind is CaseEventKind.Submitted or CaseEventKind.Transferred)
            summary = (await desk.ConfirmReceiptAsync(action, Intent("receipt"), cancellationToken)).Case;
        if (delivery.Event.Kind is not CaseEventKind.SupplementProvided)
            summary = (await desk.StartAsync(action, Intent("start"), cancellationToken)).Case;

        var known = await file.FindCaseAsync(caseId, cancellationToken);
        if (known?.Request is not { } request)
        {
            LogNoRequest(logger, summary.CaseId);
            return;
        }
        var isSupplemented = delivery.Event.Kind is CaseEventKind.SupplementProvided or CaseEventKind.Disputed;
        _ = await present.DecideAsync(summary, request, isSupplemented, cancellationToken) switch
        {
            CaseDecision.Answer answer => await desk.ReplyAsync(action, answer.Reply, Intent("decision"), cancellationToken),
            CaseDecision.AskForMore more => await desk.RequestSupplementAsync(action, more.Missing, Intent("decision"), cancellationToken),
            CaseDecision.PassOn passing => await desk.TransferAsync(action, passing.Transfer, Intent("decision"), cancellationToken),
            var other => throw new InvalidOperationException($"Nobody acts on {other.GetType().Name}."),
        };
    }

    private static bool IsForTheRequested(CaseEventKind kind)
        => kind is CaseEventKind.Submitted or CaseEventKind.Transferred or CaseEventKind.SupplementProvided or CaseEventKind.Disputed;

    private void LogLater(Exception error)
    {
        if (error is RpcException failed)
            LogUnanswered(logger, failed.StatusCode, HubError.From(failed).Reason);
        else
            LogReceipt(logger, error);
    }

    [LoggerMessage(3701, LogLevel.Warning, "The hub did not answer ({Status} {Reason}); it is tried again")]
    private static partial void LogUnanswered(ILogger logger, StatusCode status, string reason);

    [LoggerMessage(3702, LogLevel.Error, "The hub's receipt proves nothing; the act is tried again")]
    private static partial void LogReceipt(ILogger logger, Exception error);

    [LoggerMessage(3703, LogLevel.Warning, "Case {CaseId}: the hub refused what follows from {Kind}: {Reason} ({Status})")]
    private static partial void LogRefused(ILogger logger, string caseId, CaseEventKind kind, string reason, StatusCode status);

    [LoggerMessage(3704, LogLevel.Error, "Case {CaseId}: delivery {DeliveryId} can't be dealt with; a person must")]
    private static partial void LogNotDealtWith(ILogger logger, Exception error, string caseId, Guid deliveryId);

    [LoggerMessage(3705, LogLevel.Warning, "Case {CaseId}: its request is not here; a person must look into it")]
    private static partial void LogNoRequest(ILogger logger, string caseId);

    [LoggerMessage(3706, LogLevel.Error, "The case desk failed; it goes on after a pause")]
    private static partial void LogFailed(ILogger logger, Exception error);

    /// <summary>How far one round of work came. Several cases write to it at once; each value changes only once.</summary>
    private sealed class Round
    {
        private volatile bool _isDone = true;
        private volatile bool _isHubAway;

        public bool IsDone { get => _isDone; set => _isDone = value; }

        public bool IsHubAway { get => _isHubAway; set => _isHubAway = value; }
    }
}
