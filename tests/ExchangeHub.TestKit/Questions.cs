using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Google.Type;

namespace ExchangeHub.TestKit;

/// <summary>Well-formed questions from the Sichuan test office to the Chongqing one, to start from.</summary>
public static class Questions
{
    public const string SichuanOffice = "32519999MD99000101";
    public const string ChongqingOffice = "32509999MD9900029R";
    public const string ResidentId = "519999198001010012";
    public const string OtherResidentId = "51999919800118002X";

    public static ExchangeHeader Header(bool toRegion = false)
    {
        var header = new ExchangeHeader
        {
            RequestId = Guid.NewGuid().ToString(),
            RequestingOffice = new OfficeReference { Uscc = SichuanOffice, Name = "四川省成都市测试公证处" },
            Purpose = "办理继承公证（测试）",
            LegalBasis = { "公证法第二十九条", "公证程序规则第三十三条" },
            OwnCaseNumber = "(2026)川测受字第1号",
            OperatorName = "测试甲",
        };
        if (toRegion)
            header.TargetRegion = "CN-CQ";
        else
            header.TargetOffice = new OfficeReference { Uscc = ChongqingOffice, Name = "重庆市测试公证处" };
        return header;
    }

    public static PersonIdentity Person() => new()
    {
        Name = "测试𠮷",
        IdentityDocument = new IdentityDocument { Type = IdentityDocumentType.ResidentId, RawNumber = ResidentId },
    };

    public static PersonIdentity OtherPerson() => new()
    {
        Name = "测试𪚥",
        IdentityDocument = new IdentityDocument { Type = IdentityDocumentType.ResidentId, RawNumber = OtherResidentId },
    };

    public static OrganizationIdentity Organization() => new() { Name = "测试银行", Uscc = SichuanOffice };

    public static QueryReason Reason() => new() { Code = QueryReasonCode.BeyondJurisdiction, Text = "当事人提交的公证书由外地公证处出具，需要核实。" };

    public static VerifyCertificateRequest VerifyCertificate() => new()
    {
        Header = Header(),
        CertificateNumber = new CertificateNumber { Raw = "（2021）渝测证字第34087号" },
        Title = "委托",
        IssueDate = new Date { Year = 2021, Month = 3, Day = 5 },
        IssuingOfficeName = "重庆市测试公证处",
        Party = new Party { Person = Person() },
        Reason = Reason(),
    };

    public static VerifyPowerOfAttorneyRequest VerifyPowerOfAttorney() => new()
    {
        Header = Header(),
        CertificateNumber = new CertificateNumber { Raw = "（2021）渝测证字第34088号" },
        IssueDate = new Date { Year = 2021, Month = 3, Day = 5 },
        IssuingOfficeName = "重庆市测试公证处",
        Principal = new Party { Person = Person() },
        Agent = new Party { Person = OtherPerson() },
        ClaimedPowers = { PowerKind.Sell, PowerKind.ReceivePayment },
        Reason = Reason(),
    };

    public static VerifyEnforceableDeedRequest VerifyEnforceableDeed() => new()
    {
        Header = Header(),
        CertificateNumber = new CertificateNumber { Raw = "（2021）渝测证执字第242号" },
        IssueDate = new Date { Year = 2021, Month = 3, Day = 5 },
        IssuingOfficeName = "重庆市测试公证处",
        Creditor = new Party { Organization = Organization() },
        Debtor = new Party { Person = Person() },
        Amount = new Money { CurrencyCode = "CNY", Units = 120_000, Nanos = 500_000_000 },
        Reason = Reason(),
    };

    public static QueryWillRequest QueryWill() => new()
    {
        Header = Header(toRegion: true),
        Testator = Person(),
        DeathProof = new DeathProof
        {
            Kind = DeathProofKind.MedicalCertificate,
            DocumentNumber = "测试-1",
            Issuer = "测试医院",
            DeathDate = new Date { Year = 2025, Month = 1, Day = 2 },
        },
        Reason = Reason(),
    };

    public static QueryInheritanceRequest QueryInheritance() => new()
    {
        Header = Header(toRegion: true),
        Decedent = Person(),
        DeathDate = new Date { Year = 2025, Month = 1, Day = 2 },
        Heirs = { OtherPerson() },
        Reason = Reason(),
    };
}
