using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>
/// Lets one of several hubs bring a region its deliveries, until it ends or stops saying that it lives. Two at once, after a
/// clock jumped or a process slept, do no harm but repeats: each goes on only after an acknowledgement.
/// </summary>
internal sealed class DispatchLeases(DatabaseWriter writer, IDbContextFactory<HubDbContext> contexts, IHubDatabase database, DeliveryOptions options, TimeProvider clock)
{
    private readonly TimeSpan _duration = TimeSpan.FromSeconds(options.LeaseSeconds);

    /// <summary>By how much hubs' clocks may differ at the most: a lease that ends later than this allows was taken by a clock that has jumped since.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    /// <summary>On a database of one hub always the same, so that it need not wait for its own lease after it was killed.</summary>
    private readonly Guid _me = database.IsForOneHub ? Guid.Empty : Guid.NewGuid();

    /// <summary>Takes the lease, or keeps it. Returns until when this hub need not ask again; null while another one has it.</summary>
    public async Task<DateTimeOffset?> TakeAsync(string region, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var end = now + _duration;
        if (await RenewAsync(region, now, end, cancellationToken) || await AddAsync(region, end, cancellationToken))
            return now + _duration / 3;
        return null;
    }

    /// <summary>Lets others have it at once.</summary>
    public async Task ReleaseAsync(string region, CancellationToken cancellationToken)
        => await writer.WriteAsync((context, token) => context.DispatchLeases.Where(lease => lease.Region == region && lease.Owner == _me)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.EndTime, clock.GetUtcNow()), token), cancellationToken);

    private async Task<bool> RenewAsync(string region, DateTimeOffset now, DateTimeOffset end, CancellationToken cancellationToken)
        // One of a clock that jumped must not keep everybody out until its end.
        => await writer.WriteAsync((context, token) => context.DispatchLeases.Where(lease => lease.Region == region && (lease.Owner == _me || lease.EndTime <= now || lease.EndTime > end + Tolerance))
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, _me).SetProperty(lease => lease.EndTime, end), token), cancellationToken) > 0;

    private async Task<bool> AddAsync(string region, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await context.DispatchLeases.AnyAsync(lease => lease.Region == region, cancellationToken))
                return false;
        }
        await writer.WriteAsync((context, _) =>
        {
            context.DispatchLeases.Add(new DispatchLease { Region = region, Owner = _me, EndTime = end });
            return Task.FromResult(0);
        }, cancellationToken); // Where another hub was faster, its row is there already: this fails, and the next attempt sees it.
        return true;
    }
}
