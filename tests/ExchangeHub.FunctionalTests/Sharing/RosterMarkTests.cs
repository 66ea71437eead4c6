using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Feeds;
using ExchangeHub.TestKit;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Chongqing sanctions whom rosters of Sichuan name, or a licence there lapses: the entry is marked (名录标注).</summary>
public abstract class RosterMarkTests(string store) : RosterMarkTest(store)
{
    [SkippableFact]
    public async Task Sanction_OfOneRegion_MarksTheEntriesOfTheOther()
    {
        await Reader.PublishAsync(DataSet.Institutions, [Rosters.Institution(), Rosters.Institution("519999002")]);
        await Reader.PublishAsync(DataSet.Practitioners, [Rosters.Person(), Rosters.Person(key: "519999001002")]);
        await SanctionAsync(Rosters.Sanction("渝测罚1号", Rosters.InstitutionSubject, Today), Rosters.Sanction("渝测罚2号", Rosters.PersonSubject, Today));

        await Hub.MarkRostersAsync();

        var expected = new RosterMark
        {
            Kind = RosterMarkKind.Sanctioned,
            SinceDate = CalendarDates.ToProto(Today),
            UntilDate = CalendarDates.ToProto(Today.AddYears(1)),
            Basis = new RecordName { DataSet = DataSet.AdministrativeSanctions, ProducerRegion = Chongqing, Key = "渝测罚1号" },
        };
        Assert.Equal([expected], await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey));
        Assert.Equal("渝测罚2号", Assert.Single(await MarksAsync(DataSet.Practitioners, Rosters.PersonKey)).Basis.Key);
        Assert.Empty(await MarksAsync(DataSet.Practitioners, "519999001002"));

