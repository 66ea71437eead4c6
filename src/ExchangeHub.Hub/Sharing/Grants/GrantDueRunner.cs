using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>Looks which dates of grants have come: applications that were not decided in time (逾期未审核), and grants past their last day.</summary>
internal sealed partial class GrantDueRunner(DatabaseWriter writer, TimeProvider clock, ILogger<GrantDueRunner> logger)
{
    private const int AtOnce = 500;

    /// <summary>Does what is due. Returns how many grants it changed.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var today = ChinaTime.DateOf(clock.GetUtcNow());
        for (var changed = 0; ;)
        {
            var due = await writer.WriteAnewAsync((database, token) => ChangeAsync(database, today, token), cancellationToken);
            foreach (var grant in due.Where(grant => grant.IsOverdue && grant.State == GrantState.Applied))
                LogOverdue(logger, grant.Id, DataSets.NameOf(grant.DataSet), grant.ProducerRegion, grant.DecisionDueDate);
            changed += due.Count;
            if (due.Count < AtOnce)
                return changed;
        }
    }

    private static async Task<List<GrantEntry>> ChangeAsync(HubDbContext database, DateOnly today, CancellationToken cancellationToken)
    {
        var due = await database.Grants
            .Where(grant => (grant.State == GrantState.Applied && !grant.IsOverdue && grant.DecisionDueDate < today) || (grant.State == GrantState.Granted && grant.EndDate < today))
            .OrderBy(grant => grant.Id).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var grant in due)
        {
            if (grant.State == GrantState.Applied)
                grant.IsOverdue = true;
            else
                GrantDesk.Expire(grant);
        }
        return due;
    }

    [LoggerMessage(2111, LogLevel.Warning, "Application {GrantId} for {DataSet} of {Region} was to be decided by {DueDate}, and is not")]
    private static partial void LogOverdue(ILogger logger, Guid grantId, string dataSet, string region, DateOnly dueDate);
}

/// <summary>The look at the dates of grants, daily and at the hub's start.</summary>
[DisallowConcurrentExecution]
internal sealed class GrantDueJob(GrantDueRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => context.Result = await runner.RunAsync(cancellationToken);
}
