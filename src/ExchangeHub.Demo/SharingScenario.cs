using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Records;
using ExchangeHub.SampleRegion.Forensic;
using ExchangeHub.SampleRegion.Sharing;
using static ExchangeHub.Demo.SharingSides;

namespace ExchangeHub.Demo;

/// <summary>
/// Information sharing (信息共享) in one direction: a region publishes all that it shares, and what changes; the other has it in its copy. A sanction marks
/// whom it is against in the roster.
/// </summary>
internal sealed class SharingScenario(SharingSides sides)
{
    private readonly Dictionary<DataSet, FeedHead> _heads = [];

    /// <summary>Data sets that everybody may read: of these the other region keeps copies.</summary>
    public static IReadOnlyList<DataSet> Open { get; } =
    [
        DataSet.Institutions, DataSet.Practitioners, DataSet.ForeignRelatedList, DataSet.IntellectualPropertyList, DataSet.AdministrativeSanctions,
        DataSet.Courses, DataSet.TechnicalGuides, DataSet.Notices, DataSet.InspectionPlans,
    ];

    /// <summary>What the hub publishes: both regions keep a copy.</summary>
    public static FeedName Marks { get; } = new(DataSet.RosterMarks, "HUB");

    private DateOnly Today => sides.World.Clock.Today;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await PublishAllAsync(cancellationToken);
        await ChangeAsync(cancellationToken);
    }

    /// <summary>Each data set, in an order in which nothing refers to what is not there yet; then the copies of the other region.</summary>
    private async Task PublishAllAsync(CancellationToken cancellationToken)
    {
        foreach (var group in SampleRecords.For(sides.Producer).Concat(SampleInspections.For(sides.Producer)).GroupBy(record => record.DataSet).OrderBy(group => group.Key))
        {
            var records = group.ToList();
            await sides.DoAsync($"publish {group.Key}", $"发布 {group.Key}", sides.Producer, SharingSides.Hub, Count(records.Count), async () =>
            {
                _heads[group.Key] = (await sides.PublishAsync(group.Key, records, cancellationToken))!;
                return Count(_heads[group.Key].Sequence);
            });
        }
        foreach (var set in Open)
            await sides.DoAsync($"copy of {set}", $"本地副本 {set}", SharingSides.Hub, sides.Reader, InStep, () => InStepAsync(set, cancellationToken));
    }

    /// <summary>An institution is suspended: the decision, the roster's entry, and the mark beside it. Another sanction is no more.</summary>
    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        var institution = Last(SampleRecords.For(sides.Producer, DataSet.Institutions)).First(record => record.Content?.Institution.Status == PracticeStatus.Active);
        var sanction = Last(SampleRecords.For(sides.Producer, DataSet.AdministrativeSanctions)).First(record => record.Content?.Sanction.RepairStatus == CreditRepairStatus.None);
        var suspension = Suspension(sanction, institution.Content.Institution);
        await ArrivesAsync("a sanction is published", "公示行政处罚", suspension, record => record.Content.Sanction.Kind.ToString(), nameof(SanctionKind.Suspension), cancellationToken);
        await ArrivesAsync("a roster entry is suspended", "机构停业", Next(institution, content => content.Institution.Status = PracticeStatus.Suspended), record => record.Content.Institution.Status.ToString(), nameof(PracticeStatus.Suspended), cancellationToken);
        await MarkedAsync(institution.Key, suspension.Key, cancellationToken);
        await ArrivesAsync("a sanction's credit is repaired", "处罚信用修复", Next(sanction, content => content.Sanction.RepairStatus = CreditRepairStatus.Repaired), record => record.Content.Sanction.RepairStatus.ToString(), nameof(CreditRepairStatus.Repaired), cancellationToken);
    }

    /// <summary>Who reads the entry sees the mark, and so does who has a copy.</summary>
    private async Task MarkedAsync(string entry, string decision, CancellationToken cancellationToken)
    {
        var expected = $"{RosterMarkKind.Sanctioned} {RosterMarkKind.Suspended}";
        await sides.DoAsync("the sanction marks the roster entry", "处罚标注至名录", SharingSides.Hub, sides.Reader, expected, async () =>
        {
            await sides.World.MarkRostersAsync(cancellationToken);
            var answer = await sides.Records.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.Institutions, ProducerRegion = sides.Producer, Key = entry }, cancellationToken: cancellationToken);
            return Kinds(answer.Marks);
        });
        await sides.DoAsync($"copy of {DataSet.RosterMarks}", $"本地副本 {DataSet.RosterMarks}", SharingSides.Hub, sides.Reader, expected, async () =>
        {
            var sets = await sides.Records.ListDataSetsAsync(new ListDataSetsRequest(), cancellationToken: cancellationToken);
            var head = sets.DataSets.Single(set => set.DataSet == Marks.Set).Feeds.Single();
            await sides.World.Region(sides.Reader).WaitForCopyAsync(Marks, head.Sequence, cancellationToken);
            var found = await sides.World.Region(sides.Reader).Records.FindAsync(Marks, RosterMarking.KeyOf(DataSet.Institutions, sides.Producer, entry), Today, cancellationToken);
            return Kinds(found?.Content.RosterMarks.Marks ?? []);
        });

        string Kinds(IEnumerable<RosterMark> marks) => string.Join(' ', marks.Where(mark => mark.Basis.Key == decision).Select(mark => mark.Kind));
    }

    /// <summary>Sees a version in the other region's copy, once it is published.</summary>
    private async Task ArrivesAsync(string name, string nameZh, Record next, Func<Record, string> read, string expected, CancellationToken cancellationToken)
        => await sides.DoAsync(name, nameZh, sides.Producer, sides.Reader, expected, async () =>
        {
            _heads[next.DataSet] = (await sides.PublishAsync(next.DataSet, [next], cancellationToken))!;
            await InStepAsync(next.DataSet, cancellationToken);
            var found = await sides.World.Region(sides.Reader).Records.FindAsync(new FeedName(next.DataSet, sides.Producer), next.Key, Today, cancellationToken);
            return found is null ? "-" : read(found);
        });

    /// <summary>From today on, something is otherwise.</summary>
    private Record Next(Record before, Action<RecordContent> change) => NextOf(before, Today, change);

    /// <summary>From a day on, something is otherwise.</summary>
    public static Record NextOf(Record before, DateOnly today, Action<RecordContent> change)
    {
        var next = before.Clone();
        (next.Version, next.Operation, next.CorrectedVersion, next.Reason, next.EffectiveDate) = (before.Version + 1, RecordOperation.Upsert, 0, "", CalendarDates.ToProto(today));
        change(next.Content);
        return next;
    }

    /// <summary>A decision of today: six months, published for a year.</summary>
    private Record Suspension(Record sample, Institution institution)
    {
        var record = Next(sample, content =>
        {
            var sanction = content.Sanction;
            sanction.DecisionNumber = $"{sanction.DecisionNumber}（测试新）";
            sanction.Subject = RosterMarking.SubjectOf(new RecordContent { Institution = institution });
            (sanction.Kind, sanction.Amount) = (SanctionKind.Suspension, null);
            sanction.DecisionDate = sanction.PublishStartDate = sanction.SuspensionStartDate = CalendarDates.ToProto(Today);
            (sanction.SuspensionEndDate, sanction.PublishEndDate) = (CalendarDates.ToProto(Today.AddMonths(6)), CalendarDates.ToProto(Today.AddYears(1)));
        });
        (record.Key, record.Version) = (record.Content.Sanction.DecisionNumber, 1);
        return record;
    }

    private async Task<string> InStepAsync(DataSet set, CancellationToken cancellationToken)
    {
        await sides.World.Region(sides.Reader).WaitForCopyAsync(new FeedName(set, sides.Producer), _heads[set].Sequence, cancellationToken);
        return InStep;
    }
}
