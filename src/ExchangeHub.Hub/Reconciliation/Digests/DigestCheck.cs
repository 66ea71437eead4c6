using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Reconciliation.Digests;

/// <summary>
/// Reads stored contents again and compares their digests with those that were announced (附件摘要核对). How far it is stands with each attachment, so that a
/// check that was left, or killed, goes on with what is still due.
/// </summary>
internal sealed partial class DigestCheck(
    DigestBook book, DigestReader reader, Leases<ReconciliationLease> leases, ReconciliationMetrics metrics, ExchangeIds ids, ReconciliationOptions options, TimeProvider clock, ILogger<DigestCheck> logger)
{
    /// <summary>No participant's id: those have no space.</summary>
    private const string LeaseName = "attachment digests";

    /// <summary>Findings that are written down together: so much is read again after a kill.</summary>
    private const int BatchSize = 20;
    private const long BatchBytes = 16 << 20;

    private const int MiB = 1 << 20;

    /// <summary>A chunk that is not full counts as one that is: it costs the database a question too.</summary>
    private TimeSpan Pause => TimeSpan.FromSeconds((double)ChunkCipher.ChunkSize / MiB / options.AttachmentMiBPerSecond);

    /// <summary>Reads what was not read for long. One hub at a time does it; another one waits, and goes on where that was killed.</summary>
    public async Task<DigestResult> RunAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow().AddDays(-options.AttachmentDays);
        while (await book.DueAsync(since, Guid.Empty, cancellationToken) is { Count: > 0 })
        {
            if (await leases.TakeAsync(LeaseName, cancellationToken) is not { } keepTime)
            {
                await Task.Delay(leases.Renewal, clock, cancellationToken);
                continue;
            }
            var pace = new DigestPace(Pause, clock, token => leases.TakeAsync(LeaseName, token), keepTime);
            var result = await CheckAsync((last, token) => book.DueAsync(since, last, token), pace, cancellationToken);
            await leases.ReleaseAsync(LeaseName, cancellationToken); // One that was left ends by itself.
            return result;
        }
        return DigestResult.Nothing;
    }

    /// <summary>Reads what is known to be corrupt: it may have been mended. Several hubs may do so at once.</summary>
    public Task<DigestResult> AgainAsync(CancellationToken cancellationToken) => CheckAsync(book.CorruptAsync, new DigestPace(Pause, clock), cancellationToken);

    private async Task<DigestResult> CheckAsync(Func<Guid, CancellationToken, Task<List<DueContent>>> next, DigestPace pace, CancellationToken cancellationToken)
    {
        var (checkId, result, batch) = (ids.Next(), DigestResult.Nothing, new List<ContentFinding>());
        try
        {
            for (var last = Guid.Empty; await next(last, cancellationToken) is { Count: > 0 } page; last = page[^1].AttachmentId)
            {
                foreach (var due in page)
                {
                    var finding = await reader.ReadAsync(due, pace, cancellationToken);
                    batch.Add(finding);
                    metrics.ContentRead(finding);
                    if (batch.Count >= BatchSize || batch.Sum(item => item.ByteCount) >= BatchBytes)
                        result = await RecordAsync(checkId, batch, result);
                }
            }
        }
        catch (LeaseLostException)
        {
            LogLost(logger, checkId);
        }
        finally
        {
            result = await RecordAsync(checkId, batch, result); // Also when the hub stops: it need not be read again.
        }
        if (result != DigestResult.Nothing)
            LogEnded(logger, checkId, result.Checked, result.ByteCount, result.Corrupt, result.NewlyCorrupt, result.Healed);
        return result;
    }

    private async Task<DigestResult> RecordAsync(Guid checkId, List<ContentFinding> batch, DigestResult before)
    {
        if (batch.Count == 0)
            return before;
        var (corrupt, healed) = await book.RecordAsync(checkId, batch, CancellationToken.None);
        foreach (var finding in corrupt)
            LogCorrupt(logger, finding.Due.AttachmentId, finding.Due.UploaderId, finding.Problem!, checkId);
        var result = new DigestResult(
            before.Checked + batch.Count(finding => !finding.IsGone), before.ByteCount + batch.Sum(finding => finding.ByteCount),
            before.Corrupt + batch.Count(finding => finding.Problem is not null), before.NewlyCorrupt + corrupt.Count, before.Healed + healed);
        batch.Clear();
        return result;
    }

    [LoggerMessage(1980, LogLevel.Error, "The stored content of attachment {AttachmentId}, uploaded by {Uploader}, is not what was announced: {Problem} (check {CheckId})")]
    private static partial void LogCorrupt(ILogger logger, Guid attachmentId, string uploader, string problem, Guid checkId);

    [LoggerMessage(1981, LogLevel.Information, "Check {CheckId} of attachments: {Checked} contents of {Bytes} bytes were read, {Corrupt} are corrupt, {New} of them newly; {Healed} are healed")]
    private static partial void LogEnded(ILogger logger, Guid checkId, int @checked, long bytes, int corrupt, int @new, int healed);

    [LoggerMessage(1982, LogLevel.Information, "Check {CheckId} of attachments is left to another hub")]
    private static partial void LogLost(ILogger logger, Guid checkId);
}
