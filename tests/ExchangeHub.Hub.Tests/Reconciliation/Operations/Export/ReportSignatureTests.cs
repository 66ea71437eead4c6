using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using ExchangeHub.Hub.Reconciliation.Operations.Export;

namespace ExchangeHub.Hub.Tests.Reconciliation.Operations.Export;

public class ReportSignatureTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Keys => ["ES256", "ES384", "ES512", "RS256"];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Report_WrittenInPiecesOfAnyLength_IsVerifiedWithTheCertificateAlone(string algorithm)
    {
        using var certificate = Certificate(algorithm);
        var payload = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50).Select(i => $"{{\"第{i}\":{i}}}")));

        var parts = Sign(certificate, payload, [0, 1, 2, 3, 4, 5, 100, 7]).Split('.');

        Assert.Equal(3, parts.Length);
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        Assert.Equal((algorithm, ReportSignature.Type), (header.GetProperty("alg").GetString(), header.GetProperty("typ").GetString()));
        Assert.Equal(SHA256.HashData(certificate.RawData), Base64Url.DecodeFromChars(header.GetProperty("x5t#S256").GetString()));
        Assert.Equal(payload, Base64Url.DecodeFromChars(parts[1]));
        Assert.True(Verify(certificate, algorithm, parts));
    }

    [Fact]
    public void Report_ChangedByACharacter_IsRefused()
    {
        using var certificate = Certificate("ES256");
        var parts = Sign(certificate, "{\"difference_count\":1}"u8.ToArray(), [22]).Split('.');

        parts[1] = Base64Url.EncodeToString("{\"difference_count\":0}"u8);

        Assert.False(Verify(certificate, "ES256", parts));
    }

    private static string Sign(X509Certificate2 certificate, byte[] payload, int[] lengths)
    {
        using var signature = new ReportSignature(certificate);
        var bytes = new List<byte>(signature.Begin());
        var at = 0;
        foreach (var length in lengths)
        {
            bytes.AddRange(signature.Add(payload.AsSpan(at, Math.Min(length, payload.Length - at))));
            at = Math.Min(payload.Length, at + length);
        }
        bytes.AddRange(signature.Add(payload.AsSpan(at)));
        bytes.AddRange(signature.End());
        return Encoding.ASCII.GetString([.. bytes]);
    }

    /// <summary>As RFC 7515 and 7518 have it, with nothing of the code that signs.</summary>
    private static bool Verify(X509Certificate2 certificate, string algorithm, string[] parts)
    {
        var input = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        var signature = Base64Url.DecodeFromChars(parts[2]);
        var hash = algorithm switch { "ES384" => HashAlgorithmName.SHA384, "ES512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 };
        return algorithm == "RS256"
            ? certificate.GetRSAPublicKey()!.VerifyData(input, signature, hash, RSASignaturePadding.Pkcs1)
            : certificate.GetECDsaPublicKey()!.VerifyData(input, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static X509Certificate2 Certificate(string algorithm)
    {
        if (algorithm == "RS256")
        {
            using var rsa = RSA.Create(2048);
            return new CertificateRequest("CN=hub", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(From, From.AddYears(1));
        }
        var curve = algorithm switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 };
        using var key = ECDsa.Create(curve);
        return new CertificateRequest("CN=hub", key, HashAlgorithmName.SHA256).CreateSelfSigned(From, From.AddYears(1));
    }
}
