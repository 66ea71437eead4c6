using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>What is told of powers, and what is not.</summary>
internal sealed class PowerOfAttorneyEdgeCases(SampleData data) : QuestionSource(data, "power-of-attorney", "委托书核验")
{
    public override IEnumerable<SampleQuestion> All() =>
    [
        RevokedByPrincipal(),
        PowerNotGiven(),
        AgentByNameOnly(),
        .. SampleNames.Rare.Take(1).Select(RareCharacter),
    ];

    private SampleQuestion RevokedByPrincipal()
    {
        var certificate = First(certificate => IsPlain(certificate) && certificate.PowerOfAttorney!.RevocationDate is not null);
        return Ask("revoked-by-principal", "属实，委托人已撤销委托", certificate.OfficeUscc, TrueRequests.PowerOfAttorney(certificate),
            Found(CertificateFinding.Authentic));
    }

    /// <summary>Somebody wrote a power into the paper.</summary>
    private SampleQuestion PowerNotGiven()
    {
        var certificate = First(IsPlain);
        var request = TrueRequests.PowerOfAttorney(certificate);
        request.ClaimedPowers.Add(Enum.GetValues<PowerKind>()
            .First(kind => kind != PowerKind.Unspecified && !request.ClaimedPowers.Contains(kind)));
        return Ask("power-not-given", "内容不符，多出一项权限", certificate.OfficeUscc, request, Found(CertificateFinding.ContentMismatch));
    }

    /// <summary>Genuine as far as one sees, but the powers are not told.</summary>
    private SampleQuestion AgentByNameOnly()
    {
        var certificate = First(certificate => IsPlain(certificate) && certificate.Parties[1].Person is not null);
        var request = TrueRequests.PowerOfAttorney(certificate);
        request.Agent.Person = new PersonIdentity { Name = request.Agent.Person.Name };
        return Ask("agent-by-name-only", "属实，受托人身份信息不足，不告知权限", certificate.OfficeUscc, request,
            Found(CertificateFinding.Authentic));
    }

    private SampleQuestion RareCharacter(string name)
    {
        var certificate = First(certificate => IsPlain(certificate) && certificate.Parties[0].Person!.Name == name);
        return Ask("rare-character", $"生僻字 {name}", certificate.OfficeUscc, TrueRequests.PowerOfAttorney(certificate),
            Found(CertificateFinding.Authentic));
    }

    private static bool IsPlain(RegisteredCertificate certificate) =>
        certificate is { Kind: CertificateKind.PowerOfAttorney, Status: CertificateStatus.Effective } && IsOrdinary(certificate);
}

/// <summary>What is told of enforcement certificates, and what is not.</summary>
internal sealed class DeedEdgeCases(SampleData data) : QuestionSource(data, "enforceable-deed", "赋强公证核验")
{
    public override IEnumerable<SampleQuestion> All() => [Enforced(), EnforcementCertificate(), WrongAmount()];

    private SampleQuestion Enforced()
    {
        var deed = First(certificate => IsPlain(certificate) && Enforcement(certificate) is not null);
        return Ask("enforced", "属实，已出具执行证书", deed.OfficeUscc, TrueRequests.Deed(deed), Found(CertificateFinding.Authentic));
    }

    /// <summary>The enforcement certificate by its own number.</summary>
    private SampleQuestion EnforcementCertificate()
    {
        var deed = First(certificate => IsPlain(certificate) && Enforcement(certificate) is not null);
        return Ask("enforcement-certificate", "属实，执行证书本身", deed.OfficeUscc, TrueRequests.Deed(Enforcement(deed)!),
            Found(CertificateFinding.Authentic));
    }

    private SampleQuestion WrongAmount()
    {
        var deed = First(certificate => IsPlain(certificate) && Enforcement(certificate) is not null);
        var altered = deed with { Amount = deed.Amount! with { Units = deed.Amount.Units + 10_000 } };
        return Ask("wrong-amount", "内容不符，金额不一致", deed.OfficeUscc, TrueRequests.Deed(altered),
            Found(CertificateFinding.ContentMismatch));
    }

    private RegisteredCertificate? Enforcement(RegisteredCertificate deed) => Data.Certificates.FirstOrDefault(certificate =>
        certificate.Kind == CertificateKind.EnforcementCertificate && certificate.OriginalId == deed.Id);

    private static bool IsPlain(RegisteredCertificate certificate) =>
        certificate is { Kind: CertificateKind.EnforceableDeed, Status: CertificateStatus.Effective } && IsOrdinary(certificate);
}
