using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Hub.Sharing;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>The data sets of forensic inspection (司法鉴定执业检查): plans, results, rectifications, and their rules.</summary>
/// <param name="schemes">The score schemes at present.</param>
/// <param name="calendars">The working-day calendars at present.</param>
internal sealed class ForensicDataSets(Func<ScoreSchemes> schemes, Func<CalendarSet> calendars)
{
    /// <summary>Working days within which a region decides who may read its results.</summary>
    private const int DecisionDays = 10;

    private readonly InspectionRules _rules = new(schemes);
    private readonly InspectionChanges _changes = new(schemes);
    private readonly RectificationChanges _rectifications = new(calendars);

    /// <summary>All three, in the contract's order.</summary>
    public IReadOnlyList<DataSetDefinition> All => [Plans, Inspections, Rectifications];

    private static DataSetDefinition Plans => DataSetDefinition.Of(
        DataSet.InspectionPlans, content => content.InspectionPlan, plan => plan.PlanNumber, PlanRules.Check,
        definition => definition with
        {
            NameZh = "检查计划",
            NameEn = "Inspection plans",
            SharingClass = SharingClass.Unconditional,
            KeyDescription = "plan_number",
            Cadence = "公布时、抽取后各一次 / when announced, and after the draw",
            CheckChange = PlanChanges.Check,
            Traits = content => Traits(content.InspectionPlan),
        });

    private DataSetDefinition Inspections => DataSetDefinition.Of(
        DataSet.Inspections, content => content.Inspection, inspection => inspection.InspectionNumber, _rules.Check,
        definition => definition with
        {
            NameZh = "检查结果",
            NameEn = "Inspection results",
            SharingClass = SharingClass.Conditional,
            KeyDescription = "inspection_number",
            Cadence = "定稿时、公示时 / when final, and when published",
            DecisionWorkingDays = DecisionDays,
            References = content => InspectionChanges.References(content.Inspection),
            CheckChange = _changes.Check,
            Traits = content => Traits(content.Inspection),
        });

    private DataSetDefinition Rectifications => DataSetDefinition.Of(
        DataSet.Rectifications, content => content.Rectification, rectification => rectification.NoticeNumber, RectificationRules.Check,
        definition => definition with
        {
            NameZh = "整改",
            NameEn = "Rectifications",
            SharingClass = SharingClass.Conditional,
            KeyDescription = "notice_number",
            Cadence = "状态变化时 / when the state changes",
            DecisionWorkingDays = DecisionDays,
            References = content => RectificationChanges.References(content.Rectification),
            CheckChange = _rectifications.Check,
            Traits = content => Traits(content.Rectification),
        });

    /// <summary>Without those who may be drawn: there are thousands, and a plan is not about any of them.</summary>
    private static RecordTraits Traits(InspectionPlan plan) => new([plan.PlanNumber, plan.Title], "", []);

    private static RecordTraits Traits(Inspection inspection) => Traits(inspection.Object, inspection.InspectionNumber, inspection.PlanNumber);

    private static RecordTraits Traits(Rectification rectification) => Traits(rectification.Object, rectification.NoticeNumber, rectification.InspectionNumber);

    private static RecordTraits Traits(InspectedObject? inspected, params string[] numbers)
        => new([.. Given([.. numbers, inspected?.Name, inspected?.Number])], inspected?.DivisionCode ?? "", [.. Given([inspected?.Uscc, inspected?.Number])]);

    private static IEnumerable<string> Given(IEnumerable<string?> texts) => texts.OfType<string>().Where(text => text.Length > 0);
}
