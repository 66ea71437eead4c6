using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Cases;

/// <summary>What every act on a case must say.</summary>
internal static class CaseRules
{
    public static readonly Rule SameOffice = new("SAME_OFFICE", "must be another office than the present addressee", "不得为现被委托机构");
    public static readonly Rule OfficeNeeded = new("OFFICE_NEEDED", "must name an office: a whole region can't deal with a case", "必须指明机构：案件不能由整个地区办理");
    public static readonly Rule NegativeVersion = new("VERSION", "must not be negative", "不得为负数");

    /// <summary>The office that acts; null, with violations, where there is none.</summary>
    /// <exception cref="HubException">The caller may not act in its name.</exception>
    public static Office? Action(Violations violations, HubState state, Participant caller, CaseAction? action)
    {
        const string Path = "action";
        if (!violations.Require(action is not null, "", Path, CommonRules.Required))
            return null;
        violations.Require(CommonRules.IsUuid(action!.RequestId), Path, "request_id", CommonRules.NotUuid);
        violations.Require(CommonRules.IsUuid(action.CaseId), Path, "case_id", CommonRules.NotUuid);
        violations.Require(action.ExpectedVersion >= 0, Path, "expected_version", NegativeVersion);
        CommonRules.OperatorName.Check(violations, Path, "operator_name", action.OperatorName);
        CommonRules.Office(violations, $"{Path}.acting_office", action.ActingOffice);
        if (action.ActingOffice is null)
            return null;

        var office = state.Offices.GetValueOrDefault(action.ActingOffice.Uscc);
        if (!violations.Require(office is not null, $"{Path}.acting_office", "uscc", Router.NotInDirectory))
            return null;
        return caller.Represents(office!)
            ? office
            : throw new HubException(ErrorCatalogue.OfficeNotRepresented, ("participant", caller.Id), ("office", office!.Uscc));
    }

    /// <summary>A UUID that is required.</summary>
    public static Guid Id(Violations violations, string name, string text)
        => violations.Require(CommonRules.IsUuid(text), "", name, CommonRules.NotUuid) ? Guid.ParseExact(text, "D") : default;

    /// <summary>The attachments that papers name; what is not a UUID is a violation already.</summary>
    public static List<NamedAttachment> Attachments(IEnumerable<AssistanceDocument> documents)
        => [.. documents.Where(document => CommonRules.IsUuid(document.AttachmentId))
            .Select(document => new NamedAttachment(Guid.ParseExact(document.AttachmentId, "D"), document.Size, document.MediaType, document.Digest.ToByteArray()))];

    /// <summary>The day of a partial date, its first one where it is a month or a year; null where it is none.</summary>
    public static DateOnly? DateOf(PartialDate? date)
        => date is not null && PartialDates.IsValid(date) ? new DateOnly(date.Year, Math.Max(date.Month, 1), Math.Max(date.Day, 1)) : null;
}
