using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Server.Certificates;

namespace ExchangeHub.TestKit;

/// <summary>Real authorities and certificates, made at run time: one authority for the hub and one for each region.</summary>
public sealed class TestPki : IDisposable
{
    public const string HubName = "hub.test";

    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-2);
    private static readonly DateTimeOffset To = TimeProvider.System.GetUtcNow().AddYears(2);

    public CertificateAuthority Hub { get; } = NewAuthority("hub");

    public CertificateAuthority Chongqing { get; } = NewAuthority("cq");

    public CertificateAuthority Sichuan { get; } = NewAuthority("sc");

    public static CertificateAuthority NewAuthority(string name) => new($"{name} test authority", "测试", From, To);

    public static X509Certificate2 Client(CertificateAuthority authority, string name) => authority.Issue(name, [CertificateAuthority.ClientAuth]);

    public static X509Certificate2 Both(CertificateAuthority authority, string name) => authority.Issue(name, [CertificateAuthority.ServerAuth, CertificateAuthority.ClientAuth]);

    public static TrustAnchors Anchors(CertificateAuthority authority) => new([X509CertificateLoader.LoadCertificate(authority.Certificate.RawData)], [], TimeSpan.Zero);

    public static void WritePem(string path, X509Certificate2 certificate) => File.WriteAllText(path, certificate.ExportCertificatePem());

    public static void WriteKey(string path, X509Certificate2 certificate) => File.WriteAllText(path, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    public static void WriteRevocationList(string path, CertificateAuthority authority, DateTimeOffset? thisUpdate = null, DateTimeOffset? nextUpdate = null)
        => File.WriteAllText(path, PemEncoding.WriteString("X509 CRL", authority.RevocationList(thisUpdate ?? From, nextUpdate ?? To)));

    public void Dispose()
    {
        Hub.Dispose();
        Chongqing.Dispose();
        Sichuan.Dispose();
    }
}
