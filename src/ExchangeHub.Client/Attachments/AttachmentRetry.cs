using ExchangeHub.Client.Calls;
using Grpc.Core;

namespace ExchangeHub.Client.Attachments;

/// <summary>Begins a transfer again after a break, as often as the options say.</summary>
internal sealed class AttachmentRetry(AttachmentTransferOptions options, TimeProvider clock)
{
    /// <summary>Reasons of the hub after which another attempt, from where the content is stored, may do.</summary>
    private static readonly string[] Passing = ["ATTACHMENT_OFFSET", "TRANSFER_IDLE", "TOO_MANY_UPLOADS", "TOO_MANY_CALLS", "LEDGER_BUSY"];

    /// <summary>Runs <paramref name="transfer"/>, which says each time how far it is when it begins.</summary>
    public async Task<T> RunAsync<T>(Func<Action<long>, Task<T>> transfer, CancellationToken cancellationToken)
    {
        var furthest = -1L;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await transfer(Progress);
            }
            catch (RpcException error) when (attempt < options.Attempts && !cancellationToken.IsCancellationRequested && MayPass(error))
            {
                await Task.Delay(PauseAfter(attempt, error), clock, cancellationToken);
            }

            void Progress(long bytes)
            {
                if (bytes <= furthest)
                    return;
                furthest = bytes;
                attempt = 1;
            }
        }
    }

    private TimeSpan PauseAfter(int attempt, RpcException error)
    {
        if (HubError.From(error).RetryAfter is { } named)
            return named < options.LongestPause ? named : options.LongestPause;
        var pause = options.FirstPause * Math.Pow(2, attempt - 1);
        return pause < options.LongestPause ? pause : options.LongestPause;
    }

    /// <summary>Whether it was a break, or something that passes. What the hub refuses, it refuses again.</summary>
    private static bool MayPass(RpcException error)
    {
        var said = HubError.From(error);
        return said.IsBreak || (said.Reason.Length > 0 && (said.Code == StatusCode.Unavailable || Passing.Contains(said.Reason, StringComparer.Ordinal)));
    }
}
