using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Those who follow a feed, or read a snapshot, and take nothing: they are told so, and go on where they were.</summary>
public abstract class StalledReaderTests(string store) : SharingTest(store)
{
    /// <summary>Each has some 9 KB: much more in all than one connection holds for somebody who does not read.</summary>
    private const int Records = 600;
    private const int BatchSize = 20;
    private const int IdleSeconds = 2;
    private const int Plenty = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Watch_TakesNothing_IsToldAndGoesOnFromTheLast()
    {
        await PublishAsync(0, Records);
        await HaveIdleSecondsAsync(IdleSeconds);
        var sequences = new List<long>();
        using (var stalled = Reader.WatchChanges(Request(0)))
        {
            Assert.True(await stalled.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
            sequences.AddRange(stalled.ResponseStream.Current.Records.Select(record => record.Sequence));
            await UntilGivenUpAsync();

            // What was on its way comes before the error.
            var error = await RefusedAsync(async () =>
            {
                while (await stalled.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
                    sequences.AddRange(stalled.ResponseStream.Current.Records.Select(record => record.Sequence));
            });
            Assert.Equal((StatusCode.DeadlineExceeded, "TRANSFER_IDLE", $"{IdleSeconds}"), (error.Code, error.Reason, error.Metadata["seconds"]));
        }
        Assert.InRange(sequences.Count, 1, Records - 1);

        await HaveIdleSecondsAsync(Plenty);
        await PublishAsync(Records, BatchSize);
        using var again = Reader.WatchChanges(Request(sequences[^1]));
        while (sequences[^1] < Records + BatchSize)
        {
            Assert.True(await again.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
            sequences.AddRange(again.ResponseStream.Current.Records.Select(record => record.Sequence));
        }

        Assert.Equal(Enumerable.Range(1, Records + BatchSize).Select(i => (long)i), sequences);
    }

    [SkippableFact]
    public async Task Snapshot_TakesNothing_IsToldAndBeginsAnew()
    {
        await PublishAsync(0, Records);
        await HaveIdleSecondsAsync(IdleSeconds);
        using (var stalled = Reader.ReadSnapshot(SnapshotRequest))
        {
            Assert.True(await stalled.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
            await UntilGivenUpAsync();

            var error = await RefusedAsync(async () =>
            {
                while (await stalled.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
                    Assert.Null(stalled.ResponseStream.Current.Head); // Nobody may take it for the whole.
            });
            Assert.Equal((StatusCode.DeadlineExceeded, "TRANSFER_IDLE"), (error.Code, error.Reason));
        }

        await HaveIdleSecondsAsync(Plenty);
        var (records, head) = await Reader.SnapshotAsync(SnapshotRequest);

        Assert.Equal((Records, Records), (records.Count, head.Sequence));
    }

    protected override HubOptions Change(TestHub hub, HubOptions options) => options with { Attachments = options.Attachments with { IdleSeconds = Plenty } };

    /// <summary>Starts the hub again: only those who are to stall are hurried, however slow the machine is.</summary>
    private async Task HaveIdleSecondsAsync(int seconds)
    {
        Hub.Change(options => options with { Attachments = options.Attachments with { IdleSeconds = seconds } });
        await Hub.RestartAsync();
    }

    private static ReadSnapshotRequest SnapshotRequest => new() { DataSet = DataSet.Notices, ProducerRegion = Chongqing };

    private static WatchChangesRequest Request(long after) => new() { DataSet = DataSet.Notices, ProducerRegion = Chongqing, AfterSequence = after };

    private Task<List<PublishRecordsResponse>> PublishAsync(int first, int count) => Producer.PublishAsync(DataSet.Notices, [.. Enumerable.Range(first, count).Select(Large).Chunk(BatchSize)]);

    private static Record Large(int number)
    {
        var record = Feeds.Notice($"测{number:D5}");
        record.Content.Notice.Text = new string('长', 3_000);
        return record;
    }

    /// <summary>The framework says of each call that it ends with an error how it ended.</summary>
    private async Task UntilGivenUpAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Hub.Log.Lines.Any(line => line.Text.Contains("Nothing came, or was taken", StringComparison.Ordinal)))
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}

public sealed class StalledReaderTestsOnSqlite() : StalledReaderTests(StoreOptions.Sqlite);

public sealed class StalledReaderTestsOnPostgreSql() : StalledReaderTests(StoreOptions.PostgreSql);
