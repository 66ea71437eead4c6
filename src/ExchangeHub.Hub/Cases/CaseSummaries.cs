using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Google.Protobuf.WellKnownTypes;
using Date = Google.Type.Date;

namespace ExchangeHub.Hub.Cases;

/// <summary>What the contract says of a case and its events, from what is stored.</summary>
internal static class CaseSummaries
{
    public static CaseSummary Of(CaseFile file)
    {
        var summary = new CaseSummary
        {
            CaseId = file.Id.ToString(),
            Version = file.Version,
            State = file.State,
            Overdue = file.IsOverdue,
            Matter = file.Matter,
            Urgency = file.Urgency,
            LetterNumber = file.LetterNumber,
            OwnCaseNumber = file.OwnCaseNumber,
            RequestingOffice = Office(file.RequestingOffice, file.RequestingOfficeName),
            RequestedOffice = Office(file.RequestedOffice, file.RequestedOfficeName),
            SubmitTime = file.SubmitTime.ToTimestamp(),
            ReceiptTime = file.ReceiptTime?.ToTimestamp(),
            Deadlines = Deadlines(file),
            ReplyVersion = file.ReplyVersion,
            ReplyOutcome = file.ReplyOutcome,
            UpdateTime = file.UpdateTime.ToTimestamp(),
        };
        if (file.AddressedOfficeName.Length > 0)
            summary.AddressedOffice = Office(file.AddressedOffice, file.AddressedOfficeName);
        summary.Successions.AddRange(file.Successions.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return summary;
    }

    /// <summary>An event without what came with it.</summary>
    public static CaseEvent Outline(CaseEventEntry entry) => new()
    {
        EventId = entry.EventId.ToString(),
        Kind = entry.Kind,
        EventTime = entry.EventTime.ToTimestamp(),
        Actor = entry.ActorId.Length == 0 ? null : new ParticipantReference { ParticipantId = entry.ActorId, RegionCode = entry.ActorRegion },
        ActingOffice = entry.ActingOffice.Length == 0 ? null : Office(entry.ActingOffice, entry.ActingOfficeName),
        OperatorName = entry.OperatorName,
        Late = entry.IsLate,
        Case = new CaseSummary { CaseId = entry.CaseId.ToString(), Version = entry.Version, State = entry.State },
    };

    /// <summary>The time limits that hold; null before the receipt.</summary>
    public static CaseDeadlines? Deadlines(CaseFile file)
        => file.LegalDate is null && file.DisputeDate is null
            ? null
            : new CaseDeadlines
            {
                ServiceDate = ToDate(file.ServiceDate),
                LegalDate = ToDate(file.LegalDate),
                DisputeDate = ToDate(file.DisputeDate),
                CalendarVersion = file.CalendarVersion,
            };

    private static Date? ToDate(DateOnly? date) => date is { } day ? new Date { Year = day.Year, Month = day.Month, Day = day.Day } : null;

    private static OfficeReference Office(string uscc, string name) => new() { Uscc = uscc, Name = name };
}