        var institutions = await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.Institutions });
        Assert.Equal(institutions.Records.Select(record => record.Key), institutions.Marks.Select(marks => marks.Entry.Key));
        Assert.All(institutions.Marks, marks => Assert.Equal([expected], marks.Marks));
        var people = await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.Practitioners });
        Assert.Equal((2, Rosters.PersonSubject), (people.Records.Count, Assert.Single(people.Marks).Subject));
        Assert.Empty((await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.AdministrativeSanctions })).Marks);
    }

    /// <summary>It is a feed as any other.</summary>
    [SkippableFact]
    public async Task Marks_AreAFeedOfTheHub()
    {
        await Reader.PublishAsync(DataSet.Practitioners, [Rosters.Person()]);
        await SanctionAsync(Rosters.Sanction("渝测罚1号", Rosters.PersonSubject, Today));
        await Hub.MarkRostersAsync();

        var record = (await Office.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.RosterMarks, ProducerRegion = "HUB", Key = PersonMarks })).Record;
        var listed = (await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.RosterMarks, SubjectKey = Rosters.PersonKey, KeyPrefix = "CN-SC/" })).Records;
        var (snapshot, head) = await Office.SnapshotAsync(new ReadSnapshotRequest { DataSet = DataSet.RosterMarks, ProducerRegion = "HUB" });
        using var watch = Office.WatchChanges(new WatchChangesRequest { DataSet = DataSet.RosterMarks, ProducerRegion = "HUB" });
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((1, 1L, CalendarDates.ToProto(Today)), (record.Version, record.Sequence, record.EffectiveDate));
        Assert.All<IEnumerable<Record>>([listed, snapshot, watch.ResponseStream.Current.Records], records => Assert.Equal([record], records));
        Assert.Equal((1L, 1ul), (head.Sequence, head.Live.Count));
        Assert.Equal("HUB", Assert.Single((await Office.ListDataSetsAsync(new ListDataSetsRequest())).DataSets.Single(set => set.DataSet == DataSet.RosterMarks).Feeds).ProducerRegion);

        await SanctionAsync(Rosters.Sanction("渝测罚2号", Rosters.PersonSubject, Today));
        await Hub.MarkRostersAsync();
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(["渝测罚1号", "渝测罚2号"], watch.ResponseStream.Current.Records.Single().Content.RosterMarks.Marks.Select(mark => mark.Basis.Key));
        Assert.Equal(new FeedResult(3, 5, 0, 0, 0), await Hub.Services.GetRequiredService<FeedCheck>().RunAsync(CancellationToken.None));
        var entry = (await Hub.LedgerAsync()).Last(entry => entry.Method == "hub:roster-marks");
        Assert.Equal(("hub", "HUB", "名录标注"), (entry.CallerId, entry.CallerRegion, entry.Purpose));
    }

    [SkippableFact]
    public async Task Suspension_EndsByItsDate_AndTheSanctionToo()
    {
        var (begin, known) = (Today, Clock.GetUtcNow());
        await Reader.PublishAsync(DataSet.Institutions, [Rosters.Institution()]);
        await SanctionAsync(Rosters.Sanction("渝测罚1号", Rosters.InstitutionSubject, begin, sanction =>
        {
            sanction.Kind = SanctionKind.Suspension;
            (sanction.SuspensionStartDate, sanction.SuspensionEndDate) = (CalendarDates.ToProto(begin.AddDays(1)), CalendarDates.ToProto(begin.AddMonths(4)));
        }));
        await Hub.MarkRostersAsync();
        Assert.Equal([RosterMarkKind.Sanctioned], await KindsAsync());

        MoveTo(begin.AddDays(1));
        await Hub.MarkRostersAsync();
        Assert.Equal([RosterMarkKind.Sanctioned, RosterMarkKind.Suspended], await KindsAsync());
        Assert.Equal(2, (await VersionsAsync(InstitutionMarks)).Count);

        MoveTo(begin.AddMonths(4));
        await Hub.MarkRostersAsync();
        Assert.Equal(2, (await VersionsAsync(InstitutionMarks)).Count);

        MoveTo(begin.AddMonths(4).AddDays(1));
        Assert.Equal([RosterMarkKind.Sanctioned], await KindsAsync()); // It has ended, whether or not the job has run.
        await Hub.MarkRostersAsync();
        Assert.Equal([RosterMarkKind.Sanctioned], await KindsAsync());
        Assert.Equal(3, (await VersionsAsync(InstitutionMarks)).Count);

        MoveTo(begin.AddYears(1).AddDays(1));
        await Hub.MarkRostersAsync();
        Assert.Empty(await KindsAsync());
        Assert.Equal(RecordOperation.Delete, (await VersionsAsync(InstitutionMarks))[^1].Operation);

        // As it was.
        Assert.Equal([RosterMarkKind.Sanctioned, RosterMarkKind.Suspended], await KindsAsync(begin.AddMonths(2)));
        Assert.Equal([RosterMarkKind.Sanctioned], await KindsAsync(begin));
        var list = await Office.ListRecordsAsync(new ListRecordsRequest { DataSet = DataSet.Institutions, AsOfDate = CalendarDates.ToProto(begin.AddMonths(2)) });
        Assert.Equal(2, Assert.Single(list.Marks).Marks.Count);
        var before = await Office.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.Institutions, ProducerRegion = Sichuan, Key = Rosters.InstitutionKey, AsOfDate = CalendarDates.ToProto(begin.AddMonths(2)), KnownTime = (known + TimeSpan.FromHours(1)).ToTimestamp() });
        Assert.Equal([RosterMarkKind.Sanctioned], before.Marks.Select(mark => mark.Kind));

        Task<RosterMarkKind[]> KindsAsync(DateOnly? day = null) => this.KindsAsync(DataSet.Institutions, Rosters.InstitutionKey, day);
    }

    [SkippableFact]
    public async Task Sanction_DeletedOrCorrected_TakesItsMarkAway()
    {
        await Reader.PublishAsync(DataSet.Institutions, [Rosters.Institution()]);
        await Reader.PublishAsync(DataSet.Practitioners, [Rosters.Person()]);
        var (one, other) = (Rosters.Sanction("渝测罚1号", Rosters.InstitutionSubject, Today), Rosters.Sanction("渝测罚2号", Rosters.InstitutionSubject, Today));
        await SanctionAsync(one, other);
        await Hub.MarkRostersAsync();
        Assert.Equal(2, (await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey)).Count);

        await SanctionAsync(one.Delete(2, Today));
        await Hub.MarkRostersAsync();
        Assert.Equal("渝测罚2号", Assert.Single(await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey)).Basis.Key);

        // It was against somebody else.
        var corrected = Rosters.Sanction("渝测罚2号", Rosters.PersonSubject, Today);
        (corrected.Version, corrected.Operation, corrected.CorrectedVersion, corrected.Reason) = (2, RecordOperation.Correct, 1, "更正（测试）");
        await SanctionAsync(corrected);
        await Hub.MarkRostersAsync();
        Assert.Empty(await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey));
        Assert.Equal("渝测罚2号", Assert.Single(await MarksAsync(DataSet.Practitioners, Rosters.PersonKey)).Basis.Key);
        Assert.Equal("RECORD_NOT_FOUND", (await RefusedAsync(async () => await Office.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.RosterMarks, ProducerRegion = "HUB", Key = InstitutionMarks }))).Reason);
    }

    [SkippableFact]
    public async Task Licence_Lapsed_MarksUntilItIsRenewed()
    {
        await Reader.PublishAsync(DataSet.Institutions, [Rosters.Institution(licenceEnd: Today)]);
        await Reader.PublishAsync(DataSet.Practitioners, [Rosters.Person(certificateEnd: Today.AddDays(-1))]);
        await Hub.MarkRostersAsync();
        Assert.Empty(await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey));
        Assert.Equal([RosterMarkKind.LicenceLapsed], await KindsAsync(DataSet.Practitioners, Rosters.PersonKey));

        MoveTo(Today.AddDays(1));
        await Hub.MarkRostersAsync();
        var mark = Assert.Single(await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey));
        Assert.Equal(
            new RosterMark { Kind = RosterMarkKind.LicenceLapsed, SinceDate = CalendarDates.ToProto(Today), Basis = new RecordName { DataSet = DataSet.Institutions, ProducerRegion = Sichuan, Key = Rosters.InstitutionKey } },
            mark);

        await Reader.PublishAsync(DataSet.Institutions, [Rosters.Institution(licenceEnd: Today.AddYears(5), version: 2)]);
        await Hub.MarkRostersAsync();
        Assert.Empty(await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey));
        Assert.Equal([RosterMarkKind.LicenceLapsed], await KindsAsync(DataSet.Practitioners, Rosters.PersonKey));
    }

    /// <summary>Which of the two was published first, and gone through first, does not matter.</summary>
    [SkippableFact]
    public async Task Entry_PublishedAfterTheSanction_IsMarkedAllTheSame()
    {
        await SanctionAsync(Rosters.Sanction("渝测罚1号", Rosters.PersonSubject, Today));
        await Hub.MarkRostersAsync();
        Assert.Empty(await VersionsAsync(PersonMarks));

        await Reader.PublishAsync(DataSet.Practitioners, [Rosters.Person()]);
        await Hub.MarkRostersAsync();

        Assert.Equal([RosterMarkKind.Sanctioned], await KindsAsync(DataSet.Practitioners, Rosters.PersonKey));
    }

    /// <summary>Everybody may read the marks: what only some may read leaves no trace in them.</summary>
    [SkippableFact]
    public async Task Sanction_SharedUponApplication_MarksNothing()
    {
        await Reader.PublishAsync(DataSet.Practitioners, [Rosters.Person()]);
        await Producer.PublishAsync(DataSet.IndustrySanctions, [Rosters.Sanction("渝测协1号", Rosters.PersonSubject, Today, sanction => sanction.Kind = SanctionKind.PublicCondemnation, DataSet.IndustrySanctions)]);

        await Hub.MarkRostersAsync();

        Assert.Empty(await MarksAsync(DataSet.Practitioners, Rosters.PersonKey));
        Assert.Empty(await VersionsAsync(PersonMarks));
        await using var database = await Hub.DatabaseAsync();
        Assert.Equal([DataSet.Practitioners], await database.RosterSubjects.Select(subject => subject.DataSet).ToListAsync());
    }

    [SkippableFact]
    public async Task Marks_PublishedByARegion_AreRefused()
    {
        var record = new Record { DataSet = DataSet.RosterMarks, Operation = RecordOperation.Upsert, Key = PersonMarks, Version = 1, EffectiveDate = CalendarDates.ToProto(Today), Content = new RecordContent { RosterMarks = new RosterMarks() } };

        var error = await RefusedAsync(() => Producer.PublishAsync(DataSet.RosterMarks, [record]));

        Assert.Equal(("REQUEST_INVALID", "start.data_set"), (error.Reason, Assert.Single(error.Violations).Field));
    }
}

public sealed class RosterMarkTestsOnSqlite() : RosterMarkTests(StoreOptions.Sqlite);

public sealed class RosterMarkTestsOnPostgreSql() : RosterMarkTests(StoreOptions.PostgreSql);
