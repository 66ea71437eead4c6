using System.Security.Cryptography;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Publishers that are gone in the midst of a batch: what was answered is there, the batch under way is whole or not there, and who starts again brings the rest.</summary>
public abstract class AbortedPublicationTests(string store) : SharingTest(store)
{
    private const int Batches = 60;
    private const int BatchSize = 100;

    /// <summary>Of a batch on the wire, about.</summary>
    private const int BatchBytes = 60_000;

    private readonly List<List<Record>> _batches =
        [.. Enumerable.Range(0, Batches).Select(batch => Enumerable.Range(0, BatchSize).Select(i => Feeds.Notice($"测{batch:D2}-{i:D2}", title: new string('长', 150))).ToList())];

    [SkippableTheory]
    [InlineData(20261126)]
    [InlineData(20261127)]
    public async Task Publisher_ConnectionCutInTheMidstOfBatches_KeepsWholeBatchesOnceAndTheNextBringsTheRest(int seed)
    {
        var random = new Random(seed);
        await using var proxy = new TcpProxy(Hub.Address.Port);
        var answered = 0;
        for (var cut = 0; cut < 12; cut++)
        {
            using var channel = Hub.ConnectVia(proxy.Port, Hub.ChongqingCertificate);
            proxy.CutAfter(toServer: random.Next(2_000, 6 * BatchBytes), toClient: cut % 3 == 2 ? random.Next(3_000, 6_000) : long.MaxValue);
            // One that has noted what was answered, and one that has lost its notes.
            var first = cut % 2 == 0 ? answered : Math.Max(0, answered - 2);
            answered = Math.Max(answered, first + await PublishUntilBrokenAsync(channel, first, batchesBeforeLeaving: Batches));
            await AssertWholeAsync(answered);
        }

        proxy.CutAfter(long.MaxValue);
        await BringTheRestAsync();
    }

    [SkippableFact]
    public async Task Publisher_LeavesWithoutWaitingForItsAnswers_KeepsWholeBatchesOnceAndTheNextBringsTheRest()
    {
        var answered = 0;
        for (var leave = 1; leave <= 6; leave++)
        {
            using var channel = Hub.Connect(Hub.ChongqingCertificate);
            answered = Math.Max(answered, answered + await PublishUntilBrokenAsync(channel, answered, leave));
            await AssertWholeAsync(answered);
        }

        await BringTheRestAsync();
    }

    private static RecordPublisherOptions Options => new() { OperatorName = "测试甲", Attempts = 100, Pause = TimeSpan.FromMilliseconds(20) };

    /// <summary>Sends batch after batch without waiting for answers, until the connection is gone or it leaves by itself. Gives how many were answered.</summary>
    private async Task<int> PublishUntilBrokenAsync(HubChannel channel, int first, int batchesBeforeLeaving)
    {
        using var call = new RecordSharingServiceClient(channel.Invoker).PublishRecords();
        var answers = CountAsync(call.ResponseStream);
        try
        {
            await call.RequestStream.WriteAsync(Feeds.Start(DataSet.Notices));
            foreach (var batch in _batches.Skip(first).Take(batchesBeforeLeaving))
                await call.RequestStream.WriteAsync(new PublishRecordsRequest { Batch = new RecordBatch { Records = { batch } } });
            if (first + batchesBeforeLeaving >= Batches)
                await call.RequestStream.CompleteAsync();
            else
                call.Dispose();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or IOException)
        {
            call.Dispose(); // The connection is gone: this publisher is, too.
        }
        return await answers;
    }

    private static async Task<int> CountAsync(IAsyncStreamReader<PublishRecordsResponse> answers)
    {
        var count = 0;
        try
        {
            while (await answers.MoveNext(CancellationToken.None))
                count++;
        }
        catch (RpcException)
        {
            return count; // It is broken: what was answered before counts.
        }
        return count;
    }

    /// <summary>At any time: whole batches, in their order, and what was answered among them.</summary>
    private async Task AssertWholeAsync(int answered)
    {
        var sequence = await SequenceAsync();
        Assert.Equal(0, sequence % BatchSize);
        Assert.True(sequence >= answered * BatchSize, $"{answered} batches were answered, and {sequence} versions are there.");
    }

    private async Task BringTheRestAsync()
    {
        var whole = (int)await SequenceAsync() / BatchSize;
        using var channel = Hub.Connect(Hub.ChongqingCertificate);
        var head = await new RecordPublisher(channel.Invoker, Options, TimeProvider.System).PublishAsync(DataSet.Notices, _batches.SelectMany(batch => batch));

        Assert.Equal((Batches * BatchSize, (ulong)(Batches * BatchSize)), (head!.Sequence, head.Live.Count));
        var digests = await AssertEachOnceAsync();
        Assert.All(_batches.Take(whole), batch => Assert.Contains(DigestOf(batch), digests));
    }

    /// <summary>Each version once, in the order in which it was published, and of each batch an entry in the ledger. Gives the digests of the entries.</summary>
    private async Task<HashSet<string>> AssertEachOnceAsync()
    {
        var sent = _batches.SelectMany(batch => batch).ToList();
        await using var database = await Hub.DatabaseAsync();
        var kept = await database.Records.AsNoTracking().OrderBy(record => record.Sequence).Select(record => new { record.Sequence, record.Key, record.Version }).ToListAsync();
        Assert.Equal(sent.Select((record, i) => (i + 1L, record.Key, 1)), kept.Select(record => (record.Sequence, record.Key, record.Version)));

        var entries = (await Hub.LedgerAsync()).Where(entry => entry.Method.EndsWith("/PublishRecords", StringComparison.Ordinal)).ToList();
        Assert.All(entries, entry => Assert.Equal(ExchangeOutcome.Answered, entry.Outcome));
        var digests = entries.Select(entry => Convert.ToHexString(entry.RequestDigest!)).ToHashSet();
        for (var first = 0; first < sent.Count;)
        {
            var count = LongestBatch(sent, first, digests);
            Assert.True(count > 0, $"The ledger has no entry for a batch that begins with version {first + 1}.");
            first += count;
        }
        return digests;
    }

    /// <summary>How many versions the longest batch has that begins here and is in the ledger: who sends a batch chooses.</summary>
    private static int LongestBatch(List<Record> sent, int first, HashSet<string> digests)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var longest = 0;
        for (var i = first; i < Math.Min(first + RecordRules.MaxBatch, sent.Count); i++)
        {
            hash.AppendData(PublishedStatement.Of(sent[i], Chongqing).Digest);
            if (digests.Contains(Convert.ToHexString(hash.GetCurrentHash())))
                longest = i + 1 - first;
        }
        return longest;
    }

    private async Task<long> SequenceAsync()
    {
        await using var database = await Hub.DatabaseAsync();
        return await database.Feeds.AsNoTracking().Where(feed => feed.DataSet == DataSet.Notices).Select(feed => feed.Sequence).SingleOrDefaultAsync();
    }

    private static string DigestOf(IEnumerable<Record> batch)
        => Convert.ToHexString(SHA256.HashData([.. batch.SelectMany(record => PublishedStatement.Of(record, Chongqing).Digest)]));
}

public sealed class AbortedPublicationTestsOnSqlite() : AbortedPublicationTests(StoreOptions.Sqlite);

public sealed class AbortedPublicationTestsOnPostgreSql() : AbortedPublicationTests(StoreOptions.PostgreSql);
