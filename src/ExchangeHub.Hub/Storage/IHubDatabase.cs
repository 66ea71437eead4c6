using ExchangeHub.Hub.Operations;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Storage;

/// <summary>What the hub must know of its database beyond what EF Core hides. One implementation for each kind.</summary>
public interface IHubDatabase
{
    /// <summary>What an exception of the database's driver, or one that wraps it, means. The only place that knows the driver's codes.</summary>
    DatabaseFault FaultOf(Exception exception);

    /// <summary>
    /// Lets a writer in; dispose the result when its transaction has ended. An embedded database has one writer at a time,
    /// and who meets another one sleeps: here they queue. A server's are let in at once.
    /// </summary>
    ValueTask<IDisposable> EnterWriteAsync(CancellationToken cancellationToken) => new(NoGate.Instance);

    /// <summary>Adds many rows in the transaction that the context is in; none of them is in the context then.</summary>
    async Task InsertAsync<T>(HubDbContext context, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        context.AddRange(rows);
        await context.SaveChangesAsync(cancellationToken);
        foreach (var row in rows)
            context.Entry(row).State = EntityState.Detached;
    }

    /// <summary>Whether only one hub can have it: what an earlier process left is then the present one's to take over.</summary>
    bool IsForOneHub => false;

    /// <summary>Brings the database to the present schema, and makes it if it does not exist. Several hubs may do so at once.</summary>
    Task MigrateAsync(HubDbContext context, CancellationToken cancellationToken);

    /// <summary>Says for <c>exchangehub doctor</c> whether the server is set up as the hub's promises need it: version, durability, isolation, rights, clock.</summary>
    /// <param name="clock">The hub's clock, which the server's is compared with.</param>
    /// <param name="cancellationToken">Ends the examination.</param>
    Task<IReadOnlyList<Finding>> ExamineAsync(TimeProvider clock, CancellationToken cancellationToken);
}

/// <summary>Lets everybody in at once.</summary>
file sealed class NoGate : IDisposable
{
    public static readonly NoGate Instance = new();

    public void Dispose()
    {
        // Nothing was taken.
    }
}
