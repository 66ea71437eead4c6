using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>What a region may not publish, and what comes back as it was sent: over the wire, and out of the database.</summary>
public abstract class PublicationShapeTests(string store) : SharingTest(store)
{
    private const string Forensic = "34519999MD9900045D";
    private static readonly DateOnly March = new(2026, 3, 1);

    /// <summary>Each breaks one rule of the number of an institution or practitioner, or of a name.</summary>
    [SkippableTheory]
    [InlineData("34519999MD9900045E", "519999001", "四川测试司法鉴定所", "uscc NOT_A_USCC")] // the last check character
    [InlineData("34519999MD9900055D", "519999001", "四川测试司法鉴定所", "uscc NOT_A_USCC")] // that of the organisation's code
    [InlineData("34519999md9900045d", "519999001", "四川测试司法鉴定所", "uscc NOT_A_USCC")]
    [InlineData("3451999MD9900045D", "519999001", "四川测试司法鉴定所", "uscc NOT_A_USCC")]
    [InlineData("91350100M000100Y4Z", "519999001", "四川测试司法鉴定所", "uscc NOT_A_USCC")]
    [InlineData(Forensic, "51999900", "四川测试司法鉴定所", "licence_number LICENCE_NUMBER")]
    [InlineData(Forensic, "５１９９９９００１", "四川测试司法鉴定所", "licence_number LICENCE_NUMBER")]
    [InlineData(Forensic, "51999900A", "四川测试司法鉴定所", "licence_number LICENCE_NUMBER")]
    [InlineData(Forensic, "519999001", "", "names[0].name TEXT_LENGTH")]
    [InlineData(Forensic, "519999001", "测试\uE863鉴定所", "names[0].name CHARACTER_LOST")] // private use
    [InlineData(Forensic, "519999001", "测试\uFFFD鉴定所", "names[0].name CHARACTER_LOST")]
    public async Task Publish_InstitutionOfBadShape_IsNamedAndNotKept(string uscc, string licence, string name, string expected)
        => await AssertRefusedAsync(Institution(uscc, licence, name), $"batch.records[0].content.institution.{expected}");

    [SkippableTheory]
    [InlineData(10_000)]
    [InlineData(201)]
    public async Task Publish_NameTooLong_IsNamedAndNotKept(int length)
        => await AssertRefusedAsync(Institution(Forensic, "519999001", new string('测', length)), "batch.records[0].content.institution.names[0].name TEXT_LENGTH");

    [SkippableTheory]
    [InlineData(PractitionerKind.Appraiser, "51999900100", "PRACTICE_NUMBER")]
    [InlineData(PractitionerKind.Lawyer, "51999901234567", "PRACTICE_NUMBER")] // a trainee's
    [InlineData(PractitionerKind.Lawyer, "1510120181012345X", "PRACTICE_NUMBER")]
    [InlineData(PractitionerKind.Notary, "51999", "PRACTICE_NUMBER")]
    [InlineData(PractitionerKind.Notary, "519999198001010012", "PERSONAL_NUMBER")] // an identity card's
    public async Task Publish_PractitionerOfBadNumber_IsNamedAndNotKept(PractitionerKind kind, string number, string expected)
        => await AssertRefusedAsync(Practitioner(kind, number), $"batch.records[0].content.practitioner.certificate_number {expected}");

