using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Cases;

/// <summary>
/// Purges what has been kept long enough (留存期满清除): the papers of ended cases once all was acknowledged, and the results
/// that repetitions would get. That there was a case, and what happened to it, stays.
/// </summary>
internal sealed partial class CaseRetention(IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, CaseOptions options, TimeProvider clock, ILogger<CaseRetention> logger)
{
    private const int PageSize = 100;

    /// <summary>Purges. Returns of how many cases.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var purged = 0;
        while (await PageAsync(now.AddDays(-options.RetentionDays), cancellationToken) is { Count: > 0 } page)
        {
            foreach (var id in page)
                await PurgeAsync(id, now, cancellationToken);
            purged += page.Count;
        }
        await PurgeNoticesAsync(now.AddDays(-options.RetentionDays), cancellationToken);
        var results = await writer.WriteAsync((context, token) => context.RequestResults.Where(result => result.AcceptTime < now.AddDays(-options.RequestIdDays)).ExecuteDeleteAsync(token), cancellationToken);
        LogPurged(logger, purged, results);
        return purged;
    }

    private async Task<List<Guid>> PageAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.CaseFiles.AsNoTracking()
            .Where(file => file.PurgeTime == null && file.EndTime < before && file.UpdateTime < before
                && !context.Deliveries.Any(delivery => delivery.CaseId == file.Id && (delivery.State != DeliveryState.Acknowledged || delivery.AcknowledgeTime >= before)))
            .OrderBy(file => file.Id).Select(file => file.Id).Take(PageSize).ToListAsync(cancellationToken);
    }

    private Task<int> PurgeAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
        => writer.WriteAsync(async (context, token) =>
        {
            await context.Attachments.Where(attachment => attachment.CaseId == id).ExecuteDeleteAsync(token);
            await context.KeptMessages.Where(message => context.CaseEvents.Any(entry => entry.CaseId == id && entry.EventId == message.Id)).ExecuteDeleteAsync(token);
            return await context.CaseFiles.Where(file => file.Id == id).ExecuteUpdateAsync(set => set.SetProperty(file => file.PurgeTime, now), token);
        }, cancellationToken);

    /// <summary>What repairs and addenda have brought belongs to no case: it is kept as long, from its acknowledgement on.</summary>
    private async Task PurgeNoticesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await PurgeNoticesAsync(before, context => context.Repairs.Where(repair => repair.StartTime < before).Select(repair => repair.DeliveryId).Distinct(), cancellationToken);
        await PurgeNoticesAsync(before, context => context.Addenda.Where(addendum => addendum.AddTime < before).Select(addendum => addendum.DeliveryId), cancellationToken);
    }

    private Task<int> PurgeNoticesAsync(DateTimeOffset before, Func<HubDbContext, IQueryable<Guid>> brought, CancellationToken cancellationToken)
        => writer.WriteAsync(async (context, token) =>
        {
            var notices = brought(context);
            var acknowledged = context.Deliveries.Where(delivery => notices.Contains(delivery.Id) && delivery.EventKind == CaseEventKind.Unspecified && delivery.State == DeliveryState.Acknowledged && delivery.AcknowledgeTime < before);
            return await context.KeptMessages.Where(message => acknowledged.Any(delivery => delivery.MessageId == message.Id)).ExecuteDeleteAsync(token);
        }, cancellationToken);

    [LoggerMessage(1631, LogLevel.Information, "Purged the papers of {Cases} cases, and {Results} results of calls")]
    private static partial void LogPurged(ILogger logger, int cases, int results);
}
