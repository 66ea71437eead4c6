using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Inspections;
using static ExchangeHub.Contracts.Forensic.V1.RectificationState;

namespace ExchangeHub.SampleRegion.Forensic;

/// <summary>Invents rectifications: some have just begun, some passed, some were extended, some passed on for a sanction.</summary>
internal sealed class SampleRectifications(SampleNumbers names)
{
    private static readonly RectificationState[] First = [Issued, Acknowledged, InProgress, Reported, Reinspected];

    /// <summary>How long each life is that is told, by which states it comes after <see cref="First"/>.</summary>
    private static readonly RectificationState[][] Ends =
    [
        [Passed],
        [Passed],
        [Failed, Extended, InProgress, Reported, Reinspected, Passed],
        [Failed, Escalated],
        [Failed, Extended, InProgress, Reported, Reinspected, Failed, Escalated],
    ];

    /// <summary>The whole life of a rectification, in all its versions.</summary>
    public IReadOnlyList<Record> Ended(Inspection inspection, int number) => Versions(inspection, number, [.. First, .. Ends[number % Ends.Length]]);

    /// <summary>One that goes on: its first states.</summary>
    public IReadOnlyList<Record> Open(Inspection inspection, int number) => Versions(inspection, number, [.. First.Take(number % 4 + 1)]);

    private IReadOnlyList<Record> Versions(Inspection inspection, int number, IReadOnlyList<RectificationState> states)
    {
        var issued = SampleResults.DayOf(inspection.PublishDate).AddDays(2);
        var (days, due) = Term(issued);
        var rectification = new Rectification
        {
            NoticeNumber = names.Notice(issued.Year, number),
            InspectionNumber = inspection.InspectionNumber,
            Object = inspection.Object.Clone(),
            FindingCodes = { inspection.Findings.Where(finding => finding.NeedsRectification).Select(finding => finding.Code) },
            IssueDate = CalendarDates.ToProto(issued),
            Days = days,
            DueDate = CalendarDates.ToProto(due),
        };
        var versions = new SampleVersions(names.Region, DataSet.Rectifications, rectification.NoticeNumber);
        var (begun, last) = (issued, due);
        foreach (var state in states)
        {
            var day = DayOf(state, begun, last);
            rectification.State = state;
            if (state == Reported)
                rectification.ReportDate = CalendarDates.ToProto(day);
            if (state == Reinspected)
                rectification.ReinspectionDate = CalendarDates.ToProto(day);
            if (state == Extended)
            {
                (begun, (rectification.ExtensionDays, last)) = (day, Term(day));
                (rectification.ExtensionDate, rectification.ExtensionDueDate) = (CalendarDates.ToProto(day), CalendarDates.ToProto(last));
            }
            versions.Add(day, new RecordContent { Rectification = rectification });
        }
        return versions.All;
    }

    /// <summary>When it comes to a state, within a term that began on one day and ends on another.</summary>
    private static DateOnly DayOf(RectificationState state, DateOnly begun, DateOnly due) => state switch
    {
        Issued => begun,
        Acknowledged => begun.AddDays(2),
        InProgress => begun.AddDays(3),
        Reported => due.AddDays(-3),
        Reinspected => due.AddDays(2),
        Extended => due.AddDays(5),
        Escalated => due.AddDays(6),
        _ => due.AddDays(3),
    };

    /// <summary>
    /// A term that ends on a working day by itself, from Monday to Friday: so it is the same by the notices that are known and by
    /// the calendars without holidays that tests and demo use.
    /// </summary>
    private static (int Days, DateOnly Due) Term(DateOnly begun)
    {
        for (var days = RectificationTerm.MinDays; ; days++)
        {
            var due = begun.AddDays(days);
            if (due.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && RectificationTerm.Of(begun, days, CalendarSet.BuiltIn.For("")).First.Due == due)
                return (days, due);
        }
    }
}
