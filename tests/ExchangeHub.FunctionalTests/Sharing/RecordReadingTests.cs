using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>What records say, as of a day and as known at a time.</summary>
public abstract class RecordReadingTests(string store) : SharingTest(store)
{
    private static readonly DateOnly January = new(2026, 1, 1);
    private static readonly DateOnly March = new(2026, 3, 1);

    [SkippableFact]
    public async Task Get_AsOfDayAndTime_SaysWhatWasKnownThen()
    {
        var first = Feeds.Notice("测1", title: "一月", from: January);
        await Producer.PublishAsync(DataSet.Notices, [first, Feeds.Notice("测1", 2, "三月", March)]);
        var before = await NowAsync();
        Clock.Shift = TimeSpan.FromHours(1);
        await Producer.PublishAsync(DataSet.Notices, [first.Correct(3, 1, "一月（更正）", January)]);

        Assert.Equal("一月（更正）", await TitleAsync(new DateOnly(2026, 2, 1)));
        Assert.Equal("一月", await TitleAsync(new DateOnly(2026, 2, 1), before));
        Assert.Equal("三月", await TitleAsync(March));
        Assert.Equal("RECORD_NOT_FOUND", (await RefusedAsync(() => TitleAsync(January.AddDays(-1)))).Reason);
        Assert.Equal("RECORD_NOT_FOUND", (await RefusedAsync(() => TitleAsync(March, before - TimeSpan.FromDays(1)))).Reason);
    }

    [SkippableFact]
    public async Task Get_DeletedFromADay_FoundBeforeIt()
    {
        var first = Feeds.Notice("测1", from: January);
        await Producer.PublishAsync(DataSet.Notices, [first, first.Delete(2, March)]);

        Assert.Equal("RECORD_NOT_FOUND", (await RefusedAsync(() => TitleAsync(March))).Reason);
        Assert.NotEmpty(await TitleAsync(March.AddDays(-1)));
    }

    [SkippableFact]
    public async Task List_Pages_GiveEachRecordInEffectOnceInOrder()
    {
        var records = Enumerable.Range(0, 120).Select(i => Feeds.Notice($"测{i:D3}", from: January)).ToList();
        await Producer.PublishAsync(DataSet.Notices, records, records.Where((_, i) => i % 3 == 0).Select(record => record.Delete(2, March)));

        var found = await ListAsync(new ListRecordsRequest { DataSet = DataSet.Notices, PageSize = 7 });
        var earlier = await ListAsync(new ListRecordsRequest { DataSet = DataSet.Notices, PageSize = 50, AsOfDate = CalendarDates.ToProto(March.AddDays(-1)) });

        Assert.Equal(records.Select(record => record.Key).Where((_, i) => i % 3 != 0), found.Select(record => record.Key));
        Assert.Equal(records.Select(record => record.Key), earlier.Select(record => record.Key));
    }

    [SkippableFact]
    public async Task List_Filters_FoldVariantsAndPrefixes()
    {
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("渝测１号", title: "關於公證的通報"), Feeds.Notice("渝测2号", title: "其他"), Feeds.Notice("渝𠮷号"), Feeds.Notice("川测1号")]);

        Assert.Equal(["渝测１号"], (await ListAsync(new ListRecordsRequest { DataSet = DataSet.Notices, Text = "公证" })).Select(record => record.Key));
        Assert.Equal(["渝测2号", "渝测１号", "渝𠮷号"], (await ListAsync(new ListRecordsRequest { DataSet = DataSet.Notices, KeyPrefix = "渝" })).Select(record => record.Key).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task List_TokenOfOtherFilters_Refused()
    {
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1"), Feeds.Notice("测2")]);
        var page = await Reader.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.Notices, PageSize = 1 });

        var error = await RefusedAsync(async () => await Reader.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.Notices, PageSize = 1, KeyPrefix = "测", PageToken = page.NextPageToken }));

        Assert.Equal("PAGE_TOKEN_INVALID", error.Reason);
    }

    [SkippableFact]
    public async Task Versions_Pages_GiveAllThatWereCorrectedToo()
    {
        var first = Feeds.Notice("测1");
        await Producer.PublishAsync(DataSet.Notices, [first, first.Correct(2, 1, "更正", January), Feeds.Notice("测1", 3, "改", March)]);

        var one = await Reader.ListRecordVersionsAsync(new ListRecordVersionsRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing, Key = "测1", PageSize = 2 });
        var two = await Reader.ListRecordVersionsAsync(new ListRecordVersionsRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing, Key = "测1", PageSize = 2, PageToken = one.NextPageToken });

        Assert.Equal([1, 2, 3], one.Records.Concat(two.Records).Select(record => record.Version));
        Assert.Equal("", two.NextPageToken);
    }

    [SkippableFact]
    public async Task InternalNotice_HiddenFromOfficesButNumbersAgree()
    {
        var secret = Feeds.Notice("测内1", title: "内部");
        secret.Content.Notice.IsInternal = true;
        await Producer.PublishAsync(DataSet.Notices, [secret, Feeds.Notice("测2")]);

        var list = await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.Notices });
        var (records, head) = await Office.SnapshotAsync(new ReadSnapshotRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing });

        Assert.Equal(["测2"], list.Records.Select(record => record.Key));
        Assert.Null(records.Single(record => record.Key == "测内1").Content);
        Assert.Equal(2UL, head.Live.Count);
        Assert.Equal("RECORD_NOT_FOUND", (await RefusedAsync(async () => await Office.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing, Key = "测内1" }))).Reason);
        Assert.Equal("内部", (await Reader.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing, Key = "测内1" })).Record.Content.Notice.Title);
    }

    [SkippableFact]
    public async Task ProjectProgress_ByOffice_IsInternal()
    {
        var error = await RefusedAsync(async () => await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.ProjectProgress }));

        Assert.Equal((StatusCode.PermissionDenied, "DATA_SET_INTERNAL"), (error.Code, error.Reason));
    }

    [SkippableFact]
    public async Task StoredRecord_Altered_IsNotShown()
    {
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1")]);
        await using (var database = await Hub.DatabaseAsync())
        {
            var entry = database.Records.Single();
            entry.Statement[^1] ^= 1;
            database.Entry(entry).Property(record => record.Statement).IsModified = true;
            await database.SaveChangesAsync();
        }

        Assert.Equal("STORED_DATA_UNREADABLE", (await RefusedAsync(() => TitleAsync(March))).Reason);
    }

    private async Task<string> TitleAsync(DateOnly day, DateTimeOffset? known = null)
        => (await Reader.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing, Key = "测1", AsOfDate = CalendarDates.ToProto(day), KnownTime = known?.ToTimestamp() })).Record.Content.Notice.Title;

    /// <summary>The time of the last version.</summary>
    private async Task<DateTimeOffset> NowAsync()
        => (await Reader.ListDataSetsAsync(new ListDataSetsRequest())).DataSets.SelectMany(set => set.Feeds).Max(feed => feed.RecordTime)!.ToDateTimeOffset();

    private async Task<List<Record>> ListAsync(ListRecordsRequest request)
    {
        var found = new List<Record>();
        do
        {
            var page = await Reader.ListRecordsAsync(request);
            found.AddRange(page.Records);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return found;
    }
}

public sealed class RecordReadingTestsOnSqlite() : RecordReadingTests(StoreOptions.Sqlite);

public sealed class RecordReadingTestsOnPostgreSql() : RecordReadingTests(StoreOptions.PostgreSql);
