using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ExchangeHub.Server.Certificates;

/// <summary>
/// Issues certificates for samples and tests: ECDSA P-256, in memory. A real region has an authority of its own; this is
/// not one.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>Extended key usage of those who are called.</summary>
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>Extended key usage of those who call.</summary>
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    private readonly string _organization;
    private readonly CertificateRevocationListBuilder _revoked = new();
    private BigInteger _crlNumber = BigInteger.Zero;

    /// <summary>Makes an authority with a self-signed certificate.</summary>
    public CertificateAuthority(string name, string organization, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        _organization = organization;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Certificate = request.CreateSelfSigned(notBefore, notAfter);
    }

    /// <summary>The authority's own certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Issues a certificate.</summary>
    /// <param name="name">Common name, and DNS name as <c>name.test</c> unless <paramref name="dnsNames"/> are given.</param>
    /// <param name="usages">Extended key usages.</param>
    /// <param name="dnsNames">DNS names.</param>
    /// <param name="notBefore">Begin of validity; null: the authority's own.</param>
    /// <param name="notAfter">End of validity; null: the authority's own.</param>
    public X509Certificate2 Issue(string name, IEnumerable<string> usages, IEnumerable<string>? dnsNames = null, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        ArgumentNullException.ThrowIfNull(usages);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var oids = new OidCollection();
        foreach (var usage in usages)
            oids.Add(new Oid(usage));
        if (oids.Count > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var dnsName in dnsNames ?? [$"{name}.test"])
            names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        using var issued = request.Create(Certificate, notBefore ?? Certificate.NotBefore, notAfter ?? Certificate.NotAfter, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Puts a certificate on the revocation list.</summary>
    public void Revoke(X509Certificate2 certificate) => _revoked.AddEntry(certificate);

    /// <summary>Signs the revocation list as it stands.</summary>
    public byte[] RevocationList(DateTimeOffset thisUpdate, DateTimeOffset nextUpdate)
        => _revoked.Build(Certificate, ++_crlNumber, nextUpdate, HashAlgorithmName.SHA256, thisUpdate: thisUpdate);

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private X500DistinguishedName Name(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCountryOrRegion("CN");
        builder.AddOrganizationName(_organization);
        builder.AddCommonName(commonName);
        return builder.Build();
    }
}
