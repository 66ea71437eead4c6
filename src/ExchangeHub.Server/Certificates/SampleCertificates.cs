using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Server.Certificates;

/// <summary>Makes the set in <c>certs-sample/</c>: an authority for each region and for the hub, and a certificate for everybody in the demo.</summary>
internal static class SampleCertificates
{
    /// <summary>Password of the PKCS#12 files; it protects nothing, since the same keys lie beside them.</summary>
    private const string Password = "sample";

    private static readonly (string Authority, string Name, bool Serves, bool Calls)[] Holders =
    [
        ("hub", "hub", true, true),
        ("hub", "operator", false, true),
        ("hub", "auditor", false, true),
        ("cq", "cq-back-office", true, true),
        ("cq", "cq-notary-office", false, true),
        ("sc", "sc-back-office", true, true),
        ("sc", "sc-notary-office", false, true),
    ];

    /// <summary>Writes the set, valid from the first of this year for ten years, and returns the files' names.</summary>
    public static IReadOnlyList<string> Write(string folder, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var written = new List<string>();
        var notBefore = new DateTimeOffset(now.Year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var notAfter = notBefore.AddYears(10);
        foreach (var holders in Holders.GroupBy(holder => holder.Authority))
        {
            using var authority = new CertificateAuthority($"{holders.Key} sample authority", SampleCertificateMark.Organization, notBefore, notAfter);
            Write($"{holders.Key}-ca.pem", authority.Certificate.ExportCertificatePem());
            foreach (var (_, name, serves, calls) in holders)
            {
                string[] usages = [.. serves ? [CertificateAuthority.ServerAuth] : Array.Empty<string>(), .. calls ? [CertificateAuthority.ClientAuth] : Array.Empty<string>()];
                using var certificate = authority.Issue(name, usages, [$"{name}.exchangehub.test", "localhost"]);
                Write($"{name}.pem", certificate.ExportCertificatePem());
                Write($"{name}.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
                WriteBytes($"{name}.p12", certificate.Export(X509ContentType.Pkcs12, Password));
            }
            Write($"{holders.Key}.crl", PemEncoding.WriteString("X509 CRL", authority.RevocationList(notBefore, notAfter)));
        }
        return written;

        void Write(string name, string text) => WriteBytes(name, System.Text.Encoding.ASCII.GetBytes(text + "\n"));

        void WriteBytes(string name, byte[] bytes)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
            written.Add(name);
        }
    }
}
