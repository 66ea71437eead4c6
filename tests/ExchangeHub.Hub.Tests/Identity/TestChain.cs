using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Server.Certificates;

namespace ExchangeHub.Hub.Tests.Identity;

/// <summary>A root, an intermediate authority and whatever they issue; a region's usual hierarchy.</summary>
internal sealed class TestChain : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset From = Now.AddYears(-1);
    public static readonly DateTimeOffset To = Now.AddYears(1);

    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestChain(string name = "测试")
    {
        Root = NewRoot(name, From, To);
        using var certificate = Authority($"CN={name} intermediate", _intermediateKey).Create(Root, From, To, [2]);
        Intermediate = certificate.CopyWithPrivateKey(_intermediateKey);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate { get; }

    /// <summary>The root's name and key once more, with another validity: what a renewed authority looks like.</summary>
    public X509Certificate2 NewRoot(string name, DateTimeOffset from, DateTimeOffset to) => Authority($"CN={name} root", _rootKey).CreateSelfSigned(from, to);

    /// <summary>Issues a client certificate.</summary>
    public static X509Certificate2 Issue(X509Certificate2 issuer, string name, byte[]? serial = null, DateTimeOffset? to = null, string usage = CertificateAuthority.ClientAuth)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var certificate = request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!), From, to ?? To, serial ?? RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>A revocation list in DER.</summary>
    public static byte[] SignList(X509Certificate2 issuer, DateTimeOffset nextUpdate, params X509Certificate2[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
            builder.AddEntry(certificate);
        return builder.Build(issuer, 1, nextUpdate, HashAlgorithmName.SHA256, thisUpdate: From);
    }

    /// <summary>Without its private key, as it stands in a bundle.</summary>
    public static X509Certificate2 Public(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);

    public void Dispose()
    {
        Root.Dispose();
        Intermediate.Dispose();
        _rootKey.Dispose();
        _intermediateKey.Dispose();
    }

    private static CertificateRequest Authority(string subject, ECDsa key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }
}
