using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>What becomes of what a region publishes.</summary>
public abstract class PublicationTests(string store) : SharingTest(store)
{
    [SkippableFact]
    public async Task Publish_TwoBatches_NumbersWithoutGapAndLedgerEntries()
    {
        var answers = await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1"), Feeds.Notice("测2")], [Feeds.Notice("测1", 2, "改"), Feeds.Notice("测3")]);

        Assert.Equal([(2, 0, 2), (4, 0, 4)], answers.Select(answer => (answer.RecordCount, answer.RepeatedCount, answer.Head.Sequence)));
        var (records, head) = await Reader.SnapshotAsync(new ReadSnapshotRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing });
        Assert.Equal([("测1", 2), ("测2", 1), ("测3", 1)], records.Select(record => (record.Key, record.Version)));
        Assert.Equal((4, 3UL), (head.Sequence, head.Live.Count));
        Assert.All(records, record => Assert.Equal(RecordDigest.Compute(record), record.Digest));
        Assert.All(records, record => Assert.Equal(Chongqing, record.ProducerRegion));
        var entries = (await Hub.LedgerAsync()).Where(entry => entry.Method.EndsWith("/PublishRecords", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.Equal((ExchangeOutcome.Answered, "cq-back-office", "测试甲"), (entry.Outcome, entry.CallerId, entry.OperatorName)));
    }

    [SkippableFact]
    public async Task Publish_SameVersionsAgain_ChangesNothing()
    {
        Record[] batch = [Feeds.Notice("测1"), Feeds.Notice("测2")];
        await Producer.PublishAsync(DataSet.Notices, batch);

        var again = await Producer.PublishAsync(DataSet.Notices, [.. batch, Feeds.Notice("测3")]);

        Assert.Equal((3, 2, 3), (again[0].RecordCount, again[0].RepeatedCount, again[0].Head.Sequence));
    }

    [SkippableFact]
    public async Task Publish_VersionOtherContent_RefusedAndNothingOfTheBatchKept()
    {
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1")]);

        var error = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测2"), Feeds.Notice("测1", title: "另一内容")]));

        Assert.Equal((StatusCode.AlreadyExists, "RECORD_VERSION_TAKEN", "测1", "1"), (error.Code, error.Reason, error.Metadata["key"], error.Metadata["version"]));
        Assert.Equal(1, (await HeadAsync()).Sequence);
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Publish_Gap_RefusedWithTheHighestThere(int version)
    {
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1")]);

        var error = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", version)]));

        Assert.Equal((StatusCode.FailedPrecondition, "RECORD_VERSION_GAP", "1"), (error.Code, error.Reason, error.Metadata["highest_version"]));
    }

    [SkippableFact]
    public async Task Publish_ReorderedWithinABatch_Refused()
    {
        var error = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", 2), Feeds.Notice("测1")]));

        Assert.Equal("RECORD_VERSION_GAP", error.Reason);
        Assert.Empty((await Producer.ListDataSetsAsync(new ListDataSetsRequest())).DataSets.Single(set => set.DataSet == DataSet.Notices).Feeds);
    }

    [SkippableFact]
    public async Task Publish_BadRecords_NamesEveryProblemAndKeepsTheBatchesBefore()
    {
        var wrong = Feeds.Notice("测2");
        (wrong.Key, wrong.Content.Notice.Title, wrong.Content.Notice.Issuer) = ("别的", "", new string('长', 10_000));
        var lost = Feeds.Notice("测3", title: "\uE000");

        var error = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1")], [wrong, lost]));

        Assert.Equal("REQUEST_INVALID", error.Reason);
        Assert.Equal(
            ["batch.records[0].content.notice.issuer", "batch.records[0].content.notice.title", "batch.records[0].key", "batch.records[1].content.notice.title"],
            error.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
        Assert.Equal(1, (await HeadAsync()).Sequence);
        Assert.Contains(await Hub.LedgerAsync(), entry => entry is { Outcome: ExchangeOutcome.Invalid, Reason: "REQUEST_INVALID" });
    }

    [SkippableFact]
    public async Task Publish_InAnotherRegionsName_Refused()
    {
        var record = Feeds.Notice("测1");
        record.ProducerRegion = "CN-SC";

        var error = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [record]));

        Assert.Equal([("batch.records[0].producer_region", "OTHER_PRODUCER")], error.Violations.Select(violation => (violation.Field, violation.Reason)));
    }

