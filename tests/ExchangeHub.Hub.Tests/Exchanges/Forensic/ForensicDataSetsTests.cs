using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using static ExchangeHub.Hub.Tests.Exchanges.Forensic.ForensicRecords;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

public class ForensicDataSetsTests
{
    [Fact]
    public void All_Definitions_SayWhoMayReadThem()
    {
        Assert.Equal(
            [(DataSet.InspectionPlans, SharingClass.Unconditional, 0), (DataSet.Inspections, SharingClass.Conditional, 10), (DataSet.Rectifications, SharingClass.Conditional, 10)],
            Sets.All.Select(definition => (definition.Set, definition.SharingClass, definition.DecisionWorkingDays)));
        Assert.Equal(
            [InspectionPlan.Descriptor.FullName, Contracts.Forensic.V1.Inspection.Descriptor.FullName, Contracts.Forensic.V1.Rectification.Descriptor.FullName],
            Sets.All.Select(definition => definition.ContentType));
        Assert.All(Sets.All, definition => Assert.True(definition is { NameZh.Length: > 0, NameEn.Length: > 0, KeyDescription.Length: > 0, Cadence.Length: > 0 }));
    }

    [Fact]
    public void Key_OfEachContent_IsItsNumber()
    {
        Assert.Equal(Announced().PlanNumber, Key(Record(Announced())));
        Assert.Equal(Inspection().InspectionNumber, Key(Record(Inspection())));
        Assert.Equal(Rectification().NoticeNumber, Key(Record(Rectification())));
    }

    [Fact]
    public void Functions_OfOddContent_NeverThrow()
        => Assert.All([Record(new InspectionPlan()), Record(new Inspection()), Record(new Rectification()), Record(new InspectionPlan { Draw = new RandomDraw() }), Record(new Inspection { SchemeId = "X", Object = new InspectedObject() })], record =>
        {
            Assert.Equal("", Key(record));
            Assert.NotEmpty(Check(record));
            Assert.NotNull(Definition(record).Traits(record.Content));
            Assert.NotNull(Definition(record).References(record.Content).ToList());
        });

    [Fact]
    public void Traits_OfAResult_AreWhomAndWhereItIsOf()
    {
        var traits = Definition(Record(Inspection())).Traits(Record(Inspection()).Content);

        Assert.Equal(["川司鉴检测〔2026〕1号", "四川测试司法鉴定所", Licence], traits.Texts);
        Assert.Equal("510104", traits.DivisionCode);
        Assert.Equal([Uscc, Licence], traits.Subjects);
    }

    private static string Key(Record record) => Definition(record).Key(record.Content);
}
