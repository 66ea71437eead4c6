using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.Hub.Addenda;

/// <summary>Which answers are worth an addendum when their certificate is revoked later: those by which somebody relies on it.</summary>
internal static class Attestation
{
    /// <summary>The certificate that a finding says is genuine; null where it says something else, or no certificate was named.</summary>
    public static CertificateNumber? Of(CertificateFinding finding, CertificateNumber? number)
        => finding is CertificateFinding.Authentic or CertificateFinding.AuthenticButCorrected ? number : null;
}
