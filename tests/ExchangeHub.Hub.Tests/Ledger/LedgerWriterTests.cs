using System.Collections.Concurrent;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Tests.Storage;
using ExchangeHub.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Hub.Tests.Ledger;

public class LedgerWriterTests
{
    private const int NotWritten = 1301;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);

    private readonly GatedStore _store = new();
    private readonly FakeTimeProvider _clock = new(Now);

    [Fact]
    public async Task AppendAsync_BeforeTheCommitReturns_IsNotComplete()
    {
        var writer = Writer();
        var appended = writer.AppendAsync(Entries.New());
        var commit = await _store.BegunAsync();

        Assert.False(appended.IsCompleted);

        commit.SetResult();
        await appended.WaitAsync(Patience);
    }

    [Fact]
    public async Task AppendAsync_WhileACommitIsUnderWay_WaitsAndSharesTheNextInOrder()
    {
        var writer = Writer();
        var (first, begun) = await BeginAsync(writer);
        var entries = Enumerable.Range(0, 5).Select(_ => Entries.New()).ToList();
        var waiting = entries.Select(writer.AppendAsync).ToList();
        Assert.False(_store.HasBegun);

        begun.SetResult();
        await first.WaitAsync(Patience);
        var second = await _store.BegunAsync();
        Assert.Equal(entries.Select(entry => entry.Id), second.Entries.Select(entry => entry.Id));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        second.SetResult();
        await Task.WhenAll(waiting).WaitAsync(Patience);
    }

    [Fact]
    public async Task AppendAsync_MoreWaitThanABatchHolds_AreCommittedInSeveral()
    {
        var writer = Writer(new LimitOptions { LedgerBatch = 4 });
        var (first, begun) = await BeginAsync(writer);
        var waiting = Enumerable.Range(0, 10).Select(_ => writer.AppendAsync(Entries.New())).ToList();
        begun.SetResult();

        var sizes = new List<int>();
        while (sizes.Sum() < 10)
        {
            var commit = await _store.BegunAsync();
            sizes.Add(commit.Entries.Count);
            Assert.Equal(sizes.Sum() - commit.Entries.Count, waiting.Count(task => task.IsCompleted));
            commit.SetResult();
            await Task.WhenAll(waiting.Take(sizes.Sum())).WaitAsync(Patience);
        }

        Assert.Equal([4, 4, 2], sizes);
        await first;
    }

    [Fact]
    public async Task AppendAsync_QueueFull_IsRefusedUntilThereIsRoom()
    {
        var writer = Writer(new LimitOptions { LedgerQueue = 3 });
        var (first, begun) = await BeginAsync(writer);
        Task[] waiting = [writer.AppendAsync(Entries.New()), writer.AppendAsync(Entries.New())];

        var error = await Assert.ThrowsAsync<HubException>(() => writer.AppendAsync(Entries.New()));
        Assert.Equal(("LEDGER_BUSY", TimeSpan.FromSeconds(1)), (error.Kind.Reason, error.RetryAfter));

        begun.SetResult();
        await first.WaitAsync(Patience);
        var second = await _store.BegunAsync();
        Assert.Equal(2, second.Entries.Count);
        var accepted = writer.AppendAsync(Entries.New()); // One has left, so there is room for one.
        await Assert.ThrowsAsync<HubException>(() => writer.AppendAsync(Entries.New()));

        second.SetResult();
        (await _store.BegunAsync()).SetResult();
        await Task.WhenAll([accepted, .. waiting]).WaitAsync(Patience);
    }

    [Fact]
    public async Task AppendAsync_CommitFails_ReachesEveryWaiterOfThatCommitAndNoOther()
    {
        using var log = new LogSink();
        var writer = Writer(new LimitOptions { LedgerBatch = 3 }, log);
        var (first, begun) = await BeginAsync(writer);
        var failing = Enumerable.Range(0, 3).Select(_ => writer.AppendAsync(Entries.New())).ToList();
        var after = Enumerable.Range(0, 2).Select(_ => writer.AppendAsync(Entries.New())).ToList();

        begun.SetResult();
        (await _store.BegunAsync()).SetException(new IOException("disk full"));
        foreach (var task in failing)
        {
            var error = await Assert.ThrowsAsync<HubException>(() => task.WaitAsync(Patience));
            Assert.Equal(("LEDGER_UNAVAILABLE", TimeSpan.FromSeconds(1)), (error.Kind.Reason, error.RetryAfter));
        }
        (await _store.BegunAsync()).SetResult();

        await Task.WhenAll([first, .. after]).WaitAsync(Patience);
        var line = Assert.Single(log.Lines);
        Assert.Equal((LogLevel.Error, NotWritten), (line.Level, line.Event.Id));
        Assert.Contains("3 ledger entries", line.Text);
    }

    [Fact]
    public async Task LastFailure_AfterAFailedCommit_IsItsTimeUntilOneSucceeds()
    {
        var writer = Writer();
        Assert.Null(writer.LastFailure);

        var failing = writer.AppendAsync(Entries.New());
        (await _store.BegunAsync()).SetException(new IOException());
        await Assert.ThrowsAsync<HubException>(() => failing.WaitAsync(Patience));
        Assert.Equal(Now, writer.LastFailure);

        var succeeding = writer.AppendAsync(Entries.New());
        (await _store.BegunAsync()).SetResult();
        await succeeding.WaitAsync(Patience);
        Assert.Null(writer.LastFailure);
    }

    [Fact]
    public async Task AppendAsync_StoreThrowsAtOnce_FailsTheCallAndTheWriterLives()
    {
        var store = new ImmediateStore { Failure = new InvalidOperationException() };
        var writer = new LedgerWriter(store, new StubDatabase(), new LimitOptions(), _clock, NullLogger<LedgerWriter>.Instance);

        await Assert.ThrowsAsync<HubException>(() => writer.AppendAsync(Entries.New()).WaitAsync(Patience));
        store.Failure = null;
        await writer.AppendAsync(Entries.New()).WaitAsync(Patience);

        Assert.Single(store.Written);
    }

    [Fact]
    public async Task AppendAsync_EntryThatHasNoCanonicalForm_TakesNoPlaceInTheQueue()
    {
        var store = new ImmediateStore();
        var writer = new LedgerWriter(store, new StubDatabase(), new LimitOptions { LedgerQueue = 1 }, _clock, NullLogger<LedgerWriter>.Instance);
        await Assert.ThrowsAsync<ArgumentException>(() => writer.AppendAsync(Entries.New(method: new string('x', 1000))));

        await writer.AppendAsync(Entries.New()).WaitAsync(Patience);

        Assert.Single(store.Written);
    }

    [Fact]
    public async Task AppendAsync_AnyEntry_IsStoredSealed()
    {
        var store = new ImmediateStore();
        var entry = Entries.New();

        await new LedgerWriter(store, new StubDatabase(), new LimitOptions(), _clock, NullLogger<LedgerWriter>.Instance).AppendAsync(entry).WaitAsync(Patience);

        Assert.Equal(entry.Sealed(), Assert.Single(store.Written));
        Assert.NotEqual(entry, store.Written.First());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_HundredThousandFromManyThreads_AllAreWrittenOnceAndNobodyIsForgotten(bool storeYields)
    {
        const int Threads = 4;
        const int Each = 25_000;
        var store = new ImmediateStore { Yields = storeYields };
        var writer = new LedgerWriter(store, new StubDatabase(), new LimitOptions(), _clock, NullLogger<LedgerWriter>.Instance);

        // Each waits for its own before the next, so that the writer falls idle again and again: a wake-up that is lost
        // there leaves somebody waiting for ever.
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await writer.AppendAsync(Entries.New());
                if ((i + thread) % 2 == 0)
                    await Task.Yield();
            }
        }))).WaitAsync(Patience);

        Assert.Equal(Threads * Each, store.Written.Select(entry => entry.Id).Distinct().Count());
        Assert.Equal(Threads * Each, store.Written.Count);
        Assert.Equal(1, store.MostAtOnce);
    }

    [Fact]
    public async Task AppendAsync_UndoneInFavourOfAnother_IsWrittenAgain()
    {
        var writer = Writer(fault: DatabaseFault.Conflict);
        var appended = writer.AppendAsync(Entries.New());
        for (var i = 0; i < ConflictRetry.MaxRetries; i++)
            (await _store.BegunAsync()).SetException(new IOException());
        Assert.False(appended.IsCompleted);

        (await _store.BegunAsync()).SetResult();

        await appended.WaitAsync(Patience);
        Assert.Null(writer.LastFailure);
    }

    [Fact]
    public async Task AppendAsync_UndoneTooOften_Fails()
    {
        var writer = Writer(fault: DatabaseFault.Conflict);
        var appended = writer.AppendAsync(Entries.New());
        for (var i = 0; i <= ConflictRetry.MaxRetries; i++)
            (await _store.BegunAsync()).SetException(new IOException());

        await Assert.ThrowsAsync<HubException>(() => appended.WaitAsync(Patience));
    }

    [Theory]
    [InlineData(DatabaseFault.TimedOut)]
    [InlineData(DatabaseFault.ConnectionLost)]
    public async Task AppendAsync_DatabaseGone_RefusesAllWhoWait(DatabaseFault fault)
    {
        var writer = Writer(new LimitOptions { LedgerBatch = 1 }, fault: fault);
        var (first, begun) = await BeginAsync(writer);
        var waiting = Enumerable.Range(0, 5).Select(_ => writer.AppendAsync(Entries.New())).ToList();

        begun.SetException(new IOException());

        await Assert.ThrowsAsync<HubException>(() => first.WaitAsync(Patience));
        foreach (var task in waiting)
            await Assert.ThrowsAsync<HubException>(() => task.WaitAsync(Patience));
        Assert.False(_store.HasBegun);
        var next = writer.AppendAsync(Entries.New());
        (await _store.BegunAsync()).SetResult();
        await next.WaitAsync(Patience);
    }

    [Fact]
    public async Task AppendAsync_OneBatchCannotBeWritten_OthersStillAre()
    {
        var writer = Writer(new LimitOptions { LedgerBatch = 1 });
        var (first, begun) = await BeginAsync(writer);
        var second = writer.AppendAsync(Entries.New());

        begun.SetException(new IOException());

        await Assert.ThrowsAsync<HubException>(() => first.WaitAsync(Patience));
        (await _store.BegunAsync()).SetResult();
        await second.WaitAsync(Patience);
    }

    [Fact]
    public async Task RequireWritableAsync_LastCommitSucceeded_AsksNobody()
    {
        var store = new CheckedStore();
        var writer = new LedgerWriter(store, new StubDatabase(), new LimitOptions(), _clock, NullLogger<LedgerWriter>.Instance);

        await writer.RequireWritableAsync();

        Assert.Equal(0, store.Looks);
    }

    [Fact]
    public async Task RequireWritableAsync_AfterAFailedCommit_OneLookIsSharedByAll()
    {
        var store = new CheckedStore { Fails = true };
        var writer = new LedgerWriter(store, new StubDatabase(), new LimitOptions(), _clock, NullLogger<LedgerWriter>.Instance);
        await Assert.ThrowsAsync<HubException>(() => writer.AppendAsync(Entries.New()));

        var refused = Enumerable.Range(0, 10).Select(_ => writer.RequireWritableAsync()).ToList();
        store.Look.SetException(new IOException());
        foreach (var task in refused)
            Assert.Equal("LEDGER_UNAVAILABLE", (await Assert.ThrowsAsync<HubException>(() => task.WaitAsync(Patience))).Kind.Reason);
        Assert.Equal(1, store.Looks);

        store.Look = new TaskCompletionSource();
        var allowed = writer.RequireWritableAsync();
        store.Look.SetResult();
        await allowed.WaitAsync(Patience);
        Assert.Equal(2, store.Looks);
    }

    private LedgerWriter Writer(LimitOptions? limits = null, LogSink? log = null, DatabaseFault fault = DatabaseFault.Other)
    {
        ILogger<LedgerWriter> logger = log is null ? NullLogger<LedgerWriter>.Instance : LoggerFactory.Create(logging => logging.AddProvider(log)).CreateLogger<LedgerWriter>();
        return new LedgerWriter(_store, new StubDatabase(fault), limits ?? new LimitOptions(), _clock, logger);
    }

    /// <summary>Appends one entry, whose commit has begun and waits.</summary>
    private async Task<(Task Appended, GatedStore.Commit Begun)> BeginAsync(LedgerWriter writer)
    {
        var appended = writer.AppendAsync(Entries.New());
        var begun = await _store.BegunAsync();
        Assert.Single(begun.Entries);
        return (appended, begun);
    }

    /// <summary>A store that keeps everything at once, or fails at once.</summary>
    private sealed class ImmediateStore : ILedgerStore
    {
        private int _inside;

        public Exception? Failure { get; set; }

        public bool Yields { get; init; }

        public ConcurrentQueue<LedgerEntry> Written { get; } = new();

        public int MostAtOnce { get; private set; }

        public async Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _inside));
            if (Failure is not null)
                throw Failure;
            if (Yields)
                await Task.Yield();
            foreach (var entry in entries)
                Written.Enqueue(entry);
            Interlocked.Decrement(ref _inside);
        }

        public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>A store whose check ends when the test says so.</summary>
    private sealed class CheckedStore : ILedgerStore
    {
        public bool Fails { get; init; }

        public int Looks { get; private set; }

        public TaskCompletionSource Look { get; set; } = new();

        public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken) => Fails ? Task.FromException(new IOException()) : Task.CompletedTask;

        public Task CheckAsync(CancellationToken cancellationToken)
        {
            Looks++;
            return Look.Task;
        }
    }
}
