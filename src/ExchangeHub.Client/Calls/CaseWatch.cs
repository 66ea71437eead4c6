using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Notary.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExchangeHub.Client.Calls;

/// <summary>Watches the caller's cases over breaks of the connection.</summary>
public static partial class CaseWatch
{
    /// <summary>How many event ids are remembered: after a resumption at most those of a few seconds come twice.</summary>
    public const int RememberedEvents = 4096;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Gives what happens to all cases of the caller. After a break it goes on with the last event that came, and drops
    /// events that come twice. It ends with <paramref name="cancellationToken"/>, or throws where repeating doesn't help, as
    /// without permission.
    /// </summary>
    /// <param name="client">A client of the hub.</param>
    /// <param name="seenEventId">The last event that is known. Empty: only what happens from now on; then what happens in a break before the first event is not seen.</param>
    /// <param name="clock">Null: the system's.</param>
    /// <param name="logger">Null: breaks are not logged.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public static async IAsyncEnumerable<CaseEvent> FollowCasesAsync(
        this NotaryAssistanceService.NotaryAssistanceServiceClient client, string seenEventId = "", TimeProvider? clock = null, ILogger? logger = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(seenEventId);
        var seen = new SeenIds(RememberedEvents);
        if (seenEventId.Length > 0)
            seen.Add(seenEventId);
        var pause = FirstPause;
        while (true)
        {
            using var call = client.WatchCases(new WatchCasesRequest { SeenEventId = seenEventId }, cancellationToken: cancellationToken);
            TimeSpan? retryAfter;
            while (true)
            {
                (var next, retryAfter) = await NextAsync(call.ResponseStream, logger ?? NullLogger.Instance, cancellationToken);
                if (next is null)
                    break;
                seenEventId = next.EventId;
                pause = FirstPause;
                if (seen.Add(next.EventId))
                    yield return next;
            }

            await Task.Delay(retryAfter ?? pause, clock ?? TimeProvider.System, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>The next event; null where the stream broke or ended, with the time to wait if the hub said one.</summary>
    private static async Task<(CaseEvent? Event, TimeSpan? RetryAfter)> NextAsync(
        IAsyncStreamReader<WatchCasesResponse> stream, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            return (await stream.MoveNext(cancellationToken) ? stream.Current.Event : null, null);
        }
        catch (RpcException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        catch (RpcException error) when (IsBreak(error.StatusCode))
        {
            LogBreak(logger, error.StatusCode);
            return (null, HubError.From(error).RetryAfter);
        }
    }

    /// <summary>What another attempt may heal: the hub restarts, sheds a slow watcher, or the network failed.</summary>
    private static bool IsBreak(StatusCode code)
        => code is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown or StatusCode.Aborted or StatusCode.Cancelled
            or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded;

    [LoggerMessage(2703, LogLevel.Information, "The watch of cases broke off with {Status}; it is resumed")]
    private static partial void LogBreak(ILogger logger, StatusCode status);
}
