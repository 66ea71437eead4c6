using System.Data.Common;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>A database that fails while the hub reads what is new in a feed.</summary>
public abstract class FeedTailFaultTests(string store) : FunctionalTest(store)
{
    private const int NotLooked = 2100;
    private const int More = 2_500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What had been read before the failure must not stand twice in what is kept for followers.</summary>
    [SkippableFact]
    public async Task Look_FailsAfterAPage_GivesNobodyAGapOrARepeat()
    {
        // The look that finds 2 to 2501 reads them in pages; the second begins after 1001.
        var fault = new FailingOnce(parameter: 1_001L);
        await using var hub = await StartHubAsync(
            (_, options) => options with { Sharing = options.Sharing with { PollMs = 100, TailRecords = 10_000 } },
            builder => builder.Services.ConfigureDbContext<HubDbContext>(context => context.AddInterceptors(fault)));
        using var producer = hub.Connect(hub.ChongqingCertificate);
        using var reader = hub.Connect();
        await new RecordSharingServiceClient(producer.Invoker).PublishAsync(DataSet.Notices, [Feeds.Notice("测1")]);
        using var first = new RecordSharingServiceClient(reader.Invoker).WatchChanges(Request);
        Assert.True(await first.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        fault.Arm();
        await AddAsync(hub);
        await hub.Log.First(NotLooked).WaitAsync(Patience);
        while (first.ResponseStream.Current.Head?.Sequence != More + 1)
            Assert.True(await first.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        using var second = new RecordSharingServiceClient(reader.Invoker).WatchChanges(Request);
        var sequences = new List<long>();
        while (sequences.Count <= More)
        {
            Assert.True(await second.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
            sequences.AddRange(second.ResponseStream.Current.Records.Select(record => record.Sequence));
        }
        Assert.Equal(Enumerable.Range(1, More + 1).Select(i => (long)i), sequences);
    }

    private static WatchChangesRequest Request => new() { DataSet = DataSet.Notices, ProducerRegion = "CN-CQ" };

    /// <summary>As another hub on the same database publishes: all at once, so that one look finds it.</summary>
    private static async Task AddAsync(TestHub hub)
    {
        await using var database = await hub.DatabaseAsync();
        var entry = await database.Records.SingleAsync();
        database.Records.AddRange(Enumerable.Range(2, More).Select(i => new RecordEntry
        {
            DataSet = entry.DataSet,
            ProducerRegion = entry.ProducerRegion,
            Sequence = i,
            Id = Guid.CreateVersion7(),
            Key = $"测{i}",
            Version = 1,
            Operation = entry.Operation,
            CorrectedVersion = 0,
            EffectiveDate = entry.EffectiveDate,
            RecordTime = entry.RecordTime,
            Digest = entry.Digest,
            Statement = entry.Statement,
            IsHighest = true,
        }));
        (await database.Feeds.SingleAsync()).Sequence = More + 1;
        await database.SaveChangesAsync();
    }

    /// <summary>Fails once, at the first query with a parameter of this value after it was armed.</summary>
    private sealed class FailingOnce(object parameter) : DbCommandInterceptor
    {
        private int _isArmed;

        public void Arm() => Volatile.Write(ref _isArmed, 1);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            var isMeant = command.CommandText.StartsWith("SELECT", StringComparison.Ordinal) && command.Parameters.Cast<DbParameter>().Any(given => parameter.Equals(given.Value));
            if (isMeant && Interlocked.Exchange(ref _isArmed, 0) == 1)
                throw new InvalidOperationException("The database fails (测试).");
            return new ValueTask<InterceptionResult<DbDataReader>>(result);
        }
    }
}

public sealed class FeedTailFaultTestsOnSqlite() : FeedTailFaultTests(StoreOptions.Sqlite);

public sealed class FeedTailFaultTestsOnPostgreSql() : FeedTailFaultTests(StoreOptions.PostgreSql);
