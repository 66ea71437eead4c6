using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;
using Date = Google.Type.Date;
using Money = Google.Type.Money;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>Compares the claimed contents of a certificate with the register, one by one.</summary>
internal sealed class CertificateComparison
{
    public const string NumberField = "certificate_number";

    private readonly List<FieldResult> _fields = [];
    private readonly List<IdentityMatch> _parties = [];
    private readonly RegisteredCertificate _certificate;
    private readonly DateOnly _today;
    private bool _isOtherTitle;

    public CertificateComparison(RegisteredCertificate certificate, DateOnly today)
    {
        _certificate = certificate;
        _today = today;
        // It was found by its number.
        Add(NumberField, isSame: true);
    }

    public IReadOnlyList<FieldResult> Fields => _fields;

    public bool HasMismatch => _fields.Any(result => result.Comparison == FieldComparison.Mismatch);

    public bool ArePartiesProven => _parties.TrueForAll(match => match == IdentityMatch.Proven);

    /// <summary>Nobody that was named has to do with the certificate, and the title is another one.</summary>
    public bool IsOtherMatter => _isOtherTitle && _parties.TrueForAll(match => match == IdentityMatch.Different);

    public CertificateComparison Title(string title)
    {
        var isSame = TextKeys.OfText(title) == TextKeys.OfText(_certificate.Title);
        _isOtherTitle = !isSame;
        return Add("title", isSame);
    }

    /// <summary>
    /// The question names no title, it implies the kind: where all parties are others, the number belongs to another matter
    /// of that kind.
    /// </summary>
    public CertificateComparison ImpliedTitle()
    {
        _isOtherTitle = true;
        return this;
    }

    public CertificateComparison Issue(Date? issueDate, string issuingOfficeName)
    {
        Add("issue_date", CalendarDates.TryToDateOnly(issueDate, out var date) && date == _certificate.IssueDate);
        return IssuedBy(issuingOfficeName);
    }

    /// <summary>A date of which a part is unknown agrees where its known parts do. One that is not claimed is not compared.</summary>
    public CertificateComparison Issue(PartialDate? issueDate, string issuingOfficeName)
    {
        if (issueDate is not null)
            Add("issue_date", PartialDates.CouldBe(issueDate, _certificate.IssueDate));
        return IssuedBy(issuingOfficeName);
    }

    /// <summary>Somebody who must have that role; without one, any of the certificate's parties.</summary>
    public CertificateComparison Party(string field, Party claimed, PartyRole? role = null)
    {
        var registered = _certificate.Parties.Where(party => role is null || party.Role == role);
        var comparison = PartyComparison.Of(field, claimed, registered, _today);
        _parties.Add(comparison.Match);
        _fields.AddRange(comparison.Fields);
        return this;
    }

    /// <summary>
    /// The powers that the asker reads: each must be among those given. Compared only where the parties are proven, because
    /// otherwise they could be found out by trying.
    /// </summary>
    public CertificateComparison Powers(IReadOnlyCollection<PowerKind> claimed)
    {
        if (!ArePartiesProven)
            _fields.Add(new FieldResult { Field = "claimed_powers", Comparison = FieldComparison.NotDisclosed });
        else if (claimed.Count > 0)
            Add("claimed_powers", claimed.All(_certificate.PowerOfAttorney!.Powers.Select(power => power.Kind).Contains));
        return this;
    }

    public CertificateComparison Amount(Money? amount) =>
        Add("amount", amount is not null && new Amount(amount.CurrencyCode, amount.Units, amount.Nanos) == _certificate.Amount);

    // As printed: an office's name of today on an old certificate is a difference, which a forger makes easily.
    private CertificateComparison IssuedBy(string issuingOfficeName) =>
        Add("issuing_office_name", TextKeys.OfText(issuingOfficeName) == TextKeys.OfText(_certificate.PrintedOfficeName));

    private CertificateComparison Add(string field, bool isSame)
    {
        _fields.Add(new FieldResult { Field = field, Comparison = isSame ? FieldComparison.Match : FieldComparison.Mismatch });
        return this;
    }
}
