using ExchangeHub.Contracts.Sharing.V1;
using Date = Google.Type.Date;

namespace ExchangeHub.Domain.Records;

/// <summary>
/// Which marks an entry of a roster has (名录标注): sanctions against whom it names while they are published, the suspension while it runs, the
/// licence that was revoked, and the one that has lapsed.
/// </summary>
public static class RosterMarking
{
    /// <summary>Most marks of an entry.</summary>
    public const int MaxMarks = 20;

    private const string SetPrefix = "DATA_SET_";

    /// <summary>Data sets whose entries are marked.</summary>
    public static IReadOnlyList<DataSet> Rosters { get; } = [DataSet.Institutions, DataSet.Practitioners];

    /// <summary>Whom an entry of a roster names, or a sanction is against; null for what is neither.</summary>
    public static SubjectReference? SubjectOf(RecordContent? content) => content?.ContentCase switch
    {
        RecordContent.ContentOneofCase.Institution => new() { Kind = SubjectKind.Institution, Key = content.Institution.Uscc, Name = content.Institution.Names.LastOrDefault()?.Name ?? "" },
        RecordContent.ContentOneofCase.Practitioner => new() { Kind = SubjectKind.Person, Key = content.Practitioner.CertificateNumber, Name = content.Practitioner.Name },
        RecordContent.ContentOneofCase.Sanction => content.Sanction.Subject,
        _ => null,
    };

    /// <summary>The key of an entry's marks: region, roster and key of the entry, e.g. <c>CN-SC/PRACTITIONERS/519999001001</c>.</summary>
    public static string KeyOf(DataSet roster, string region, string key) => $"{region}/{DataSets.NameOf(roster).Replace(SetPrefix, "", StringComparison.Ordinal)}/{key}";

    /// <summary>The marks of an entry on a day.</summary>
    /// <param name="entry">All versions of the entry.</param>
    /// <param name="sanctions">Of each sanction that was ever against whom the entry names, all versions. Only what everybody may read makes a mark.</param>
    /// <param name="day">The day, in Asia/Shanghai.</param>
    public static MarkedEntry Of(IReadOnlyCollection<Record> entry, IReadOnlyCollection<IReadOnlyCollection<Record>> sanctions, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(sanctions);
        var record = RecordTimeline.InEffect(entry, day);
        var subject = SubjectOf(record?.Content);
        List<DatedMark> all = subject is null
            ? []
            : [.. sanctions.Select(versions => RecordTimeline.InEffect(versions, day)).OfType<Record>().Where(sanction => IsAgainst(sanction, subject)).SelectMany(OfSanction), .. OfLicence(record!)];
        return new MarkedEntry(Message(record, subject, all.FindAll(mark => mark.Holds(day))), Next(all, [.. entry, .. sanctions.SelectMany(versions => versions)], day));
    }

    /// <summary>Those of the marks that hold on a day: none begins or ends otherwise than by its dates.</summary>
    public static IEnumerable<RosterMark> On(IEnumerable<RosterMark> marks, DateOnly day)
        => marks.Where(mark => Day(mark.SinceDate, DateOnly.MinValue) <= day && day <= Day(mark.UntilDate, DateOnly.MaxValue));

    private static bool IsAgainst(Record sanction, SubjectReference subject) => SubjectOf(sanction.Content) is { } against && against.Kind == subject.Kind && against.Key == subject.Key;

    /// <summary>A sanction marks while it is published, and no longer when credit is repaired.</summary>
    private static IEnumerable<DatedMark> OfSanction(Record record)
    {
        if (record.Content.Sanction is not { RepairStatus: not CreditRepairStatus.Repaired } sanction)
            yield break;
        var shown = new DatedMark(RosterMarkKind.Sanctioned, Day(sanction.PublishStartDate ?? sanction.DecisionDate, DateOnly.MinValue), Day(sanction.PublishEndDate, DateOnly.MaxValue), record);
        yield return shown;
        if (sanction.Kind == SanctionKind.LicenceRevocation)
            yield return shown with { Kind = RosterMarkKind.LicenceRevoked };
        if (sanction.Kind != SanctionKind.Suspension)
            yield break;
        var (first, last) = (Day(sanction.SuspensionStartDate, DateOnly.MinValue), Day(sanction.SuspensionEndDate, DateOnly.MaxValue));
        yield return shown with { Kind = RosterMarkKind.Suspended, First = first > shown.First ? first : shown.First, Last = last < shown.Last ? last : shown.Last };
    }

    /// <summary>An entry that says that there is no licence any more needs no mark.</summary>
    private static IEnumerable<DatedMark> OfLicence(Record entry)
    {
        var (status, end) = entry.Content.Institution is { } institution
            ? (institution.Status, institution.LicenceEndDate)
            : (entry.Content.Practitioner.Status, entry.Content.Practitioner.CertificateEndDate);
        var last = Day(end, DateOnly.MaxValue);
        if (last < DateOnly.MaxValue && status is PracticeStatus.Active or PracticeStatus.Suspended)
            yield return new DatedMark(RosterMarkKind.LicenceLapsed, last.AddDays(1), DateOnly.MaxValue, entry);
    }

    private static RosterMarks? Message(Record? entry, SubjectReference? subject, List<DatedMark> marks) => marks.Count == 0
        ? null
        : new RosterMarks
        {
            Entry = NameOf(entry!),
            Subject = subject,
            Marks =
            {
                marks.OrderByDescending(mark => mark.First).ThenBy(mark => mark.Kind).ThenBy(mark => mark.Place, StringComparer.Ordinal).Take(MaxMarks)
                    .OrderBy(mark => mark.Kind).ThenBy(mark => mark.First).ThenBy(mark => mark.Place, StringComparer.Ordinal).Select(mark => mark.Message()),
            },
        };

    /// <summary>The first day after this one on which a mark begins, one has ended, or another version holds.</summary>
    private static DateOnly? Next(List<DatedMark> marks, List<Record> versions, DateOnly day)
    {
        var ends = marks.Where(mark => mark.Last < DateOnly.MaxValue).Select(mark => mark.Last.AddDays(1));
        DateOnly[] days = [.. marks.Select(mark => mark.First).Concat(ends).Concat(versions.Select(RecordTimeline.DateOf)).Where(next => next > day)];
        return days.Length == 0 ? null : days.Min();
    }

    private static RecordName NameOf(Record record) => new() { DataSet = record.DataSet, ProducerRegion = record.ProducerRegion, Key = record.Key };

    private static DateOnly Day(Date? date, DateOnly otherwise) => CalendarDates.TryToDateOnly(date, out var day) ? day : otherwise;

    /// <summary>A mark, whether or not it holds.</summary>
    private sealed record DatedMark(RosterMarkKind Kind, DateOnly First, DateOnly Last, Record Basis)
    {
        /// <summary>What orders marks that are alike.</summary>
        public string Place => KeyOf(Basis.DataSet, Basis.ProducerRegion, Basis.Key);

        public bool Holds(DateOnly day) => First <= day && day <= Last;

        public RosterMark Message() => new()
        {
            Kind = Kind,
            SinceDate = CalendarDates.ToProto(First),
            UntilDate = Last < DateOnly.MaxValue ? CalendarDates.ToProto(Last) : null,
            Basis = NameOf(Basis),
        };
    }
}

/// <summary>What there is to say of an entry of a roster on a day.</summary>
/// <param name="Marks">The marks that hold; null where there are none.</param>
/// <param name="NextDate">The first later day on which that may be otherwise, as far as is known; null where there is none.</param>
public sealed record MarkedEntry(RosterMarks? Marks, DateOnly? NextDate);
