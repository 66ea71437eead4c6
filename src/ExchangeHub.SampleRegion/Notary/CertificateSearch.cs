using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>What every question about a certificate says: whom it asks, and which paper it means.</summary>
internal sealed record CertificateQuestion(ExchangeHeader Header, CertificateNumber Number, string IssuingOfficeName)
{
    public OfficeReference Office => Header.TargetOffice;
}

/// <summary>Finds the certificate that a question means, or the reason why there is nothing to compare.</summary>
internal static class CertificateSearch
{
    /// <summary>Asks the register.</summary>
    /// <param name="isMatter">Whether a certificate is of the kind that the question is about.</param>
    /// <param name="compare">Compares the claimed contents with the certificate.</param>
    public static async Task<CertificateAnswer> AnswerAsync(
        RegisterReader register,
        CertificateQuestion question,
        Func<RegisteredCertificate, bool> isMatter,
        Func<RegisteredCertificate, CertificateComparison> compare,
        CancellationToken cancellationToken)
    {
        var office = await register.FindOfficeAsync(question.Office.Uscc, cancellationToken);
        if (office is null)
            return CertificateAnswer.Found(CertificateFinding.NotOurOffice);
        if (!office.IsDigital)
            return CertificateAnswer.Unable;

        var found = await register.FindCertificatesAsync(question.Number.Raw, cancellationToken);
        var certificate = Choose(found, question);
        if (certificate is null)
        {
            var isElsewhere = found.Count > 0 || await IsKeptElsewhereAsync(register, question, cancellationToken);
            return CertificateAnswer.Found(isElsewhere ? CertificateFinding.NotOurOffice : CertificateFinding.NumberNotFound);
        }
        if (!isMatter(certificate))
            return CertificateAnswer.Found(CertificateFinding.NumberExistsOtherMatter, NumberMatches);
        if (certificate.IsUnderInvestigation)
            return CertificateAnswer.Refused(RefusalReason.FileUnderInvestigation);
        if (IsSealed(certificate))
            return CertificateAnswer.Refused(RefusalReason.SealedWillTestatorAlive);
        if (certificate.IsArchiveClosed)
            return CertificateAnswer.Found(CertificateFinding.ArchiveUnavailable, NumberMatches);
        return CertificateAnswer.Compared(certificate, compare(certificate));
    }

    private static FieldResult NumberMatches =>
        new() { Field = CertificateComparison.NumberField, Comparison = FieldComparison.Match };

    /// <summary>
    /// The office's own certificate, unless the paper names another office that has one of that number: offices may share
    /// a short form, and then the printed name decides.
    /// </summary>
    private static RegisteredCertificate? Choose(IReadOnlyList<RegisteredCertificate> found, CertificateQuestion question)
    {
        var printed = TextKeys.OfText(question.IssuingOfficeName);
        var asPrinted = found.Where(certificate => TextKeys.OfText(certificate.PrintedOfficeName) == printed).ToList();
        var own = found.Where(certificate => certificate.OfficeUscc == question.Office.Uscc).ToList();
        return asPrinted.Count == 0 ? own.FirstOrDefault() : asPrinted.Find(own.Contains);
    }

    /// <summary>The paper names an office whose files another office keeps, such as 四川省重庆市…公证处 before 1997.</summary>
    private static async Task<bool> IsKeptElsewhereAsync(
        RegisterReader register, CertificateQuestion question, CancellationToken cancellationToken)
    {
        var keepers = await register.FindKeepersAsync(question.IssuingOfficeName, cancellationToken);
        return keepers.Count > 0 && !keepers.Contains(question.Office.Uscc);
    }

    /// <summary>
    /// Will files are sealed while the testator lives (公证程序规则 Art. 60). Refused whatever is claimed and before anything is
    /// compared, so that nobody learns by trying whose will it is.
    /// </summary>
    private static bool IsSealed(RegisteredCertificate certificate) =>
        certificate.Kind == CertificateKind.Will
        && certificate.Parties.Any(party => party is { Role: PartyRole.Testator, Person.DeathDate: null });
}
