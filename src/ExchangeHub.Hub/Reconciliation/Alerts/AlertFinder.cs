using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Reconciliation.Feeds;
using ExchangeHub.Hub.Sharing.Grants;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>
/// Finds what is to be alerted of, in the tables where it stands anyway. So no alert is lost when a hub is killed: what still holds is found again,
/// and there is no queue that could fill up.
/// </summary>
internal sealed class AlertFinder(IDbContextFactory<HubDbContext> contexts, ReconciliationOptions options, TimeProvider clock)
{
    /// <summary>Alerts of one kind, the newest; what is more is found when these are dealt with.</summary>
    private const int MaxOfKind = 100;

    /// <summary>Runs that are looked at, the newest; there are 25 a day for a participant.</summary>
    private const int MaxRuns = 1_000;

    /// <summary>How long a run that did not succeed is spoken of: an operator has heard of it by then, or is told of its days.</summary>
    private static readonly TimeSpan RunAge = TimeSpan.FromHours(24);

    public async Task<List<Alert>> FindAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return
        [
            .. await SecurityAsync(context, cancellationToken),
            .. await RunsAsync(context, now, cancellationToken),
            .. await DaysAsync(context, now, cancellationToken),
            .. await DeliveriesAsync(context, cancellationToken),
            .. await ContentsAsync(context, cancellationToken),
            .. await FeedsAsync(context, cancellationToken),
            .. await GrantsAsync(context, cancellationToken),
        ];
    }

    /// <summary>One for each run that found or reopened some: a region that invents a hundred thousand rows is one alert.</summary>
    private static async Task<IEnumerable<Alert>> SecurityAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        var groups = await FoundAsync(context, context.Differences.Where(difference => difference.Severity == DifferenceSeverity.Security), cancellationToken);
        return groups.Select(group => new Alert(AlertKind.SecurityDifference, $"{group.ParticipantId}/{group.RunId}", group.ParticipantId, group.Time, group.Count,
            $"Run {group.RunId} has found {group.Count} row(s) at {group.ParticipantId} that nobody can explain; they are open.",
            $"对账批次 {group.RunId} 在 {group.ParticipantId} 发现 {group.Count} 条无法解释的记录，尚未处理。"));
    }

    /// <summary>One for each check that found some, and participant that uploaded them.</summary>
    private static async Task<IEnumerable<Alert>> ContentsAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        var groups = await FoundAsync(context, DigestBook.Among(context.Differences), cancellationToken);
        return groups.Select(group => new Alert(AlertKind.ContentCorrupt, $"{group.ParticipantId}/{group.RunId}", group.ParticipantId, group.Time, group.Count,
            $"Check {group.RunId} has found the stored content of {group.Count} attachment(s) of {group.ParticipantId} altered or unreadable; they are open.",
            $"附件核对 {group.RunId} 发现 {group.ParticipantId} 的 {group.Count} 个附件内容被改动或无法读取，尚未处理。"));
    }

    /// <summary>One for each check that found some, and producer of the feeds.</summary>
    private static async Task<IEnumerable<Alert>> FeedsAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        var groups = await FoundAsync(context, FeedBook.Among(context.Differences), cancellationToken);
        return groups.Select(group => new Alert(AlertKind.FeedCorrupt, $"{group.ParticipantId}/{group.RunId}", group.ParticipantId, group.Time, group.Count,
            $"Check {group.RunId} has found {group.Count} fault(s) in what is stored of the feeds of {group.ParticipantId}; they are open.",
            $"数据集核对 {group.RunId} 发现 {group.ParticipantId} 的变更流存储有 {group.Count} 处错误，尚未处理。"));
    }

    /// <summary>How many of these are open, by who found or reopened them, the newest first.</summary>
    private static Task<List<FoundGroup>> FoundAsync(HubDbContext context, IQueryable<DifferenceEntry> differences, CancellationToken cancellationToken)
        => (from difference in differences
            where difference.State == DifferenceState.Open || difference.State == DifferenceState.Assigned
            join e in context.DifferenceEvents on difference.Id equals e.DifferenceId
            where e.RunId != null && (e.Kind == DifferenceEventKind.Found || e.Kind == DifferenceEventKind.Reopened)
            group e by new { difference.ParticipantId, e.RunId } into run
            orderby run.Key.RunId descending
            select new FoundGroup(run.Key.ParticipantId, run.Key.RunId!.Value, run.LongCount(), run.Min(e => e.EventTime))).Take(MaxOfKind).ToListAsync(cancellationToken);

    /// <summary>
    /// Each run that failed. Of partial ones only that they are, from the first on until one can compare all again: a region that is down for a
    /// night is one alert, and not one each hour.
    /// </summary>
    private static async Task<IEnumerable<Alert>> RunsAsync(HubDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - RunAge;
        var runs = await context.ReconciliationRuns.AsNoTracking().Where(run => run.EndTime >= since && run.State != ReconciliationRunState.Cancelled)
            .OrderByDescending(run => run.EndTime).Take(MaxRuns).ToListAsync(cancellationToken);
        var failed = runs.Where(run => run.State == ReconciliationRunState.Failed).Take(MaxOfKind).Select(run => new Alert(AlertKind.RunFailed, run.Id.ToString(), run.ParticipantId, run.EndTime!.Value, 1,
            $"Run {run.Id} of {run.ParticipantId} has failed: {run.ProblemReason}.", $"{run.ParticipantId} 的对账批次 {run.Id} 失败：{run.ProblemReason}。"));
        return failed.Concat(runs.GroupBy(run => (run.ParticipantId, run.LedgerSet)).Select(Partial).OfType<Alert>().Take(MaxOfKind));
    }

    /// <param name="newestFirst">One participant's runs over one set of rows.</param>
    private static Alert? Partial(IEnumerable<RunEntry> newestFirst)
    {
        var runs = newestFirst.ToList();
        var partial = runs.TakeWhile(run => run.State == ReconciliationRunState.Partial).ToList();
        if (partial.Count == 0)
            return null;
        var (newest, before) = (partial[0], runs.Count > partial.Count ? runs[partial.Count].Id.ToString() : "");
        return new Alert(AlertKind.RunPartial, newest.LedgerSet == LedgerSet.Unspecified ? $"{newest.ParticipantId}/{before}" : $"{newest.ParticipantId}/{newest.LedgerSet}/{before}", newest.ParticipantId, partial[^1].EndTime!.Value, partial.Count,
            $"{partial.Count} run(s) of {newest.ParticipantId} could not compare all days: {newest.ProblemReason}.", $"{newest.ParticipantId} 有 {partial.Count} 个对账批次未能完成：{newest.ProblemReason}。");
    }

    /// <summary>One for each participant, and a new one when its oldest day is another.</summary>
    private async Task<IEnumerable<Alert>> DaysAsync(HubDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = now - TimeSpan.FromHours(options.UnreconciledHours);
        var groups = await context.ReconciliationDays.AsNoTracking().Where(day => day.UnreconciledSince < limit)
            .GroupBy(day => day.ParticipantId)
            .Select(group => new { ParticipantId = group.Key, Day = group.Min(day => day.Day), Count = group.LongCount(), Since = group.Min(day => day.UnreconciledSince) })
            .OrderBy(group => group.ParticipantId).Take(MaxOfKind).ToListAsync(cancellationToken);
        return groups.Select(group => new Alert(AlertKind.DayUnreconciled, $"{group.ParticipantId}/{group.Day:yyyy-MM-dd}", group.ParticipantId, group.Since!.Value, group.Count,
            $"{group.Count} day(s) of {group.ParticipantId} are not reconciled after {options.UnreconciledHours} hours, the first is {group.Day:yyyy-MM-dd}.",
            $"{group.ParticipantId} 有 {group.Count} 天逾 {options.UnreconciledHours} 小时未对平，最早为 {group.Day:yyyy-MM-dd}。"));
    }

    private static async Task<IEnumerable<Alert>> DeliveriesAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        var deliveries = await context.Deliveries.AsNoTracking().Where(delivery => delivery.State == DeliveryState.Failed)
            .OrderByDescending(delivery => delivery.GiveUpTime).Take(MaxOfKind)
            .Select(delivery => new { delivery.Id, delivery.AddresseeRegion, delivery.GiveUpTime, delivery.LastReason }).ToListAsync(cancellationToken);
        return deliveries.Select(delivery => new Alert(AlertKind.DeliveryGivenUp, $"{delivery.Id}/{delivery.GiveUpTime:O}", delivery.AddresseeRegion, delivery.GiveUpTime, 1,
            $"Delivery {delivery.Id} to {delivery.AddresseeRegion} was given up: {delivery.LastReason}.", $"至 {delivery.AddresseeRegion} 的送达 {delivery.Id} 已放弃：{delivery.LastReason}。"));
    }

    /// <summary>One for each application, until it is decided or withdrawn.</summary>
    private static async Task<IEnumerable<Alert>> GrantsAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        var grants = await GrantMetrics.Overdue(context).OrderByDescending(grant => grant.Id).Take(MaxOfKind)
            .Select(grant => new { grant.Id, grant.DataSet, grant.ProducerRegion, grant.ApplicantId, grant.DecisionDueDate }).ToListAsync(cancellationToken);
        return grants.Select(grant => new Alert(AlertKind.GrantOverdue, grant.Id.ToString(), grant.ProducerRegion, ChinaTime.BeginOf(grant.DecisionDueDate.AddDays(1)), 1,
            $"Application {grant.Id} of {grant.ApplicantId} for {DataSets.NameOf(grant.DataSet)} of {grant.ProducerRegion} was to be decided by {grant.DecisionDueDate:yyyy-MM-dd}, and is not.",
            $"{grant.ApplicantId} 对 {grant.ProducerRegion} 的 {DataSets.NameOf(grant.DataSet)} 的申请 {grant.Id} 应于 {grant.DecisionDueDate:yyyy-MM-dd} 前审核，逾期未审核。"));
    }

    private sealed record FoundGroup(string ParticipantId, Guid RunId, long Count, DateTimeOffset Time);
}
