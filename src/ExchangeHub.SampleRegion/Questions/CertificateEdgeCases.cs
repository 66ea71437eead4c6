using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>Certificates as life writes them: old numbers, old ids, offices that were renamed, names that few systems can store.</summary>
internal sealed class CertificateEdgeCases(SampleData data) : QuestionSource(data, "certificate", "公证书核验")
{
    public override IEnumerable<SampleQuestion> All() =>
    [
        Authentic("supplement", "补正公证书本身", certificate =>
            certificate.Kind == CertificateKind.General && certificate.RawNumber.EndsWith("（补正）", StringComparison.Ordinal)),
        Authentic("replacement", "重发的公证书", certificate =>
            certificate is { Kind: CertificateKind.General, OriginalId: not null } && !certificate.RawNumber.EndsWith('）')),
        Authentic("unparsed-number", "编号无法解析", certificate =>
            IsDocumented(certificate) && CertificateNumbers.Parse(certificate.RawNumber).Canonical is null),
        SharedNumber(),
        Renamed(),
        OldResidentId(),
        .. SampleNames.Rare.Select((name, index) => Authentic($"rare-character-{index + 1}", $"生僻字 {name}", ByApplicant(name))),
        .. SampleNames.Long.Select((name, index) => Authentic($"long-name-{index + 1}", $"长姓名，含间隔号（{index + 1}）", ByApplicant(name))),
        NameOnly(),
        SealedWill(),
        .. Separation(),
    ];

    private static Func<RegisteredCertificate, bool> ByApplicant(string name) => certificate =>
        certificate is { Kind: CertificateKind.General, Status: CertificateStatus.Effective, IsArchiveClosed: false, IsUnderInvestigation: false }
        && certificate.Parties[0].Person is { Document: not null } applicant && applicant.Name == name;

    private static bool IsDocumented(RegisteredCertificate certificate) =>
        certificate is { Kind: CertificateKind.General, Status: CertificateStatus.Effective, IsArchiveClosed: false, IsUnderInvestigation: false }
        && certificate.Parties[0].Person?.Document is not null;

    private SampleQuestion Authentic(string name, string nameZh, Func<RegisteredCertificate, bool> condition)
    {
        var certificate = First(condition);
        return Ask(name, nameZh, certificate.OfficeUscc, TrueRequests.Certificate(certificate), Found(CertificateFinding.Authentic));
    }

    /// <summary>Two offices with one short form have a certificate of the same number each.</summary>
    private SampleQuestion SharedNumber()
    {
        var shared = Data.Certificates.Where(IsDocumented)
            .GroupBy(certificate => TextKeys.OfNumber(certificate.RawNumber))
            .First(group => group.Select(certificate => certificate.OfficeUscc).Distinct().Count() > 1);
        return Authentic("shared-number", "两处同号", certificate => certificate.Id == shared.Last().Id);
    }

    /// <summary>The paper bears the office's name of that time.</summary>
    private SampleQuestion Renamed()
    {
        var today = Data.Offices.Select(office => office.Name).ToHashSet();
        return Authentic("renamed-office", "机构已更名", certificate =>
            IsDocumented(certificate) && !today.Contains(certificate.PrintedOfficeName));
    }

    /// <summary>The file has 15 digits, the asker has today's card with 18 characters.</summary>
    private SampleQuestion OldResidentId()
    {
        var certificate = First(certificate =>
            IsDocumented(certificate) && certificate.Parties[0].Person!.Document!.RawNumber.Length == 15);
        var request = TrueRequests.Certificate(certificate);
        request.Party.Person.IdentityDocument.RawNumber = certificate.Parties[0].Person!.Document!.NormalizedNumber;
        return Ask("old-resident-id", "十五位旧证件号", certificate.OfficeUscc, request, Found(CertificateFinding.Authentic));
    }

    /// <summary>Nothing is against it; that it is the same person is not said.</summary>
    private SampleQuestion NameOnly()
    {
        var certificate = Ordinary(CertificateKind.General);
        var request = TrueRequests.Certificate(certificate);
        request.Party.Person = new PersonIdentity { Name = request.Party.Person.Name };
        return Ask("name-only", "仅有姓名", certificate.OfficeUscc, request, Found(CertificateFinding.Authentic));
    }

    private SampleQuestion SealedWill()
    {
        var certificate = First(certificate => certificate.Kind == CertificateKind.Will
            && certificate.Parties[0].Person!.DeathDate is null
            && IsOrdinary(certificate));
        return Ask("sealed-will", "拒绝，遗嘱密卷", certificate.OfficeUscc, TrueRequests.Certificate(certificate),
            Refused(RefusalReason.SealedWillTestatorAlive));
    }

    /// <summary>Files of 四川省重庆市…公证处: kept by Chongqing's offices since 1997, and no longer by Sichuan's.</summary>
    private IEnumerable<SampleQuestion> Separation()
    {
        if (Data.OfficesElsewhere.Count == 0)
        {
            return [Authentic("before-1997", "直辖前由四川省重庆市公证处出具", certificate =>
                IsDocumented(certificate) && certificate.PrintedOfficeName.StartsWith("四川省重庆市", StringComparison.Ordinal))];
        }
        var certificate = Ordinary(CertificateKind.General) with
        {
            RawNumber = "（1995）渝测证字第99999999号",
            PrintedOfficeName = Data.OfficesElsewhere[0].Name,
            IssueDate = new DateOnly(1995, 5, 8),
        };
        return [Ask("before-1997", "直辖前的档案已移交重庆", certificate.OfficeUscc, TrueRequests.Certificate(certificate),
            Found(CertificateFinding.NotOurOffice))];
    }
}
