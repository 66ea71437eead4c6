using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;
using Google.Type;

namespace ExchangeHub.SampleRegion.Sharing;

/// <summary>Invents sanctions and a watch list, and says which certificates of the register no longer hold.</summary>
internal sealed class SampleSupervision(RegionProfile region, SampleDirectory directory)
{
    private readonly RecordVersions _versions = new(region.Code);
    private readonly SampleData _register = SampleData.For(region.Code);

    private string Place => region.Code == SampleOffices.Chongqing ? "渝测" : "川测";

    public IEnumerable<Record> All() => [.. Administrative(), .. Industry(), .. WatchList(), .. Revoked()];

    private IEnumerable<Record> Administrative()
    {
        Sanction[] sanctions =
        [
            Decision(1, SanctionKind.Warning, directory.Forensic[2], new DateOnly(2025, 2, 17)),
            Decision(2, SanctionKind.Warning, directory.Forensic[3], new DateOnly(2025, 3, 3)),
            Decision(3, SanctionKind.Fine, directory.Forensic[4], new DateOnly(2025, 3, 10)),
            Decision(4, SanctionKind.Suspension, directory.Forensic[5], new DateOnly(2025, 4, 7)),
            Decision(5, SanctionKind.Warning, directory.NotaryOffices[6], new DateOnly(2025, 5, 12)),
            Decision(6, SanctionKind.LicenceRevocation, directory.Forensic[6], new DateOnly(2025, 6, 9)),
        ];
        sanctions[2].Amount = new Money { CurrencyCode = "CNY", Units = 30_000 };
        sanctions[3].SuspensionStartDate = Day(2025, 4, 15);
        sanctions[3].SuspensionEndDate = Day(2025, 10, 14);
        var records = sanctions.Select(sanction => Record(DataSet.AdministrativeSanctions, sanction)).ToList();
        return
        [
            .. records,
            RecordVersions.Changed(records[0], new DateOnly(2025, 6, 2), content => content.Sanction.RepairStatus = CreditRepairStatus.Repaired),
            RecordVersions.Corrected(records[1], "测试：处罚依据条款录入有误", content => content.Sanction.LegalBasis[0] = "《司法鉴定机构登记管理办法》第四十条"),
        ];
    }

    private IEnumerable<Record> Industry()
    {
        SanctionKind[] kinds = [SanctionKind.IndustryWarning, SanctionKind.CirculatedCriticism, SanctionKind.PublicCondemnation, SanctionKind.MembershipCancelled];
        return kinds.Select((kind, i) =>
        {
            var decided = new DateOnly(2025, 2 + i, 10);
            var sanction = Decision($"{Place}鉴协〔2025〕{i + 1}号", kind, Subject(directory.Appraisers[10 + i]), decided);
            sanction.Authority = "测试司法鉴定协会";
            return Record(DataSet.IndustrySanctions, sanction);
        });
    }

    private IEnumerable<Record> WatchList()
    {
        var records = Enumerable.Range(0, 3).Select(i =>
        {
            var entry = new WatchListEntry
            {
                List = "重点关注",
                Subject = Subject(directory.Appraisers[12 - i]),
                Reason = "测试：两年内受到行业惩戒。",
                BasisNumber = $"{Place}鉴协〔2025〕{3 - i}号",
                ListedDate = Day(2025, 5, 12),
                ExpiryDate = Day(2026, 5, 12),
                AppealChannel = "收到之日起 60 日内向测试司法局申诉",
                AppealStatus = i == 1 ? AppealStatus.Pending : AppealStatus.None,
            };
            return _versions.First(DataSet.WatchList, $"{entry.List}/{entry.Subject.Key}", new DateOnly(2025, 5, 12), new RecordContent { WatchListEntry = entry });
        }).ToList();
        return [.. records, RecordVersions.Deleted(records[1], new DateOnly(2025, 6, 16), "测试：申诉成立")];
    }

    private IEnumerable<Record> Revoked()
    {
        var successors = _register.Certificates.Where(certificate => certificate.OriginalId is not null).ToDictionary(certificate => certificate.OriginalId!.Value);
        return _register.Certificates
            .Where(certificate => certificate.Status is CertificateStatus.Reissued or CertificateStatus.Corrected or CertificateStatus.PartlyRevoked or CertificateStatus.Revoked)
            .Select(certificate => Revoked(certificate, successors.GetValueOrDefault(certificate.Id)));
    }

    private Record Revoked(RegisteredCertificate certificate, RegisteredCertificate? successor)
    {
        var later = certificate.IssueDate.AddDays(200);
        var decided = successor?.IssueDate ?? (later < SampleData.LastDate ? later : SampleData.LastDate);
        var revoked = new RevokedCertificate
        {
            OfficeUscc = certificate.OfficeUscc,
            IssuingOfficeName = certificate.PrintedOfficeName,
            CertificateNumber = CertificateNumbers.Parse(certificate.RawNumber),
            Status = certificate.Status,
            DecisionDate = CalendarDates.ToProto(decided),
            DecisionNumber = $"{Place}证撤〔{decided.Year}〕{certificate.Id}号",
            ReplacementNumber = successor is null ? null : CertificateNumbers.Parse(successor.RawNumber),
        };
        return _versions.First(DataSet.RevokedCertificates, $"{revoked.OfficeUscc}/{CertificateNumbers.RecordKey(revoked.CertificateNumber)}", decided, new RecordContent { RevokedCertificate = revoked });
    }

    private Record Record(DataSet set, Sanction sanction)
        => _versions.First(set, sanction.DecisionNumber, sanction.DecisionDate, new RecordContent { Sanction = sanction });

    /// <summary>A decision of a Monday, published on Thursday for a year.</summary>
    private Sanction Decision(int number, SanctionKind kind, Institution institution, DateOnly decided)
    {
        var sanction = Decision($"{Place}司罚〔2025〕{number}号", kind, new SubjectReference { Kind = SubjectKind.Institution, Key = institution.Uscc, Name = SampleDirectory.NameOf(institution) }, decided);
        sanction.PublishStartDate = CalendarDates.ToProto(decided.AddDays(3));
        sanction.PublishEndDate = CalendarDates.ToProto(decided.AddDays(3).AddYears(1));
        return sanction;
    }

    private static Sanction Decision(string number, SanctionKind kind, SubjectReference subject, DateOnly decided) => new()
    {
        DecisionNumber = number,
        Subject = subject,
        Kind = kind,
        LegalBasis = { "《司法鉴定机构登记管理办法》第三十九条" },
        Facts = "测试：检查中发现档案不完整，逾期未改正。",
        Authority = "测试司法局",
        DecisionDate = CalendarDates.ToProto(decided),
        RepairStatus = CreditRepairStatus.None,
    };

    private static SubjectReference Subject(Practitioner person) => new() { Kind = SubjectKind.Person, Key = person.CertificateNumber, Name = person.Name };

    private static Date Day(int year, int month, int day) => new() { Year = year, Month = month, Day = day };
}
