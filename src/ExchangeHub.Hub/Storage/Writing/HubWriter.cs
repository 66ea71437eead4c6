using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Storage.Writing;

/// <summary>
/// Commits writes in groups: one after the other they decide on what is there, and one transaction holds all of them. If
/// it fails because another hub was faster, each is tried again by itself.
/// </summary>
/// <remarks>Those who wait are released by the work item itself: what follows a write must never block.</remarks>
internal sealed partial class HubWriter
{
    private const int MaxRetries = ConflictRetry.MaxRetries;

    /// <summary>How long a statement is waited for, before those who wait are told that it could not be written.</summary>
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(5);

    private readonly IDbContextFactory<HubDbContext> _contexts;
    private readonly IHubDatabase _database;
    private readonly ILogger<HubWriter> _logger;
    private readonly BatchQueue<HubWrite> _queue;

    public HubWriter(IDbContextFactory<HubDbContext> contexts, IHubDatabase database, LimitOptions limits, ILogger<HubWriter> logger)
    {
        (_contexts, _database, _logger) = (contexts, database, logger);
        _queue = new BatchQueue<HubWrite>(limits.LedgerQueue, limits.WriteBatch, CommitAsync);
    }

    /// <summary>Called after each commit, on the writer: it must be quick.</summary>
    public event Action<WriteBatch>? Committed;

    /// <summary>Writes it. When the task completes, it is durable.</summary>
    /// <exception cref="HubException">It was refused, or it could not be written.</exception>
    public Task WriteAsync(HubWrite write)
    {
        if (!_queue.TryAdd(write))
            throw new HubException(ErrorCatalogue.LedgerBusy) { RetryAfter = TimeSpan.FromSeconds(1) };
        return write.Done;
    }

    private async Task CommitAsync(List<HubWrite> batch)
    {
        var problem = await TryCommitAsync(batch);
        if (problem is null)
            return;
        if (IsLost(problem))
        {
            _queue.TakeAll(batch); // They would wait for the same database, until their callers are gone.
            Fail(batch, problem);
        }
        else
        {
            foreach (var write in batch)
                await CommitAloneAsync(write);
        }
    }

    private async Task CommitAloneAsync(HubWrite write)
    {
        for (var retries = 0; ; retries++)
        {
            var problem = await TryCommitAsync([write]);
            if (problem is null)
                return;
            // The key that is there already, or the row that was changed, is seen at the next attempt, which then decides anew.
            var overtaken = problem is DbUpdateConcurrencyException || _database.FaultOf(problem) is DatabaseFault.Duplicate or DatabaseFault.Conflict;
            if (!overtaken || retries == MaxRetries)
            {
                Fail([write], problem);
                return;
            }
        }
    }

    /// <summary>Commits all of them, and tells each what became of it. Returns what went wrong; then none was told, and nothing is written.</summary>
    private async Task<Exception?> TryCommitAsync(List<HubWrite> writes)
    {
        var refusals = new Dictionary<HubWrite, HubException>();
        WriteBatch batch;
        try
        {
            using (await _database.EnterWriteAsync(CancellationToken.None))
            {
                await using var context = await _contexts.CreateDbContextAsync();
                context.Database.SetCommandTimeout(StatementTimeout);
                batch = await WriteBatch.LoadAsync(context, writes, CancellationToken.None);
                foreach (var write in writes)
                    Apply(write, batch, refusals);
                await context.SaveChangesAsync();
            }
        }
        catch (Exception error)
        {
            return error; // The caller tries again or tells all who wait; nothing is swallowed.
        }

        Committed?.Invoke(batch);
        foreach (var write in writes)
        {
            if (refusals.TryGetValue(write, out var refusal))
                write.SetFailed(refusal);
            else
                write.SetDone();
        }
        return null;
    }

    /// <summary>A refusal is told only after the commit: it may rest on what others in the batch did.</summary>
    private static void Apply(HubWrite write, WriteBatch batch, Dictionary<HubWrite, HubException> refusals)
    {
        try
        {
            write.Apply(batch);
        }
        catch (HubException refusal)
        {
            refusals.Add(write, refusal);
        }
    }

    private bool IsLost(Exception problem) => _database.FaultOf(problem) is DatabaseFault.TimedOut or DatabaseFault.ConnectionLost;

    private void Fail(List<HubWrite> writes, Exception problem)
    {
        LogNotWritten(_logger, problem, writes.Count);
        foreach (var write in writes)
            write.SetFailed(new HubException(ErrorCatalogue.LedgerUnavailable) { RetryAfter = TimeSpan.FromSeconds(1) });
    }

    [LoggerMessage(1601, LogLevel.Error, "{Count} writes could not be made; their calls are not answered")]
    private static partial void LogNotWritten(ILogger logger, Exception error, int count);
}
