using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>What the three questions about a certificate have in common in their answers.</summary>
internal sealed record CertificateAnswer(QueryOutcome Outcome)
{
    public RefusalReason RefusalReason { get; private init; }
    public CertificateFinding Finding { get; private init; }
    public CertificateStatus Status { get; private init; }
    public IReadOnlyList<FieldResult> Fields { get; private init; } = [];

    /// <summary>
    /// The certificate whose further contents may be told: nothing that was claimed differs, who the parties are is proven,
    /// and the document has effect. One that was revoked or recalled gives no powers that could be told.
    /// </summary>
    public RegisteredCertificate? Told { get; private init; }

    public static CertificateAnswer Unable { get; } = new(QueryOutcome.Unable);

    public static CertificateAnswer Refused(RefusalReason reason) => new(QueryOutcome.Refused) { RefusalReason = reason };

    /// <summary>A finding that tells nothing of a certificate's contents.</summary>
    public static CertificateAnswer Found(CertificateFinding finding, params IReadOnlyList<FieldResult> fields) =>
        new(QueryOutcome.Answered) { Finding = finding, Fields = fields };

    /// <summary>The finding for a certificate that was compared.</summary>
    public static CertificateAnswer Compared(RegisteredCertificate certificate, CertificateComparison comparison)
    {
        if (comparison.IsOtherMatter)
            return Found(CertificateFinding.NumberExistsOtherMatter, [.. comparison.Fields.Select(WithoutMatch)]);
        if (comparison.HasMismatch)
            return Found(CertificateFinding.ContentMismatch, comparison.Fields);
        return new CertificateAnswer(QueryOutcome.Answered)
        {
            Finding = FindingOf(certificate.Status),
            Status = certificate.Status,
            Fields = comparison.Fields,
            Told = comparison.ArePartiesProven && HasEffect(certificate.Status) ? certificate : null,
        };
    }

    // What agrees by chance in another matter is nobody's business here, but that the number exists is the answer.
    private static FieldResult WithoutMatch(FieldResult field) =>
        field.Comparison == FieldComparison.Match && field.Field != CertificateComparison.NumberField
            ? new FieldResult { Field = field.Field, Comparison = FieldComparison.NotDisclosed }
            : field;

    private static bool HasEffect(CertificateStatus status) => status is not (CertificateStatus.Revoked or CertificateStatus.Reissued);

    private static CertificateFinding FindingOf(CertificateStatus status) => status switch
    {
        CertificateStatus.Corrected => CertificateFinding.AuthenticButCorrected,
        CertificateStatus.Reissued => CertificateFinding.Reissued,
        CertificateStatus.PartlyRevoked => CertificateFinding.PartlyRevoked,
        CertificateStatus.Revoked => CertificateFinding.Revoked,
        // Under review (复查) a certificate stays in effect; the status says so.
        _ => CertificateFinding.Authentic,
    };
}
