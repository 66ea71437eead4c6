using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Feeds of which a version was altered, can't be decrypted, or is gone: whoever comes to it is told, and nobody passes it unawares.</summary>
public abstract class FeedDamageTests(string store) : SharingTest(store)
{
    private const int Unreadable = 2101, PayloadUnreadable = 1902, AddendaUnreadable = 2121;
    private const int Damaged = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Hub.Log.Allow(Unreadable, PayloadUnreadable, AddendaUnreadable);
    }

    [SkippableTheory]
    [InlineData(DataSet.Notices)]
    [InlineData(DataSet.WatchList)] // Encrypted.
    public async Task Watch_ComesToAVersionThatWasAltered_IsToldAndGoesOnWhenItIsMended(DataSet set)
    {
        await PublishAsync(set, 1, 7);
        var intact = await AlterAsync(set, [.. (await EntryAsync(set)).Statement[..^1], 0xFF]);

        Assert.Equal("1,2,3: STORED_DATA_UNREADABLE", await FollowAsync(set, 0));
        Assert.Equal(": STORED_DATA_UNREADABLE", await FollowAsync(set, Damaged - 1));
        Assert.Contains($"Version {Damaged} of {set} of {Chongqing}", (await Hub.Log.First(Unreadable)).Text, StringComparison.Ordinal);

        await AlterAsync(set, intact);
        using var watch = Watch(set, Damaged - 1);
        await UntilAsync(watch, Damaged, 7);
    }

    /// <summary>Who has it, and others' feeds, are not concerned.</summary>
    [SkippableFact]
    public async Task Watch_BeyondTheDamage_GoesOn()
    {
        await PublishAsync(DataSet.Notices, 1, 7);
        await AlterAsync(DataSet.Notices, []);
        using var beyond = Watch(DataSet.Notices, Damaged);
        using var ofAnotherRegion = Producer.WatchChanges(new WatchChangesRequest { DataSet = DataSet.Notices, ProducerRegion = "CN-SC" });
        using var ofAnotherSet = Watch(DataSet.WatchList, 0);
        Assert.Equal("1,2,3: STORED_DATA_UNREADABLE", await FollowAsync(DataSet.Notices, 0));

        await PublishAsync(DataSet.Notices, 8, 2);
        await PublishAsync(DataSet.WatchList, 1, 2);
        await Reader.PublishAsync(DataSet.Notices, [Feeds.Notice("川测1")]);

        await UntilAsync(beyond, Damaged + 1, 9);
        await UntilAsync(ofAnotherRegion, 1, 1);
        await UntilAsync(ofAnotherSet, 1, 2);
        Assert.Equal(": STORED_DATA_UNREADABLE", await FollowAsync(DataSet.Notices, Damaged - 1));
    }

    /// <summary>Whoever is in step hears of it too, as soon as the hub has read what it can't read.</summary>
    [SkippableFact]
    public async Task Watch_InStepWhenADamagedVersionComes_IsTold()
    {
        await PublishAsync(DataSet.Notices, 1, 3);
        using var watch = Watch(DataSet.Notices, 0);
        await UntilAsync(watch, 1, 3);

        await using (var database = await Hub.DatabaseAsync())
        {
            var last = await database.Records.SingleAsync(record => record.Sequence == 3);
            database.Records.Add(new RecordEntry
            {
                DataSet = last.DataSet,
                ProducerRegion = last.ProducerRegion,
                Sequence = Damaged,
                Id = Guid.CreateVersion7(),
                Key = "另一台",
                Version = 1,
                Operation = last.Operation,
                CorrectedVersion = 0,
                EffectiveDate = last.EffectiveDate,
                RecordTime = last.RecordTime,
                Digest = new byte[32],
                Statement = last.Statement,
                IsHighest = true,
            });
            (await database.Feeds.SingleAsync()).Sequence = Damaged;
            await database.SaveChangesAsync();
        }

        var error = await RefusedAsync(async () => await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal((StatusCode.DataLoss, "STORED_DATA_UNREADABLE"), (error.Code, error.Reason));
    }

    [SkippableTheory]
    [InlineData(Damaged)]
    [InlineData(7)] // The last.
    public async Task Watch_ComesToAVersionThatIsGone_IsTold(int gone)
    {
        await PublishAsync(DataSet.Notices, 1, 7);
        await using (var database = await Hub.DatabaseAsync())
            Assert.Equal(1, await database.Records.Where(record => record.Sequence == gone).ExecuteDeleteAsync());

        Assert.Equal($"{string.Join(',', Enumerable.Range(1, gone - 1))}: STORED_DATA_UNREADABLE", await FollowAsync(DataSet.Notices, 0));
    }

    [SkippableFact]
    public async Task Snapshot_WithADamagedVersion_IsRefusedAndNotShortened()
    {
        await PublishAsync(DataSet.Notices, 1, 7);
        await AlterAsync(DataSet.Notices, []);

        var error = await RefusedAsync(() => Reader.SnapshotAsync(new ReadSnapshotRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing }));

        Assert.Equal((StatusCode.DataLoss, "STORED_DATA_UNREADABLE"), (error.Code, error.Reason));
    }

    /// <summary>Nobody is told of a revocation that can't be read; and of other regions' revocations everybody is.</summary>
    [SkippableFact]
    public async Task Addenda_OfAFeedThatIsDamaged_DoNotHinderOthers()
    {
        await Producer.PublishAsync(DataSet.RevokedCertificates, [Feeds.Revoked("（2021）渝测证字第34087号")]);
        await Reader.PublishAsync(DataSet.RevokedCertificates, [Feeds.Revoked("（2021）渝测证字第34088号")]);
        await using (var database = await Hub.DatabaseAsync())
            await database.Records.Where(record => record.ProducerRegion == Chongqing).ExecuteUpdateAsync(set => set.SetProperty(record => record.Statement, Array.Empty<byte>()));
        Clock.Shift = TimeSpan.FromMinutes(16);

        await Hub.SendAddendaAsync();

        Assert.Contains(Chongqing, (await Hub.Log.First(AddendaUnreadable)).Text, StringComparison.Ordinal);
        await using var marks = await Hub.DatabaseAsync();
        Assert.Equal([("CN-SC", 1L)], (await marks.AddendumMarks.ToListAsync()).Select(mark => (mark.ProducerRegion, mark.Sequence)));
    }

    private Task<List<PublishRecordsResponse>> PublishAsync(DataSet set, int first, int count)
        => Producer.PublishAsync(set, [Enumerable.Range(first, count).Select(i => set == DataSet.Notices ? Feeds.Notice($"测{i}") : Feeds.WatchEntry($"51999900100{i}"))]);

    /// <summary>Chongqing's own feed, which it may read without a grant.</summary>
    private AsyncServerStreamingCall<WatchChangesResponse> Watch(DataSet set, long after) => Producer.WatchChanges(new WatchChangesRequest { DataSet = set, ProducerRegion = Chongqing, AfterSequence = after });

    /// <summary>The versions that come until the hub ends it, and with what error.</summary>
    private async Task<string> FollowAsync(DataSet set, long after)
    {
        using var watch = Watch(set, after);
        var sequences = new List<long>();
        var error = await RefusedAsync(async () =>
        {
            while (await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
                sequences.AddRange(watch.ResponseStream.Current.Records.Select(record => record.Sequence));
        });
        return $"{string.Join(',', sequences)}: {error.Reason}";
    }

    /// <summary>Reads until the last has come, each once.</summary>
    private static async Task UntilAsync(AsyncServerStreamingCall<WatchChangesResponse> watch, long first, long last)
    {
        var sequences = new List<long>();
        while (sequences.Count == 0 || sequences[^1] < last)
        {
            Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
            sequences.AddRange(watch.ResponseStream.Current.Records.Select(record => record.Sequence));
        }
        Assert.Equal(Enumerable.Range((int)first, (int)(last - first + 1)).Select(i => (long)i), sequences);
    }

    private async Task<RecordEntry> EntryAsync(DataSet set)
    {
        await using var database = await Hub.DatabaseAsync();
        return await database.Records.AsNoTracking().SingleAsync(record => record.DataSet == set && record.Sequence == Damaged);
    }

    /// <summary>Puts other bytes in the place of a version; gives those that were there.</summary>
    private async Task<byte[]> AlterAsync(DataSet set, byte[] statement)
    {
        var entry = await EntryAsync(set);
        await using var database = await Hub.DatabaseAsync();
        await database.Records.Where(record => record.Id == entry.Id).ExecuteUpdateAsync(change => change.SetProperty(record => record.Statement, statement));
        return entry.Statement;
    }
}

public sealed class FeedDamageTestsOnSqlite() : FeedDamageTests(StoreOptions.Sqlite);

public sealed class FeedDamageTestsOnPostgreSql() : FeedDamageTests(StoreOptions.PostgreSql);
