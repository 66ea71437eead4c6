using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Storage;

/// <summary>
/// Lets one of several hubs do something, until it ends or stops saying that it lives. After a clock jumped or a process slept two may be at it at
/// once, for a while: what is done under a lease must bear that.
/// </summary>
/// <param name="writer">Writes leases.</param>
/// <param name="contexts">Reads them.</param>
/// <param name="database">Where they lie.</param>
/// <param name="clock">This hub's clock.</param>
/// <param name="duration">How long a hub that was killed keeps the others out.</param>
internal sealed class Leases<TLease>(DatabaseWriter writer, IDbContextFactory<HubDbContext> contexts, IHubDatabase database, TimeProvider clock, TimeSpan duration)
    where TLease : Lease, new()
{
    /// <summary>By how much hubs' clocks may differ at the most: a lease that ends later than this allows was taken by a clock that has jumped since.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    /// <summary>On a database of one hub always the same, so that it need not wait for its own lease after it was killed.</summary>
    private readonly Guid _me = database.IsForOneHub ? Guid.Empty : Guid.NewGuid();

    /// <summary>After how long it is to be kept again.</summary>
    public TimeSpan Renewal => duration / 3;

    /// <summary>Takes the lease, or keeps it. Returns until when this hub need not ask again; null while another one has it.</summary>
    public async Task<DateTimeOffset?> TakeAsync(string name, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var end = now + duration;
        return await RenewAsync(name, now, end, cancellationToken) || await TryAddAsync(name, end, cancellationToken) ? now + Renewal : null;
    }

    /// <summary>Lets others have it at once.</summary>
    public Task ReleaseAsync(string name, CancellationToken cancellationToken)
        => writer.WriteAsync((context, token) => context.Set<TLease>().Where(lease => lease.Name == name && lease.Owner == _me)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.EndTime, clock.GetUtcNow()), token), cancellationToken);

    private async Task<bool> RenewAsync(string name, DateTimeOffset now, DateTimeOffset end, CancellationToken cancellationToken)
        // One of a clock that jumped must not keep everybody out until its end.
        => await writer.WriteAsync((context, token) => context.Set<TLease>().Where(lease => lease.Name == name && (lease.Owner == _me || lease.EndTime <= now || lease.EndTime > end + Tolerance))
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, _me).SetProperty(lease => lease.EndTime, end), token), cancellationToken) > 0;

    private async Task<bool> TryAddAsync(string name, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await context.Set<TLease>().AnyAsync(lease => lease.Name == name, cancellationToken))
                return false;
        }
        try
        {
            await writer.WriteAsync((context, _) =>
            {
                context.Set<TLease>().Add(new TLease { Name = name, Owner = _me, EndTime = end });
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

/// <summary>Registers leases.</summary>
internal static class LeaseServices
{
    public static IServiceCollection AddLeases<TLease>(this IServiceCollection services, int seconds)
        where TLease : Lease, new()
        => services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Leases<TLease>>(provider, TimeSpan.FromSeconds(seconds)));
}
