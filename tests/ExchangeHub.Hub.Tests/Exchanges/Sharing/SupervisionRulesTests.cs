using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;
using Google.Type;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;
using static ExchangeHub.Hub.Tests.Exchanges.Sharing.RecordSamples;

namespace ExchangeHub.Hub.Tests.Exchanges.Sharing;

/// <summary>The rules of sanctions, the watch list and revoked certificates: each row breaks one of them in an otherwise valid record.</summary>
public class SupervisionRulesTests
{
    private static readonly Date NoDate = new() { Year = 2026, Month = 13, Day = 1 };

    private static readonly (Func<List<string>> Check, string Expected)[] Broken =
    [
        (Decision(s => s.DecisionNumber = ""), "content.sanction.decision_number TEXT_LENGTH"),
        (Decision(s => s.Subject = null), "content.sanction.subject REQUIRED"),
        (Decision(s => s.Subject.Kind = SubjectKind.Unspecified), "content.sanction.subject.kind REQUIRED"),
        (Decision(s => s.Subject.Key = "34519999MD9900045E"), "content.sanction.subject.key NOT_A_USCC"),
        (Decision(s => (s.Subject.Kind, s.Subject.Key) = (SubjectKind.Person, "")), "content.sanction.subject.key TEXT_LENGTH"),
        (Decision(s => (s.Subject.Kind, s.Subject.Key) = (SubjectKind.Person, "1/2")), "content.sanction.subject.key SLASH"),
        (Decision(s => s.Subject.Name = ""), "content.sanction.subject.name TEXT_LENGTH"),
        (Decision(s => s.Kind = SanctionKind.Unspecified), "content.sanction.kind REQUIRED"),
        (Decision(s => s.Kind = (SanctionKind)99), "content.sanction.kind UNKNOWN_VALUE"),
        (Decision(s => s.Kind = SanctionKind.IndustryWarning), "content.sanction.kind SANCTION_SET"),
        (Association(s => s.Kind = SanctionKind.LicenceRevocation), "content.sanction.kind SANCTION_SET"),
        (Decision(s => s.LegalBasis.Clear()), "content.sanction.legal_basis ITEM_COUNT"),
        (Decision(s => s.LegalBasis.Add(Enumerable.Repeat("第一条", 10))), "content.sanction.legal_basis ITEM_COUNT"),
        (Decision(s => s.LegalBasis[0] = "法"), "content.sanction.legal_basis[0] TEXT_LENGTH"),
        (Decision(s => s.Facts = ""), "content.sanction.facts TEXT_LENGTH"),
        (Decision(s => s.Facts = new string('测', 1001)), "content.sanction.facts TEXT_LENGTH"),
        (Decision(s => s.Facts = "测试\uFFFD"), "content.sanction.facts CHARACTER_LOST"),
        (Decision(s => s.Facts = "当事人 51999919800101001X"), "content.sanction.facts PERSONAL_NUMBER"),
        (Decision(s => s.Facts = "当事人 ５１９９９９１９８００１０１００１２"), "content.sanction.facts PERSONAL_NUMBER"),
        (Decision(s => s.Authority = "局"), "content.sanction.authority TEXT_LENGTH"),
        (Decision(s => s.DecisionDate = null), "content.sanction.decision_date REQUIRED"),
        (Decision(s => s.DecisionDate = NoDate), "content.sanction.decision_date NOT_A_DATE"),
        (Association(s => s.DecisionDate = Day("2026-06-02")), "content.sanction.decision_date IN_THE_FUTURE"),
        (Suspended(s => s.SuspensionStartDate = null), "content.sanction.suspension_start_date ONLY_WITH_SUSPENSION"),
        (Suspended(s => s.SuspensionEndDate = null), "content.sanction.suspension_end_date ONLY_WITH_SUSPENSION"),
        (Decision(s => s.SuspensionStartDate = Day("2026-05-01")), "content.sanction.suspension_start_date ONLY_WITH_SUSPENSION"),
        (Decision(s => s.SuspensionEndDate = Day("2026-08-01")), "content.sanction.suspension_end_date ONLY_WITH_SUSPENSION"),
        (Suspended(s => s.SuspensionStartDate = NoDate), "content.sanction.suspension_start_date NOT_A_DATE"),
        (Suspended(s => s.SuspensionEndDate = Day("2026-07-30")), "content.sanction.suspension_end_date SUSPENSION"),
        (Suspended(s => s.SuspensionEndDate = Day("2027-05-02")), "content.sanction.suspension_end_date SUSPENSION"),
        (Decision(s => s.Kind = SanctionKind.Fine), "content.sanction.amount REQUIRED"),
        (Decision(s => (s.Kind, s.Amount) = (SanctionKind.Fine, new Money { CurrencyCode = "CNY" })), "content.sanction.amount AMOUNT"),
        (Decision(s => s.Amount = new Money { CurrencyCode = "元", Units = 100 }), "content.sanction.amount AMOUNT"),
        (Decision(s => s.PublishStartDate = null), "content.sanction.publish_start_date REQUIRED"),
        (Decision(s => s.PublishEndDate = null), "content.sanction.publish_end_date REQUIRED"),
        (Decision(s => s.PublishStartDate = Day("2026-04-27")), "content.sanction.publish_start_date BEFORE_DECISION"),
        (Decision(s => s.PublishStartDate = Day("2026-05-13")), "content.sanction.publish_start_date PUBLISHED_LATE"),
        (Decision(s => (s.DecisionDate, s.PublishStartDate, s.PublishEndDate) = (Day("2019-01-31"), Day("2019-03-04"), Day("2020-03-04"))), "content.sanction.publish_start_date PUBLISHED_LATE"),
        (Decision(s => s.PublishEndDate = Day("2026-08-07")), "content.sanction.publish_end_date PUBLISHED_FOR"),
        (Decision(s => s.PublishEndDate = Day("2029-05-09")), "content.sanction.publish_end_date PUBLISHED_FOR"),
        (Decision(s => s.RepairStatus = CreditRepairStatus.Unspecified), "content.sanction.repair_status REQUIRED"),
        (Association(s => s.PublishStartDate = NoDate), "content.sanction.publish_start_date NOT_A_DATE"),
        (Association(s => (s.PublishStartDate, s.PublishEndDate) = (Day("2026-05-01"), Day("2026-04-30"))), "content.sanction.publish_end_date BEFORE_START"),

        (Watched(w => w.List = ""), "content.watch_list_entry.list TEXT_LENGTH"),
        (Watched(w => w.Subject = null), "content.watch_list_entry.subject REQUIRED"),
        (Watched(w => w.Subject.Key = new string('1', 41)), "content.watch_list_entry.subject.key TEXT_LENGTH"),
        (Watched(w => w.Reason = "测"), "content.watch_list_entry.reason TEXT_LENGTH"),
        (Watched(w => w.BasisNumber = ""), "content.watch_list_entry.basis_number TEXT_LENGTH"),
        (Watched(w => w.ListedDate = null), "content.watch_list_entry.listed_date REQUIRED"),
        (Watched(w => w.ExpiryDate = null), "content.watch_list_entry.expiry_date REQUIRED"),
        (Watched(w => w.ExpiryDate = w.ListedDate), "content.watch_list_entry.expiry_date EXPIRY"),
        (Watched(w => w.ExpiryDate = Day("2029-05-02")), "content.watch_list_entry.expiry_date EXPIRY"),
        (Watched(w => w.AppealChannel = ""), "content.watch_list_entry.appeal_channel TEXT_LENGTH"),
        (Watched(w => w.AppealStatus = AppealStatus.Unspecified), "content.watch_list_entry.appeal_status REQUIRED"),
        (Watched(w => w.AppealStatus = AppealStatus.Upheld), "content.watch_list_entry.appeal_status APPEAL_UPHELD"),

        (Void(r => r.OfficeUscc = ""), "content.revoked_certificate.office_uscc REQUIRED"),
        (Void(r => r.OfficeUscc = "32519999MD99000102"), "content.revoked_certificate.office_uscc NOT_A_USCC"),
        (Void(r => r.IssuingOfficeName = ""), "content.revoked_certificate.issuing_office_name TEXT_LENGTH"),
        (Void(r => r.CertificateNumber = null), "content.revoked_certificate.certificate_number REQUIRED"),
        (Void(r => r.CertificateNumber.Raw = ""), "content.revoked_certificate.certificate_number.raw TEXT_LENGTH"),
        (Void(r => r.CertificateNumber.ParseStatus = CertificateNumberParseStatus.Unparsed), "content.revoked_certificate.certificate_number.parse_status CANONICAL_DIFFERS"),
        (Void(r => r.CertificateNumber.Canonical = new CanonicalCertificateNumber { Year = 2018 }), "content.revoked_certificate.certificate_number.canonical CANONICAL_DIFFERS"),
        (Void(r => r.Status = CertificateStatus.Unspecified), "content.revoked_certificate.status REQUIRED"),
        (Void(r => r.Status = CertificateStatus.Effective), "content.revoked_certificate.status NOT_VOID"),
        (Void(r => r.Status = CertificateStatus.Maintained), "content.revoked_certificate.status NOT_VOID"),
        (Void(r => r.DecisionDate = null), "content.revoked_certificate.decision_date REQUIRED"),
        (Void(r => r.DecisionDate = Day("2026-06-02")), "content.revoked_certificate.decision_date IN_THE_FUTURE"),
        (Void(r => r.DecisionNumber = new string('1', 101)), "content.revoked_certificate.decision_number TEXT_LENGTH"),
        (Void(r => r.ReplacementNumber.Raw = ""), "content.revoked_certificate.replacement_number.raw TEXT_LENGTH"),
        (Void(r => r.ReplacementNumber.Raw = "〔2017〕川测证執字第242号"), "content.revoked_certificate.replacement_number SAME_NUMBER"),
    ];

