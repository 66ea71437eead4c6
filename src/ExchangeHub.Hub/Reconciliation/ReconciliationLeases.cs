using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// Lets one of several hubs compare a participant's ledger, until it ends or stops saying that it lives. Two at once, after a
/// clock jumped or a process slept, do no harm: a window counts once, and a difference is the same for both.
/// </summary>
internal sealed class ReconciliationLeases(DatabaseWriter writer, IDbContextFactory<HubDbContext> contexts, IHubDatabase database, ReconciliationOptions options, TimeProvider clock)
{
    /// <summary>By how much hubs' clocks may differ at the most: a lease that ends later than this allows was taken by a clock that has jumped since.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    private readonly TimeSpan _duration = TimeSpan.FromSeconds(options.LeaseSeconds);

    /// <summary>On a database of one hub always the same, so that it need not wait for its own lease after it was killed.</summary>
    private readonly Guid _me = database.IsForOneHub ? Guid.Empty : Guid.NewGuid();

    /// <summary>After how long it is to be kept again.</summary>
    public TimeSpan Renewal => _duration / 3;

    /// <summary>Takes the lease, or keeps it. Returns whether this hub has it now.</summary>
    public async Task<bool> TakeAsync(string participantId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var end = now + _duration;
        return await RenewAsync(participantId, now, end, cancellationToken) || await AddAsync(participantId, end, cancellationToken);
    }

    /// <summary>Lets others have it at once.</summary>
    public Task ReleaseAsync(string participantId, CancellationToken cancellationToken)
        => writer.WriteAsync((context, token) => context.ReconciliationLeases.Where(lease => lease.ParticipantId == participantId && lease.Owner == _me)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.EndTime, clock.GetUtcNow()), token), cancellationToken);

    private async Task<bool> RenewAsync(string participantId, DateTimeOffset now, DateTimeOffset end, CancellationToken cancellationToken)
        // One of a clock that jumped must not keep everybody out until its end.
        => await writer.WriteAsync((context, token) => context.ReconciliationLeases.Where(lease => lease.ParticipantId == participantId && (lease.Owner == _me || lease.EndTime <= now || lease.EndTime > end + Tolerance))
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, _me).SetProperty(lease => lease.EndTime, end), token), cancellationToken) > 0;

    private async Task<bool> AddAsync(string participantId, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await context.ReconciliationLeases.AnyAsync(lease => lease.ParticipantId == participantId, cancellationToken))
                return false;
        }
        try
        {
            await writer.WriteAsync((context, _) =>
            {
                context.ReconciliationLeases.Add(new ReconciliationLease { ParticipantId = participantId, Owner = _me, EndTime = end });
                return Task.FromResult(0);
            }, cancellationToken);
            return true;
        }
        catch (Exception error) when (database.FaultOf(error) == DatabaseFault.Duplicate)
        {
            return false; // Another hub was faster.
        }
    }
}