    [SkippableFact]
    public async Task Publish_SameKeyInTwoRegions_TwoRecords()
    {
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", title: "重庆的")]);

        await Reader.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", title: "四川的")]);

        var list = await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.Notices });
        Assert.Equal([(Chongqing, "重庆的"), ("CN-SC", "四川的")], list.Records.Select(record => (record.ProducerRegion, record.Content.Notice.Title)));
    }

    [SkippableFact]
    public async Task Publish_ByNotaryOffice_NotPermitted()
    {
        var error = await RefusedAsync(() => Office.PublishAsync(DataSet.Notices, [Feeds.Notice("测1")]));

        Assert.Equal((StatusCode.PermissionDenied, "ROLE_NOT_PERMITTED"), (error.Code, error.Reason));
    }

    [SkippableFact]
    public async Task Publish_DeletionAndCorrection_FollowTheRules()
    {
        var first = Feeds.Notice("测1");
        var nothing = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测9").Delete(1, new DateOnly(2026, 2, 1))]));
        await Producer.PublishAsync(DataSet.Notices, [first, first.Correct(2, 1, "更正一", new DateOnly(2026, 1, 1))]);
        var twice = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [first.Correct(3, 1, "更正二", new DateOnly(2026, 1, 1))]));
        await Producer.PublishAsync(DataSet.Notices, [first.Delete(3, new DateOnly(2026, 3, 1))]);
        var gone = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [first.Delete(4, new DateOnly(2026, 3, 1))]));

        Assert.Equal("NOTHING_TO_DELETE", nothing.Violations.Single().Reason);
        Assert.Equal("NOT_CORRECTABLE", twice.Violations.Single().Reason);
        Assert.Equal("NOTHING_TO_DELETE", gone.Violations.Single().Reason);
        Assert.Equal((3, 0UL, 0UL), ((await HeadAsync()).Sequence, (await HeadAsync()).Live.Count, (await HeadAsync()).Live.Sum0));
    }

    [SkippableFact]
    public async Task Publish_SideBySide_EachNumberOnce()
    {
        var batches = Enumerable.Range(0, 8).Select(stream => Enumerable.Range(0, 10).Select(batch => Enumerable.Range(0, 5).Select(i => Feeds.Notice($"测{stream}-{batch}-{i}"))).ToArray());

        await Task.WhenAll(batches.Select(stream => Producer.PublishAsync(DataSet.Notices, stream)));

        await using var database = await Hub.DatabaseAsync();
        var numbers = database.Records.Select(record => record.Sequence).Order().ToList();
        Assert.Equal(Enumerable.Range(1, 400).Select(i => (long)i), numbers);
        Assert.Equal((400, 400UL), ((await HeadAsync()).Sequence, (await HeadAsync()).Live.Count));
    }

    [SkippableFact]
    public async Task Publish_ClockGoesBack_RecordTimesDoNot()
    {
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1")]);
        Clock.Shift = TimeSpan.FromHours(-2);

        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", 2, "改")]);

        var versions = await Reader.ListRecordVersionsAsync(new ListRecordVersionsRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing, Key = "测1" });
        Assert.True(versions.Records[1].RecordTime >= versions.Records[0].RecordTime);
    }

    [SkippableFact]
    public async Task Publisher_BatchRefusedInTheMidst_KeepsThoseBeforeAndNoneAfter()
    {
        var publisher = new RecordPublisher(ChannelOf(Hub.ChongqingCertificate).Invoker, new RecordPublisherOptions { OperatorName = "测试甲" }, TimeProvider.System);
        var records = Enumerable.Range(1, 3_500).Select(i => Feeds.Notice($"测{i:D4}", version: i == 1_700 ? 2 : 1));

        var error = await RefusedAsync(() => publisher.PublishAsync(DataSet.Notices, records));

        Assert.Equal(("RECORD_VERSION_GAP", "测1700"), (error.Reason, error.Metadata["key"]));
        var (kept, head) = await Reader.SnapshotAsync(new ReadSnapshotRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing });
        Assert.InRange(kept.Count, 1_000, 1_699); // Whole batches: the hub takes as many as fit in a message.
        Assert.Equal(Enumerable.Range(1, kept.Count).Select(i => $"测{i:D4}"), kept.Select(record => record.Key));
        Assert.Equal(kept.Count, head.Sequence);
    }

    private async Task<FeedHead> HeadAsync()
        => (await Producer.ListDataSetsAsync(new ListDataSetsRequest())).DataSets.Single(set => set.DataSet == DataSet.Notices).Feeds.Single();
}

public sealed class PublicationTestsOnSqlite() : PublicationTests(StoreOptions.Sqlite);

public sealed class PublicationTestsOnPostgreSql() : PublicationTests(StoreOptions.PostgreSql);
