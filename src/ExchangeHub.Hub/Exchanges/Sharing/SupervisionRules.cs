using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;
using static ExchangeHub.Hub.Exchanges.Sharing.RecordRules;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>What sanctions, entries of the watch list and revoked certificates must look like (监管).</summary>
internal static class SupervisionRules
{
    private const int MaxLegalBases = 10;
    private const int MinMonthsSuspended = 3;
    private const int MaxMonthsSuspended = 12;
    private const int MaxMonthsWatched = 36;

    /// <summary>Days that hold seven working days, whatever the holidays are.</summary>
    private const int DaysToPublishAtMost = 31;

    private static readonly Rule AdministrativeOnly = new("SANCTION_SET", "must be an administrative kind in this data set", "该数据集仅收录行政处罚种类");
    private static readonly Rule IndustryOnly = new("SANCTION_SET", "must be a kind of the associations in this data set", "该数据集仅收录行业惩戒种类");
    private static readonly Rule PersonalNumber = new("PERSONAL_NUMBER", "contains what may be a personal number: 15 digits or more", "含有疑似证件号码的数字串（15 位及以上）");
    private static readonly Rule OnlySuspension = new("ONLY_WITH_SUSPENSION", "must be given with a suspension, and only then", "仅在停止执业时填写，且必须填写");
    private static readonly Rule Suspension = new("SUSPENSION", "must be 3 to 12 months after the first day", "停止执业期限必须为 3 至 12 个月");
    private static readonly Rule BeforeDecision = new("BEFORE_DECISION", "must not be before the decision", "不得早于决定日期");
    private static readonly Rule PublishedLate = new("PUBLISHED_LATE", "must be within 7 working days of the decision", "必须在决定之日起 7 个工作日内");
    private static readonly Rule PublishedFor = new("PUBLISHED_FOR", "must be 3 months to 3 years after the first day", "公示期限必须为 3 个月至 3 年");
    private static readonly Rule Expiry = new("EXPIRY", "must be after the day of listing, and at most 3 years later", "必须晚于列入日期，且不超过 3 年");
    private static readonly Rule AppealUpheld = new("APPEAL_UPHELD", "must not be kept: delete the entry, since the appeal was upheld", "申诉成立的，应注销该条目，不得保留");
    private static readonly Rule NotVoid = new("NOT_VOID", "must be REISSUED, CORRECTED, PARTLY_REVOKED or REVOKED", "必须是收回更正重发、补正、部分撤销或撤销");
    private static readonly Rule SameNumber = new("SAME_NUMBER", "must be another number than that of the certificate", "不得与原公证书编号相同");
    private static readonly Rule SubjectChanged = new("SUBJECT_CHANGED", "must be whom the version before names: only a correction changes it", "必须与上一版本的对象一致，仅可通过更正变更");
    private static readonly Rule LegalBasisCount = Count(1, MaxLegalBases);

    private static readonly TextRule LegalBasis = new(2, 200);
    private static readonly TextRule Authority = new(2, 100);
    private static readonly TextRule AppealChannel = new(2, 500, manyLines: true);

    /// <param name="sanction">The sanction.</param>
    /// <param name="path">Its path.</param>
    /// <param name="violations">Takes the violations.</param>
    /// <param name="calendar">By which the days to publish are counted.</param>
    public static void AdministrativeSanction(Sanction sanction, string path, Violations violations, WorkingDayCalendar calendar)
    {
        violations.Require(!IsIndustry(sanction.Kind), path, "kind", AdministrativeOnly);
        var decided = Sanction(sanction, path, violations);
        var from = Date(violations, path, "publish_start_date", sanction.PublishStartDate);
        var to = Date(violations, path, "publish_end_date", sanction.PublishEndDate);
        if (from is not null && decided is not null && violations.Require(from >= decided, path, "publish_start_date", BeforeDecision))
            violations.Require(from <= PublishBy(decided.Value, calendar), path, "publish_start_date", PublishedLate);
        if (from is not null && to is not null)
        {
            var holds = to >= Later(from.Value, SanctionPublication.MinMonthsShown) && to <= Later(from.Value, SanctionPublication.MaxMonthsShown);
            violations.Require(holds, path, "publish_end_date", PublishedFor);
        }
    }

    public static void IndustrySanction(Sanction sanction, string path, Violations violations)
    {
        violations.Require(!IsAdministrative(sanction.Kind), path, "kind", IndustryOnly);
        Sanction(sanction, path, violations);
        var from = OptionalDate(violations, path, "publish_start_date", sanction.PublishStartDate);
        InOrder(violations, path, "publish_end_date", from, OptionalDate(violations, path, "publish_end_date", sanction.PublishEndDate));
    }

    /// <summary>A decision is against the same one in all its versions, unless somebody says that it was wrong.</summary>
    public static void SanctionChange(RecordChange change)
    {
        if (change.Next is not { Operation: RecordOperation.Upsert, Content.Sanction.Subject: { } next } || change.Previous?.Content?.Sanction?.Subject is not { } before)
            return;
        change.Violations.Require(next.Kind == before.Kind && next.Key == before.Key, change.Path, "subject", SubjectChanged);
    }

    public static void WatchListEntry(WatchListEntry entry, string path, Violations violations)
    {
        Text50.Check(violations, path, "list", entry.List);
        Subject(violations, $"{path}.subject", entry.Subject);
        Facts.Check(violations, path, "reason", entry.Reason);
        Text100.Check(violations, path, "basis_number", entry.BasisNumber);
        var listed = Date(violations, path, "listed_date", entry.ListedDate);
        var expiry = Date(violations, path, "expiry_date", entry.ExpiryDate);
        var ends = listed is null || expiry is null || (expiry > listed && expiry <= Later(listed.Value, MaxMonthsWatched));
        violations.Require(ends, path, "expiry_date", Expiry);
        AppealChannel.Check(violations, path, "appeal_channel", entry.AppealChannel);
        CommonRules.Given(violations, path, "appeal_status", entry.AppealStatus);
        violations.Require(entry.AppealStatus != AppealStatus.Upheld, path, "appeal_status", AppealUpheld);
    }

