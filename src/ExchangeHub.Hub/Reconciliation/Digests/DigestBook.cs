using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation.Operations;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Digests;

/// <summary>
/// Keeps when contents were read again, and which are corrupt: that is a difference of the uploader, its row the attachment, its run the check. It is the
/// same one from check to check, is open again when it is found after it was closed, and is healed when a check finds the content as it should be.
/// </summary>
internal sealed class DigestBook(IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, CheckedDifferences differences, TimeProvider clock)
{
    /// <summary>What a difference's history says where the attachment is there no longer.</summary>
    public const string Removed = "REMOVED";

    private const int PageSize = 100;

    /// <summary>Complete attachments after an id that were not read since a time: neither by a check, nor when they were uploaded.</summary>
    public async Task<List<DueContent>> DueAsync(DateTimeOffset since, Guid last, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Attachments.AsNoTracking()
            .Where(attachment => attachment.CompleteTime != null && (attachment.CheckTime ?? attachment.CompleteTime) < since && attachment.Id > last)
            .OrderBy(attachment => attachment.Id).Take(PageSize)
            .Select(attachment => new DueContent(attachment.Id, attachment.UploaderId)).ToListAsync(cancellationToken);
    }

    /// <summary>Those after an id that are known to be corrupt, and that somebody has still to see to.</summary>
    public async Task<List<DueContent>> CorruptAsync(Guid last, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Open(context).Where(difference => difference.RowId > last).OrderBy(difference => difference.RowId).Take(PageSize)
            .Select(difference => new DueContent(difference.RowId, difference.ParticipantId)).ToListAsync(cancellationToken);
    }

    /// <summary>Contents that are corrupt, and that somebody has still to see to.</summary>
    public static IQueryable<DifferenceEntry> Open(HubDbContext context)
        => Among(context.Differences.AsNoTracking()).Where(difference => DifferenceDesk.OpenStates.Contains(difference.State));

    /// <summary>Those of attachments: what is corrupt of a feed names it as its method.</summary>
    public static IQueryable<DifferenceEntry> Among(IQueryable<DifferenceEntry> differences)
        => differences.Where(difference => difference.Kind == DifferenceKind.ContentCorrupt && difference.Method == "");

    /// <summary>Writes down what a check has found. Returns what is newly corrupt, and how many are healed.</summary>
    public Task<(List<ContentFinding> New, int Healed)> RecordAsync(Guid checkId, IReadOnlyCollection<ContentFinding> findings, CancellationToken cancellationToken)
        => writer.WriteAnewAsync(async (context, token) =>
        {
            var now = clock.LedgerNow();
            var rows = findings.Select(finding => finding.Due.AttachmentId).ToList();
            var uploaders = findings.Select(finding => finding.Due.UploaderId).Distinct().ToList();
            await context.Attachments.Where(attachment => rows.Contains(attachment.Id)).ExecuteUpdateAsync(set => set.SetProperty(attachment => attachment.CheckTime, now), token);
            var known = await context.Differences
                .Where(difference => uploaders.Contains(difference.ParticipantId) && difference.Kind == DifferenceKind.ContentCorrupt && rows.Contains(difference.RowId))
                .ToDictionaryAsync(difference => difference.RowId, token);
            var corrupt = findings.Where(finding => finding.Problem is not null && Break(context, checkId, finding, known.GetValueOrDefault(finding.Due.AttachmentId), now)).ToList();
            var healed = findings.Count(finding => finding.Problem is null && differences.Heal(context, known.GetValueOrDefault(finding.Due.AttachmentId), checkId, finding.IsGone ? Removed : "", now));
            return (corrupt, healed);
        }, cancellationToken);

    /// <summary>Returns whether nobody had to see to it before.</summary>
    private bool Break(HubDbContext context, Guid checkId, ContentFinding finding, DifferenceEntry? difference, DateTimeOffset now)
    {
        if (difference is not null)
            return differences.FoundAgain(context, difference, checkId, finding.Problem!, now);
        var (attachmentId, uploaderId) = finding.Due;
        differences.Found(context, differences.New(uploaderId, DifferenceKind.ContentCorrupt, attachmentId, ChinaTime.DateOf(ExchangeIds.MintTime(attachmentId)), checkId, now), finding.Problem!);
        return true;
    }
}
