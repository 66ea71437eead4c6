using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Storage;

/// <summary>How the hub writes what is rare: a transaction, run again where the database undid it in favour of another.</summary>
internal sealed class DatabaseWriter(IDbContextFactory<HubDbContext> contexts, IHubDatabase database)
{
    /// <summary>How often a change is begun: it meets persons, who are slower than it is.</summary>
    private const int MaxAttempts = 10;

    /// <summary>
    /// Runs <paramref name="change"/> in a transaction, saves what it left in the context, and commits. When it returns, that
    /// is durable; when it throws, nothing was written, unless the connection broke during the commit. The change may be run
    /// more than once, each time on an empty context.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<HubDbContext, CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        using var entered = await database.EnterWriteAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Database.CreateExecutionStrategy().ExecuteAsync(async token =>
        {
            context.ChangeTracker.Clear();
            await using var transaction = await context.Database.BeginTransactionAsync(token);
            var result = await change(context, token);
            await context.SaveChangesAsync(token);
            await transaction.CommitAsync(token);
            return result;
        }, cancellationToken);
    }

    /// <summary>The same, begun anew where somebody else was faster: to change a row that has a concurrency token, or to add what may be there once.</summary>
    public async Task<T> WriteAnewAsync<T>(Func<HubDbContext, CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteAsync(change, cancellationToken);
            }
            catch (Exception error) when (attempt < MaxAttempts && (error is DbUpdateConcurrencyException || database.FaultOf(error) == DatabaseFault.Duplicate))
            {
                cancellationToken.ThrowIfCancellationRequested(); // What it read is read anew.
            }
        }
    }
}
