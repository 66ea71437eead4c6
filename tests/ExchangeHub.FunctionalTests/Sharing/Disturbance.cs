using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Disturbs what one caller does in the database, at a place that the test names. Others who use it at the same time don't notice.</summary>
internal sealed class Disturbance
{
    private static readonly AsyncLocal<Disturbance?> Current = new();

    private readonly Func<bool, Task> _atCommit;
    private readonly Func<DbCommand, Task> _atRead;

    private Disturbance(Func<bool, Task> atCommit, Func<DbCommand, Task> atRead) => (_atCommit, _atRead) = (atCommit, atRead);

    /// <summary>Ends an act before or after one of its commits. Returns whether it had as many.</summary>
    public static async Task<bool> KillAsync(int commit, bool isAfter, Func<Task> act)
    {
        var count = 0;
        try
        {
            await RunAsync(new Disturbance(Die, _ => Task.CompletedTask), act);
            return false;
        }
        catch (KilledException)
        {
            return true;
        }

        Task Die(bool isDone) => isDone == isAfter && ++count == commit ? throw new KilledException() : Task.CompletedTask;
    }

    /// <summary>Does something else before an act reads a table for the n-th time outside a transaction.</summary>
    public static async Task BeforeReadAsync(string table, int time, Func<Task> other, Func<Task> act)
    {
        var count = 0;
        await RunAsync(new Disturbance(_ => Task.CompletedTask, Read), act);
        Assert.True(count >= time, $"There were only {count} reads of {table}.");

        Task Read(DbCommand command) => command.Transaction is null && command.CommandText.Contains(table, StringComparison.Ordinal) && ++count == time ? RunAsync(null, other) : Task.CompletedTask;
    }

    private static async Task RunAsync(Disturbance? disturbance, Func<Task> act)
    {
        Current.Value = disturbance; // Until this method ends.
        await act();
    }

    /// <summary>Sees commits.</summary>
    public sealed class Commits : DbTransactionInterceptor
    {
        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            await (Current.Value?._atCommit(false) ?? Task.CompletedTask);
            return result;
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
            => Current.Value?._atCommit(true) ?? Task.CompletedTask;
    }

    /// <summary>Sees reads.</summary>
    public sealed class Reads : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await (Current.Value?._atRead(command) ?? Task.CompletedTask);
            return result;
        }
    }

    private sealed class KilledException : Exception;
}
