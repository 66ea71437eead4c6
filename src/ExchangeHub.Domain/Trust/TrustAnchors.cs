using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ExchangeHub.Domain.Trust;

/// <summary>What a certificate is to be used for.</summary>
public enum CertificatePurpose
{
    /// <summary>To call: extended key usage clientAuth.</summary>
    Client,

    /// <summary>To be called: extended key usage serverAuth.</summary>
    Server,
}

/// <summary>
/// A region's trust anchors (信任锚): its root and intermediate certificates and its revocation lists. A certificate is
/// trusted here only through these; what the peer sends along counts for nothing, nothing is fetched, and the machine's
/// own trusted roots don't count either.
/// </summary>
public sealed class TrustAnchors(IReadOnlyList<X509Certificate2> certificates, IReadOnlyList<RevocationList> revocationLists, TimeSpan revocationGrace)
{
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>Roots and intermediates.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; } = certificates;

    /// <summary>The revocation lists; empty means that revocation is not checked.</summary>
    public IReadOnlyList<RevocationList> RevocationLists { get; } = revocationLists;

    /// <summary>Whether one of these anchors may have issued <paramref name="certificate"/>, by name: a cheap first look.</summary>
    public bool MayHaveIssued(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Certificates.Any(anchor => anchor.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));
    }

    /// <summary>Says why <paramref name="certificate"/> is not trusted for <paramref name="purpose"/> at <paramref name="now"/>; null if it is.</summary>
    public string? Problem(X509Certificate2 certificate, CertificatePurpose purpose, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (now < certificate.NotBefore)
            return "not yet valid";
        if (now > certificate.NotAfter)
            return "expired";
        if (!HasPurpose(certificate, purpose))
            return purpose == CertificatePurpose.Client ? "its extended key usage lacks clientAuth" : "its extended key usage lacks serverAuth";

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // The lists are ours to check: .NET takes none from a file.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        foreach (var anchor in Certificates)
        {
            var roots = IsSelfSigned(anchor) ? chain.ChainPolicy.CustomTrustStore : chain.ChainPolicy.ExtraStore;
            roots.Add(anchor);
        }
        if (!chain.Build(certificate))
            return "no chain to a trust anchor: " + string.Join(", ", chain.ChainStatus.Select(status => status.Status));
        return RevocationProblem(chain, now);
    }

    /// <summary>The same for a server, which must carry <paramref name="serverName"/> as DNS name besides.</summary>
    public string? ServerProblem(X509Certificate2? certificate, string serverName, DateTimeOffset now)
    {
        if (certificate is null)
            return "it sent no certificate";
        return Problem(certificate, CertificatePurpose.Server, now)
            ?? (certificate.MatchesHostname(serverName, allowWildcards: false, allowCommonName: false) ? null : $"it does not carry the name {serverName}");
    }

    private string? RevocationProblem(X509Chain chain, DateTimeOffset now)
    {
        for (var i = 0; i + 1 < chain.ChainElements.Count; i++)
        {
            var issuer = chain.ChainElements[i + 1].Certificate;
            var list = RevocationLists.Where(list => list.IsOf(issuer)).MaxBy(list => list.NextUpdate);
            if (list is null)
                continue;
            if (list.Contains(chain.ChainElements[i].Certificate))
                return "revoked";
            if (now > list.NextUpdate + revocationGrace)
                return "the issuer's revocation list is out of date";
        }
        return null;
    }

    /// <summary>A certificate that says nothing of its purpose has none here: absent means safe.</summary>
    private static bool HasPurpose(X509Certificate2 certificate, CertificatePurpose purpose)
    {
        var wanted = purpose == CertificatePurpose.Client ? ClientAuth : ServerAuth;
        return certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(extension => extension.EnhancedKeyUsages.Cast<Oid>().Any(usage => usage.Value == wanted));
    }

    private static bool IsSelfSigned(X509Certificate2 certificate)
        => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