    public static void RevokedCertificate(RevokedCertificate revoked, string path, Violations violations)
    {
        Uscc(violations, path, "office_uscc", revoked.OfficeUscc);
        Text200.Check(violations, path, "issuing_office_name", revoked.IssuingOfficeName);
        CommonRules.CertificateNumber(violations, $"{path}.certificate_number", revoked.CertificateNumber);
        CommonRules.Given(violations, path, "status", revoked.Status);
        var stillHolds = revoked.Status is CertificateStatus.Effective or CertificateStatus.UnderReview or CertificateStatus.Maintained;
        violations.Require(!stillHolds, path, "status", NotVoid);
        PastDate(violations, path, "decision_date", revoked.DecisionDate);
        UpTo100.Check(violations, path, "decision_number", revoked.DecisionNumber);
        if (revoked.ReplacementNumber is null)
            return;
        CommonRules.CertificateNumber(violations, $"{path}.replacement_number", revoked.ReplacementNumber);
        var isOther = revoked.CertificateNumber is null || revoked.CertificateNumber.Raw.Length == 0
            || CertificateNumbers.MatchKey(revoked.CertificateNumber) != CertificateNumbers.MatchKey(revoked.ReplacementNumber);
        violations.Require(isOther, path, "replacement_number", SameNumber);
    }

    /// <summary>What both kinds of sanction have in common; gives the day of the decision, if it is one.</summary>
    private static DateOnly? Sanction(Sanction sanction, string path, Violations violations)
    {
        Text100.Check(violations, path, "decision_number", sanction.DecisionNumber);
        Subject(violations, $"{path}.subject", sanction.Subject);
        CommonRules.Given(violations, path, "kind", sanction.Kind);
        if (violations.Require(sanction.LegalBasis.Count is >= 1 and <= MaxLegalBases, path, "legal_basis", LegalBasisCount))
            LegalBasis.CheckEach(violations, path, "legal_basis", sanction.LegalBasis);
        Facts.Check(violations, path, "facts", sanction.Facts);
        violations.Require(ReferenceEquals(PersonalNumbers.MaskIn(sanction.Facts), sanction.Facts), path, "facts", PersonalNumber);
        Authority.Check(violations, path, "authority", sanction.Authority);
        var decided = PastDate(violations, path, "decision_date", sanction.DecisionDate);
        SuspensionDates(sanction, path, violations);
        if (sanction.Kind == SanctionKind.Fine || sanction.Amount is not null)
            CommonRules.Amount(violations, $"{path}.amount", sanction.Amount);
        CommonRules.Given(violations, path, "repair_status", sanction.RepairStatus);
        return decided;
    }

    private static void SuspensionDates(Sanction sanction, string path, Violations violations)
    {
        var isSuspension = sanction.Kind == SanctionKind.Suspension;
        var hasFirst = violations.Require(sanction.SuspensionStartDate is not null == isSuspension, path, "suspension_start_date", OnlySuspension);
        var hasLast = violations.Require(sanction.SuspensionEndDate is not null == isSuspension, path, "suspension_end_date", OnlySuspension);
        if (!isSuspension || !hasFirst || !hasLast)
            return;
        var first = OptionalDate(violations, path, "suspension_start_date", sanction.SuspensionStartDate);
        var last = OptionalDate(violations, path, "suspension_end_date", sanction.SuspensionEndDate);
        if (first is null || last is null)
            return;
        // Three months from 1 January end on 31 March or, as some write it, on 1 April.
        var holds = last >= Later(first.Value, MinMonthsSuspended).AddDays(-1) && last <= Later(first.Value, MaxMonthsSuspended);
        violations.Require(holds, path, "suspension_end_date", Suspension);
    }

    private static void Subject(Violations violations, string path, SubjectReference? subject)
    {
        if (!violations.Require(subject is not null, "", path, CommonRules.Required))
            return;
        CommonRules.Given(violations, path, "kind", subject!.Kind);
        MemberKey(violations, path, "key", subject.Key, subject.Kind == SubjectKind.Institution);
        Text200.Check(violations, path, "name", subject.Name);
    }

    private static bool IsAdministrative(SanctionKind kind) => kind is >= SanctionKind.Warning and <= SanctionKind.LicenceRevocation;

    private static bool IsIndustry(SanctionKind kind) => kind is >= SanctionKind.IndustryWarning and <= SanctionKind.MembershipCancelled;

    private static DateOnly PublishBy(DateOnly decided, WorkingDayCalendar calendar)
    {
        try
        {
            return SanctionPublication.PublishBy(decided, calendar).Due;
        }
        catch (CalendarYearMissingException)
        {
            // Old decisions come from years whose notices nobody has put in: what can't be in time is refused all the same.
            return decided > DateOnly.MaxValue.AddDays(-DaysToPublishAtMost) ? DateOnly.MaxValue : decided.AddDays(DaysToPublishAtMost);
        }
    }

    /// <summary>A date that somebody mistyped is to be named, so that this never overflows.</summary>
    private static DateOnly Later(DateOnly date, int months) => date > DateOnly.MaxValue.AddMonths(-months) ? DateOnly.MaxValue : date.AddMonths(months);
}