    /// <summary>Characters beyond the basic plane, and the longest name, are kept to the last one.</summary>
    [SkippableFact]
    public async Task Publish_RareCharactersAndLongestName_ComeBackAsTheyWere()
    {
        var name = string.Concat(Enumerable.Repeat("𠮷𬭎䶮𪚥㐂", 40));
        await Producer.PublishAsync(DataSet.Institutions, [Institution(Forensic, "519999001", name)]);

        var record = (await Office.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.Institutions, ProducerRegion = Chongqing, Key = $"{Forensic}/519999001" })).Record;

        Assert.Equal(name, record.Content.Institution.Names.Single().Name);
        Assert.Equal([record.Key], (await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.Institutions, Text = "𬭎䶮𪚥" })).Records.Select(found => found.Key));
    }

    /// <summary>A producer reaches its own feed only: another's record is none that it could change, correct or delete.</summary>
    [SkippableFact]
    public async Task Publish_ChangesOfAnotherRegionsRecord_AreRefusedAndChangeNothing()
    {
        var theirs = Feeds.Notice("测1", title: "重庆的");
        await Producer.PublishAsync(DataSet.Notices, [theirs]);
        var inTheirName = Feeds.Notice("测1", 2, "四川改的");
        inTheirName.ProducerRegion = Chongqing;

        var change = await RefusedAsync(() => Reader.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", 2, "四川改的")]));
        var correction = await RefusedAsync(() => Reader.PublishAsync(DataSet.Notices, [theirs.Correct(2, 1, "四川更正的", March)]));
        var deletion = await RefusedAsync(() => Reader.PublishAsync(DataSet.Notices, [theirs.Delete(2, March)]));
        var named = await RefusedAsync(() => Reader.PublishAsync(DataSet.Notices, [inTheirName]));

        Assert.All([change, correction, deletion], error => Assert.Equal(("RECORD_VERSION_GAP", "0"), (error.Reason, error.Metadata["highest_version"])));
        Assert.Equal([("batch.records[0].producer_region", "OTHER_PRODUCER")], named.Violations.Select(violation => (violation.Field, violation.Reason)));
        Assert.Equal((1, 1UL), await HeadAsync(DataSet.Notices) is { } head ? (head.Sequence, head.Live.Count) : default);
    }

    /// <summary>Versions 1 to 3 come again in other streams: each counts as repeated, whichever is the highest, and only with the same content.</summary>
    [SkippableFact]
    public async Task Publish_OlderVersionsAgainAndOutOfOrder_AreRepeatedOrRefused()
    {
        Record[] versions = [Feeds.Notice("测1"), Feeds.Notice("测1", 2, "改一", March), Feeds.Notice("测1", 3, "改二", March)];
        await Producer.PublishAsync(DataSet.Notices, versions);

        var again = await Producer.PublishAsync(DataSet.Notices, [versions[2], versions[0], versions[1]], [versions[1]]);
        var taken = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", 2, "另一内容", March)]));
        var backwards = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", 5, "五", March), Feeds.Notice("测1", 4, "四", March)]));
        var twice = await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1", 4, "四", March), Feeds.Notice("测1", 4, "四", March)]);

        Assert.Equal([(3, 3, 3), (4, 1, 3)], again.Select(answer => (answer.RecordCount, answer.RepeatedCount, answer.Head.Sequence)));
        Assert.Equal((StatusCode.AlreadyExists, "RECORD_VERSION_TAKEN", "3"), (taken.Code, taken.Reason, taken.Metadata["highest_version"]));
        Assert.Equal((StatusCode.FailedPrecondition, "RECORD_VERSION_GAP", "3"), (backwards.Code, backwards.Reason, backwards.Metadata["highest_version"]));
        Assert.Equal([(2, 1, 4)], twice.Select(answer => (answer.RecordCount, answer.RepeatedCount, answer.Head.Sequence)));
    }

    private static Record Institution(string uscc, string licence, string name) => Of(DataSet.Institutions, $"{uscc}/{licence}", new RecordContent
    {
        Institution = new Institution
        {
            Kind = InstitutionKind.ForensicInstitution,
            Uscc = uscc,
            LicenceNumber = licence,
            Names = { new DatedName { Name = name } },
            DivisionCode = "510104",
            Status = PracticeStatus.Active,
        },
    });

    private static Record Practitioner(PractitionerKind kind, string number) => Of(DataSet.Practitioners, number, new RecordContent
    {
        Practitioner = new Practitioner { Kind = kind, CertificateNumber = number, Name = "测试𠮷", InstitutionUscc = Forensic, Status = PracticeStatus.Active },
    });

    private static Record Of(DataSet set, string key, RecordContent content) => new()
    {
        DataSet = set,
        Operation = RecordOperation.Upsert,
        Key = key,
        Version = 1,
        EffectiveDate = CalendarDates.ToProto(new DateOnly(2026, 1, 1)),
        Content = content,
    };

    private async Task AssertRefusedAsync(Record record, string expected)
    {
        var error = await RefusedAsync(() => Producer.PublishAsync(record.DataSet, [record]));

        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_INVALID"), (error.Code, error.Reason));
        Assert.Equal([expected], error.Violations.Select(violation => $"{violation.Field} {violation.Reason}"));
        Assert.Null(await HeadAsync(record.DataSet));
    }

    /// <summary>How far Chongqing's feed is; null while there is none.</summary>
    private async Task<FeedHead?> HeadAsync(DataSet set)
        => (await Producer.ListDataSetsAsync(new ListDataSetsRequest())).DataSets.Single(description => description.DataSet == set).Feeds.SingleOrDefault(feed => feed.ProducerRegion == Chongqing);
}

public sealed class PublicationShapeTestsOnSqlite() : PublicationShapeTests(StoreOptions.Sqlite);

public sealed class PublicationShapeTestsOnPostgreSql() : PublicationShapeTests(StoreOptions.PostgreSql);
