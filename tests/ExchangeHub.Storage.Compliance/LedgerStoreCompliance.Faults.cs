using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What goes wrong: repeats, others that write, locks, lost connections, crashes. Each store says how it is brought about on its database.</summary>
public abstract partial class LedgerStoreCompliance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Two transactions of which the database undoes one; returns what it said.</summary>
    protected abstract Task<Exception> ConflictAsync();

    /// <summary>Takes a lock that keeps everybody from writing the ledger, until it is disposed of.</summary>
    protected abstract Task<IAsyncDisposable> LockLedgerAsync();

    /// <summary>Appends while the connection breaks; returns what the store said.</summary>
    protected abstract Task<Exception> LoseConnectionAsync();

    /// <summary>
    /// Appends <paramref name="batch"/> to a ledger that holds <paramref name="before"/>, and crashes between any two steps;
    /// returns the ids that the ledger holds after each crash, once the database has recovered.
    /// </summary>
    protected abstract Task<IReadOnlyList<IReadOnlySet<Guid>>> CrashAnywhereAsync(LedgerEntry[] before, LedgerEntry[] batch);

    [SkippableFact]
    public async Task AppendAsync_CrashBetweenAnyTwoSteps_LeavesAllOfTheBatchOrNothing()
    {
        var before = Enumerable.Range(0, 3).Select(_ => Full()).ToArray();
        var batch = Enumerable.Range(0, 5).Select(_ => Full()).ToArray();
        var (old, added) = (before.Select(entry => entry.Id).ToHashSet(), batch.Select(entry => entry.Id).ToHashSet());

        var ledgers = await CrashAnywhereAsync(before, batch);

        Assert.All(ledgers, ledger => Assert.True(ledger.SetEquals(old) || ledger.SetEquals(old.Union(added)), $"{ledger.Count} entries"));
        Assert.Contains(ledgers, ledger => ledger.Count == old.Count);
        Assert.Contains(ledgers, ledger => ledger.Count > old.Count);
    }

    [SkippableFact]
    public async Task AppendAsync_SameEntryFromTwoAtOnce_OneWinsAndTheOtherIsTold()
    {
        await using var others = Another();
        for (var i = 0; i < 20; i++)
        {
            var entry = Full();
            var errors = await Task.WhenAll(new[] { Store, others.GetRequiredService<ILedgerStore>() }.Select(store => Task.Run(() => Record.ExceptionAsync(() => store.AppendAsync([entry], CancellationToken.None)))));

            Assert.Equal(DatabaseFault.Duplicate, Database.FaultOf(Assert.Single(errors.OfType<Exception>())));
        }
        Assert.Equal(20, (await ReadAsync()).Count);
    }

    [SkippableFact]
    public async Task AppendAsync_BatchRepeatedAfterItsAnswerWasLost_ChangesNothingAndSaysSo()
    {
        var batch = Enumerable.Range(0, 5).Select(_ => Full()).ToArray();
        await AppendAsync(batch);

        var error = await Record.ExceptionAsync(() => AppendAsync(batch));

        Assert.Equal(DatabaseFault.Duplicate, Database.FaultOf(error!));
        Assert.Equal(5, (await ReadAsync()).Count);
    }

    [SkippableFact]
    public async Task AppendAsync_TwoWritersAtOnce_LoseNothing()
    {
        await using var others = Another();
        async Task<Guid[]> WriteAsync(ILedgerStore store)
        {
            var batches = Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 4).Select(_ => Full()).ToArray()).ToList();
            foreach (var batch in batches)
                await store.AppendAsync(batch, CancellationToken.None);
            return [.. batches.SelectMany(batch => batch).Select(entry => entry.Id)];
        }

        var written = await Task.WhenAll(Task.Run(() => WriteAsync(Store)), Task.Run(() => WriteAsync(others.GetRequiredService<ILedgerStore>())));

        Assert.Equal(written.SelectMany(ids => ids).Order(), (await ReadAsync()).Select(entry => entry.Id));
    }

    [SkippableFact]
    public async Task AppendAsync_LedgerLocked_FailsInBoundedTimeAndWorksAfterwards()
    {
        await AppendAsync(Full());
        await using (await LockLedgerAsync())
        {
            var error = await Record.ExceptionAsync(() => AppendAsync(Full()).WaitAsync(Patience));
            Assert.Equal(DatabaseFault.TimedOut, Database.FaultOf(error!));
        }

        await AppendAsync(Full());

        Assert.Equal(2, (await ReadAsync()).Count);
    }

    [SkippableFact]
    public async Task AppendAsync_ConnectionLost_FailsAndTheNextOneConnectsAnew()
    {
        await AppendAsync(Full());

        var error = await LoseConnectionAsync();

        Assert.Equal(DatabaseFault.ConnectionLost, Database.FaultOf(error));
        await AppendAsync(Full());
        Assert.Equal(2, (await ReadAsync()).Count);
    }

    [SkippableFact]
    public async Task FaultOf_TransactionUndoneForAnother_IsAConflict() => Assert.Equal(DatabaseFault.Conflict, Database.FaultOf(await ConflictAsync()));

    [SkippableFact]
    public async Task FaultOf_NotOfTheDatabase_IsOther()
    {
        Assert.Equal(DatabaseFault.Other, Database.FaultOf(new InvalidOperationException("no")));
        await using var context = Context();
        var error = await Record.ExceptionAsync(() => context.Database.ExecuteSqlRawAsync("SELECT no_such_column FROM ledger_entries"));
        Assert.Equal(DatabaseFault.Other, Database.FaultOf(error!));
    }

    [SkippableFact]
    public async Task FaultOf_WrappedByEntityFramework_IsFoundInside()
    {
        var entry = Full();
        await AppendAsync(entry);
        await using var context = Context();
        context.LedgerEntries.Add(entry);

        var error = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());

        Assert.Equal(DatabaseFault.Duplicate, Database.FaultOf(error));
    }

    [SkippableFact]
    public async Task ExecutionStrategy_Conflict_IsTriedAgainAFewTimes()
    {
        var conflict = await ConflictAsync();

        Assert.Equal(3, await AttemptsAsync(attempt => attempt < 3 ? conflict : null));
        Assert.Equal(1 + ConflictRetry.MaxRetries, await AttemptsAsync(_ => conflict));
    }

    [SkippableFact]
    public async Task ExecutionStrategy_AnythingElse_IsNotTriedAgain()
    {
        var entry = Full();
        await AppendAsync(entry);
        var duplicate = (await Record.ExceptionAsync(() => AppendAsync(entry)))!;

        Assert.Equal(1, await AttemptsAsync(_ => duplicate));
        Assert.Equal(1, await AttemptsAsync(_ => new TimeoutException()));
    }

    [SkippableFact]
    public async Task ExamineAsync_DatabaseInOrder_FindsNoError()
    {
        var findings = await Database.ExamineAsync(TimeProvider.System, CancellationToken.None);

        Assert.NotEmpty(findings);
        Assert.DoesNotContain(findings, finding => finding.Severity == Hub.Operations.Severity.Error);
        Assert.All(findings, finding => Assert.NotEmpty(finding.Chinese));
    }

    /// <summary>The store once more, with connections of its own: another hub.</summary>
    protected ServiceProvider Another()
    {
        var services = new ServiceCollection();
        AddStore(services);
        return services.BuildServiceProvider();
    }

    /// <summary>How often EF Core's strategy runs something that fails as it is told to.</summary>
    private async Task<int> AttemptsAsync(Func<int, Exception?> fail)
    {
        await using var context = Context();
        var attempts = 0;
        await Record.ExceptionAsync(() => context.Database.CreateExecutionStrategy().ExecuteAsync(() =>
            fail(++attempts) is { } error ? Task.FromException(error) : Task.CompletedTask));
        return attempts;
    }
}