    public static TheoryData<int> BrokenRows => new(Enumerable.Range(0, Broken.Length));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Record_OneRuleBroken_NamesItsFieldAndReason(int row) => Assert.Equal([Broken[row].Expected], Broken[row].Check());

    /// <summary>1 to 5 May are off in 2026, and 9 May is worked: the seventh working day after 28 April is 11 May.</summary>
    [Theory]
    [InlineData("2026-04-28")]
    [InlineData("2026-05-11")]
    public void AdministrativeSanction_PublishedInTime_IsTaken(string start)
        => Assert.Empty(Decision(s => (s.PublishStartDate, s.PublishEndDate) = (Day(start), Day("2026-08-11")))());

    [Fact]
    public void AdministrativeSanction_YearWithoutCalendar_IsTakenWhereItMayBeInTime()
        => Assert.Empty(Decision(s => (s.DecisionDate, s.PublishStartDate, s.PublishEndDate) = (Day("2019-01-31"), Day("2019-03-03"), Day("2020-03-03")))());

    [Theory]
    [InlineData("2026-07-31")]
    [InlineData("2026-08-01")]
    [InlineData("2027-05-01")]
    public void Suspension_OfThreeToTwelveMonths_IsTaken(string last) => Assert.Empty(Suspended(s => s.SuspensionEndDate = Day(last))());

