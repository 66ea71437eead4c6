using System.Collections.Concurrent;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Server;
using ExchangeHub.TestKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ExchangeHub.Storage.Compliance;

/// <summary>Where Quartz keeps its jobs: on a server, for all hubs together; in the memory of the one hub that an embedded database has.</summary>
/// <param name="provider">The store, as the configuration names it.</param>
/// <param name="isShared">Whether several hubs share it.</param>
public abstract class SchedulerCompliance(string provider, bool isShared) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Skip.If(TestDatabase.Missing(provider) is not null, TestDatabase.Missing(provider));
        Database = await TestDatabase.CreateAsync(provider);
    }

    public async Task DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Trigger_OnAnyHub_IsFired()
    {
        using var fired = new Fired();
        await using var hub = await Hub.StartAsync(Database, fired);

        await hub.ScheduleAsync("once");

        await fired.AtLeastAsync(1);
        Assert.Equal(["once"], fired.Names);
    }

    [SkippableFact]
    public async Task Job_AfterTheHubThatScheduledItIsGone_IsThereWhereOthersShareTheStore()
    {
        using var fired = new Fired();
        await using (var first = await Hub.StartAsync(Database, fired, started: false))
            await first.ScheduleAsync("left behind");
        Assert.Empty(fired.Names);

        await using var second = await Hub.StartAsync(Database, fired, started: false);
        Assert.Equal(isShared, await second.Scheduler.GetJobDetail(new JobKey("left behind")) is not null);
        await second.Scheduler.Start();

        if (isShared)
            await fired.AtLeastAsync(1);
    }

    /// <summary>The scheduler of one hub.</summary>
    protected sealed class Hub(ServiceProvider services, IScheduler scheduler) : IAsyncDisposable
    {
        public IScheduler Scheduler => scheduler;

        public static async Task<Hub> StartAsync(TestDatabase database, Fired fired, bool started = true)
        {
            var services = new ServiceCollection().AddLogging().AddSingleton(fired);
            Stores.Add(services, new HubOptions { Store = database.Store });
            var provider = services.BuildServiceProvider();
            var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler();
            if (started)
                await scheduler.Start();
            return new Hub(provider, scheduler);
        }

        public async Task ScheduleAsync(string name)
            => await scheduler.ScheduleJob(JobBuilder.Create<NotingJob>().WithIdentity(name).Build(), TriggerBuilder.Create().WithIdentity(name).StartNow().Build());

        public async ValueTask DisposeAsync()
        {
            await scheduler.Shutdown(waitForJobsToComplete: true);
            await services.DisposeAsync();
        }
    }

    /// <summary>What has been fired, by whichever hub.</summary>
    protected sealed class Fired : IDisposable
    {
        private readonly SemaphoreSlim _count = new(0);
        private readonly ConcurrentQueue<string> _names = new();

        public IReadOnlyCollection<string> Names => _names;

        public void Add(string name)
        {
            _names.Enqueue(name);
            _count.Release();
        }

        public void Dispose() => _count.Dispose();

        public async Task AtLeastAsync(int times)
        {
            for (var i = 0; i < times; i++)
                Assert.True(await _count.WaitAsync(Patience), $"{i} of {times} were fired");
        }
    }

    private sealed class NotingJob(Fired fired) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            fired.Add(context.JobDetail.Key.Name);
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>What is true besides where several hubs share the store.</summary>
public abstract class SharedSchedulerCompliance(string provider) : SchedulerCompliance(provider, isShared: true)
{
    [SkippableFact]
    public async Task Triggers_TwoHubsAtOnce_AreFiredOnceEach()
    {
        const int Jobs = 40;
        using var fired = new Fired();
        await using var first = await Hub.StartAsync(Database, fired);
        await using var second = await Hub.StartAsync(Database, fired);
        Assert.NotEqual(first.Scheduler.SchedulerInstanceId, second.Scheduler.SchedulerInstanceId);

        for (var i = 0; i < Jobs; i++)
            await (i % 2 == 0 ? first : second).ScheduleAsync($"job {i}");

        await fired.AtLeastAsync(Jobs);
        await first.Scheduler.Shutdown(waitForJobsToComplete: true);
        await second.Scheduler.Shutdown(waitForJobsToComplete: true);
        Assert.Equal(Enumerable.Range(0, Jobs).Select(i => $"job {i}").Order(StringComparer.Ordinal), fired.Names.Order(StringComparer.Ordinal));
    }
}

public sealed class SqliteSchedulerTests() : SchedulerCompliance(StoreOptions.Sqlite, isShared: false);

public sealed class PostgreSqlSchedulerTests() : SharedSchedulerCompliance(StoreOptions.PostgreSql);

public sealed class SqlServerSchedulerTests() : SharedSchedulerCompliance(StoreOptions.SqlServer);
