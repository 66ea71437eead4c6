using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Exchanges.Sharing;
using ExchangeHub.Hub.Tests.Cases;
using Google.Protobuf;
using static ExchangeHub.Hub.Tests.Exchanges.Sharing.RecordSamples;

namespace ExchangeHub.Hub.Tests.Exchanges.Sharing;

public class SharingDataSetsTests
{
    private static readonly (DataSet Set, IMessage Item, string Key, SharingClass Class)[] Samples =
    [
        (DataSet.Institutions, GoodInstitution, "34519999MD9900045D/519999001", SharingClass.Unconditional),
        (DataSet.Practitioners, GoodPractitioner, "519999001001", SharingClass.Unconditional),
        (DataSet.ForeignRelatedList, GoodSpecialListEntry, "2026/测试519900001", SharingClass.Unconditional),
        (DataSet.IntellectualPropertyList, GoodSpecialListEntry, "2026/测试519900001", SharingClass.Unconditional),
        (DataSet.AdministrativeSanctions, Administrative, "川测司罚〔2026〕1号", SharingClass.Unconditional),
        (DataSet.IndustrySanctions, Industry, "川测鉴协〔2026〕1号", SharingClass.Conditional),
        (DataSet.WatchList, GoodWatchListEntry, "重点关注/519999001001", SharingClass.Conditional),
        (DataSet.Courses, GoodCourse, "CQSC-2026-001", SharingClass.Unconditional),
        (DataSet.CreditHours, GoodCreditHours, "519999001001/CQSC-2026-001", SharingClass.Conditional),
        (DataSet.TechnicalGuides, GoodTechnicalGuide, "测试 SF/T 0001-2026/2026", SharingClass.Unconditional),
        (DataSet.Notices, GoodNotice, "川测司通〔2026〕1号", SharingClass.Unconditional),
        (DataSet.ProjectProgress, GoodProjectProgress, "CY-001/2026-Q1", SharingClass.Internal),
        (DataSet.RevokedCertificates, GoodRevokedCertificate, "32519999MD99000101/(2017)川测证執242", SharingClass.Conditional),
    ];

    public static TheoryData<int> SampleRows => new(Enumerable.Range(0, Samples.Length));

    [Fact]
    public void All_AreTheDataSetsButForInspections()
        => Assert.Equal(DataSets.All.Where(set => set is < DataSet.InspectionPlans or DataSet.RosterMarks), new SharingDataSets(CaseSamples.State()).All.Select(set => set.Set).Order());

    [Theory]
    [MemberData(nameof(SampleRows))]
    public void Definition_OfEachDataSet_SaysWhatTheContractSays(int row)
    {
        var (set, item, key, sharingClass) = Samples[row];
        var definition = Set(set);
        var content = Content(item);

        Assert.Empty(Found(set, content));
        Assert.Equal((key, sharingClass), (definition.Key(content), definition.SharingClass));
        Assert.Equal(sharingClass == SharingClass.Conditional ? 10 : 0, definition.DecisionWorkingDays);
        Assert.Equal((item.Descriptor.FullName, content.ContentCase), (definition.ContentType, definition.Content));
        Assert.All([definition.NameZh, definition.NameEn, definition.KeyDescription, definition.Cadence], Assert.NotEmpty);
    }

    /// <summary>The only one that the hub itself makes.</summary>
    [Fact]
    public void RosterMarks_AreOfTheHub()
    {
        var marks = Set(DataSet.RosterMarks);
        var content = Content(new RosterMarks
        {
            Entry = new RecordName { DataSet = DataSet.Practitioners, ProducerRegion = "CN-SC", Key = "519999001001" },
            Subject = new SubjectReference { Kind = SubjectKind.Person, Key = "519999001001", Name = "测试王𬭎" },
        });

        Assert.Equal([DataSet.RosterMarks], new SharingDataSets(CaseSamples.State()).All.Where(set => set.IsOfHub).Select(set => set.Set));
        Assert.Equal(("CN-SC/PRACTITIONERS/519999001001", SharingClass.Unconditional), (marks.Key(content), marks.SharingClass));
        Assert.Equal(["测试王𬭎", "519999001001"], marks.Traits(content).Texts);
        Assert.Equal(["519999001001"], marks.Traits(content).Subjects);
        Assert.All([marks.NameZh, marks.NameEn, marks.KeyDescription, marks.Cadence], Assert.NotEmpty);
    }

    /// <summary>A key is computed before anything was found valid.</summary>
    [Theory]
    [MemberData(nameof(SampleRows))]
    public void Key_OfAnEmptyContent_IsThere(int row)
    {
        var (set, item, _, _) = Samples[row];
        var content = Content(item.Descriptor.Parser.ParseFrom(ByteString.Empty));

        Assert.Equal("", Set(set).Key(content).Trim('/'));
        Assert.All(Set(set).Traits(content).Subjects, Assert.NotEmpty);
        Assert.False(Set(set).IsInternal(content));
        Assert.NotEmpty(Found(set, content));
    }

    [Fact]
    public void Key_OfALawFirmWithoutLicence_EndsInASlash() => Assert.Equal($"{NotaryUscc}/", Set(DataSet.Institutions).Key(Content(new Institution { Uscc = NotaryUscc })));

    [Fact]
    public void Traits_NameWhatARecordIsAbout()
    {
        var institution = Set(DataSet.Institutions).Traits(Content(GoodInstitution));
        Assert.Equal(["四川测试司法鉴定所", "四川测试𠮷司法鉴定中心", ForensicUscc, "519999001"], institution.Texts);
        Assert.Equal("510104", institution.DivisionCode);
        Assert.Equal([ForensicUscc], institution.Subjects);
        Assert.Equal(["519999001001", ForensicUscc], Set(DataSet.Practitioners).Traits(Content(GoodPractitioner)).Subjects);
        Assert.Equal([ForensicUscc], Set(DataSet.AdministrativeSanctions).Traits(Content(Administrative)).Subjects);
        Assert.Equal(["519999001001"], Set(DataSet.WatchList).Traits(Content(GoodWatchListEntry)).Subjects);
        Assert.Equal([NotaryUscc], Set(DataSet.RevokedCertificates).Traits(Content(GoodRevokedCertificate)).Subjects);
        Assert.Equal(["519999001001"], Set(DataSet.CreditHours).Traits(Content(GoodCreditHours)).Subjects);
    }

    [Fact]
    public void Documents_OfARecord_AreItsPapers()
    {
        Assert.Equal(GoodCourse.Documents, Set(DataSet.Courses).Documents(Content(GoodCourse)));
        Assert.Equal(GoodTechnicalGuide.Documents, Set(DataSet.TechnicalGuides).Documents(Content(GoodTechnicalGuide)));
        Assert.Equal(GoodNotice.Documents, Set(DataSet.Notices).Documents(Content(GoodNotice)));
        Assert.Equal(GoodProjectProgress.Documents, Set(DataSet.ProjectProgress).Documents(Content(GoodProjectProgress)));
        Assert.Empty(Set(DataSet.Practitioners).Documents(Content(GoodPractitioner)));
    }

    [Fact]
    public void IsInternal_OfANotice_IsWhatItSays()
    {
        Assert.True(Set(DataSet.Notices).IsInternal(Content(new Notice(GoodNotice) { IsInternal = true })));
        Assert.False(Set(DataSet.Notices).IsInternal(Content(GoodNotice)));
    }
}