    [Fact]
    public void Dates_AtTheEndOfTime_AreNamedAndNeverThrow()
    {
        var last = new Date { Year = 9999, Month = 12, Day = 31 };
        Assert.Equal(["content.sanction.decision_date IN_THE_FUTURE"], Suspended(s => (s.DecisionDate, s.SuspensionStartDate, s.SuspensionEndDate, s.PublishStartDate, s.PublishEndDate) = (last, last, last, last, last))());
        Assert.Equal(["content.watch_list_entry.expiry_date EXPIRY"], Watched(w => (w.ListedDate, w.ExpiryDate) = (last, last))());
    }

    [Theory]
    [InlineData(CertificateStatus.Reissued)]
    [InlineData(CertificateStatus.Corrected)]
    [InlineData(CertificateStatus.PartlyRevoked)]
    [InlineData(CertificateStatus.Revoked)]
    public void RevokedCertificate_OfEachFate_IsTaken(CertificateStatus status)
        => Assert.Empty(Void(r => (r.Status, r.ReplacementNumber) = (status, null))());

    [Theory]
    [InlineData(RecordOperation.Upsert, "519999001002", true)]
    [InlineData(RecordOperation.Correct, "519999001002", false)]
    [InlineData(RecordOperation.Upsert, "519999001001", false)]
    public void SanctionChange_OtherSubject_NeedsACorrection(RecordOperation operation, string subject, bool isRefused)
    {
        var next = new Sanction(Industry);
        next.Subject.Key = subject;
        var violations = new Violations(Today);
        Set(DataSet.IndustrySanctions).CheckChange(new RecordChange(
            new Record { Operation = RecordOperation.Upsert, Content = Content(new Sanction(Industry)) }, new Record { Operation = operation, Content = Content(next) }, "content.sanction", violations, new Dictionary<RecordReference, Record>()));

        Assert.Equal(isRefused ? ["content.sanction.subject SUBJECT_CHANGED"] : [], violations.Found.Select(violation => $"{violation.Field} {violation.Rule.Reason}"));
    }

    [Fact]
    public void SanctionChange_FirstVersionDeletionAndComingBack_AreTaken()
    {
        var record = new Record { Operation = RecordOperation.Upsert, Content = Content(new Sanction(Industry)) };
        var deletion = new Record { Operation = RecordOperation.Delete };
        var violations = new Violations(Today);
        foreach (var (previous, next) in new[] { (null, record), (record, deletion), (deletion, record) })
            Set(DataSet.IndustrySanctions).CheckChange(new RecordChange(previous, next, "content.sanction", violations, new Dictionary<RecordReference, Record>()));

        Assert.Empty(violations.Found);
    }

    private static Func<List<string>> Decision(Action<Sanction> change) => Changed(DataSet.AdministrativeSanctions, Administrative, change);

    private static Func<List<string>> Suspended(Action<Sanction> change) => Changed(DataSet.AdministrativeSanctions, Suspension, change);

    private static Func<List<string>> Association(Action<Sanction> change) => Changed(DataSet.IndustrySanctions, Industry, change);

    private static Func<List<string>> Watched(Action<WatchListEntry> change) => Changed(DataSet.WatchList, GoodWatchListEntry, change);

    private static Func<List<string>> Void(Action<RevokedCertificate> change) => Changed(DataSet.RevokedCertificates, GoodRevokedCertificate, change);
}
