using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Exchanges.Forensic;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;
using ExchangeHub.SampleRegion.Forensic;
using ExchangeHub.SampleRegion.Register;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

/// <summary>What the sample regions publish of inspections is what the hub takes.</summary>
public class SampleInspectionsTests
{
    public static TheoryData<string> Regions => [.. SampleOffices.Regions];

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_EveryVersion_KeepsEveryRule(string region)
    {
        var plain = new CalendarSet(Enumerable.Range(2024, 5).Select(Plain));

        Assert.Empty(Broken(SampleInspections.For(region), CalendarSet.BuiltIn));
        Assert.Empty(Broken(SampleInspections.For(region), plain)); // Tests and demo have calendars without holidays.
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_ARegion_HasPlannedCounts(string region)
    {
        var last = SampleInspections.For(region).GroupBy(record => (record.DataSet, record.Key)).Select(versions => versions.Last()).ToLookup(record => record.DataSet);
        var inspections = last[DataSet.Inspections].Select(record => record.Content.Inspection).ToList();
        var rectifications = last[DataSet.Rectifications].Select(record => record.Content.Rectification).ToList();

        Assert.Equal((6, SampleInspections.Count), (last[DataSet.InspectionPlans].Count(), inspections.Count));
        Assert.Equal(["", "2024", "2026"], inspections.Select(inspection => inspection.SchemeVersion).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal([2024, 2025, 2026], inspections.Select(inspection => inspection.EndDate.Year).Distinct().Order());
        Assert.Equal((6, 4), (inspections.Count(inspection => inspection.NotRatedReason != NotRatedReason.Unspecified), inspections.Count(inspection => inspection.State == InspectionState.Final)));
        Assert.Equal([Grade.A, Grade.B, Grade.C, Grade.D], inspections.Where(inspection => inspection.Score is not null).Select(inspection => inspection.Score.Grade).Distinct().Order());
        Assert.Contains(inspections, inspection => inspection.Object.Kind == InspectedKind.Appraiser);
        Assert.True(rectifications.Select(rectification => rectification.State).Distinct().Count() >= 5);
        Assert.Contains(rectifications, rectification => rectification.ExtensionDate is not null && rectification.State == RectificationState.Passed);
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_Versions_AreNumberedDatedAndMarked(string region)
    {
        var records = SampleInspections.For(region);

        Assert.All(records.GroupBy(record => (record.DataSet, record.Key)), versions =>
        {
            Assert.Equal(Enumerable.Range(1, versions.Count()), versions.Select(record => record.Version));
            Assert.Equal(versions.Select(RecordTimeline.DateOf).Order(), versions.Select(RecordTimeline.DateOf));
        });
        Assert.All(records, record =>
        {
            Assert.Equal(region, record.ProducerRegion);
            Assert.True(RecordTimeline.DateOf(record) <= SampleInspections.LastDate);
            Assert.Contains("测", record.Key, StringComparison.Ordinal);
        });
        Assert.Contains(records, record => record.Operation == RecordOperation.Correct);
    }

    [Fact]
    public void For_Licences_AreThoseOfTheRegistersInstitutions()
    {
        var numbers = SampleInspections.For(SampleOffices.Sichuan, DataSet.InspectionPlans).SelectMany(record => record.Content.InspectionPlan.Draw.Objects).Select(item => item.Key).ToHashSet();

        Assert.Equal(340, numbers.Count);
        Assert.Contains("519999001", numbers);
        Assert.Contains("519999001001", numbers);
        Assert.All(numbers, number => Assert.True(PracticeNumbers.IsForensicLicence(number) || PracticeNumbers.IsForensicPractitioner(number)));
    }

    /// <summary>Publishes as a hub does, on the day of each version.</summary>
    private static List<string> Broken(IEnumerable<Record> records, CalendarSet calendars)
    {
        var sets = new ForensicDataSets(() => ScoreSchemes.Samples, () => calendars).All.ToDictionary(definition => definition.Set);
        var published = new Dictionary<RecordReference, Record>();
        var broken = new List<string>();
        foreach (var record in records)
        {
            var (definition, self) = (sets[record.DataSet], new RecordReference(record.DataSet, record.Key));
            var violations = new Violations(RecordTimeline.DateOf(record));
            definition.Check(record.Content, "content", violations);
            var related = definition.References(record.Content).Where(published.ContainsKey).ToDictionary(reference => reference, reference => published[reference]);
            definition.CheckChange(new RecordChange(published.GetValueOrDefault(self), record, "content", violations, related));
            broken.AddRange(violations.Found.Select(violation => $"{record.Key} {record.Version}: {violation.Field} {violation.Rule.Reason} {violation.Rule.English}"));
            Assert.Equal(record.Key, definition.Key(record.Content));
            published[self] = record;
        }
        return broken;
    }

    private static CalendarFile Plain(int year) => new() { DivisionPrefix = "", Year = year, Revision = 900, NoticeNo = "测试", Published = null, Days = [] };
}
