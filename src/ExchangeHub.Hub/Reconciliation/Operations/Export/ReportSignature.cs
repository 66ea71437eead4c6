using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace ExchangeHub.Hub.Reconciliation.Operations.Export;

/// <summary>
/// A JSON Web Signature in compact form (RFC 7515) that is written piece by piece, so that a report of any length needs no memory for all of it: the key
/// is the hub certificate's, which the header names by <c>x5t#S256</c>.
/// </summary>
internal sealed class ReportSignature : IDisposable
{
    /// <summary>What was signed, so that nobody takes another signature of the same key for a report (RFC 8725, 3.11).</summary>
    public const string Type = "exchangehub-reconciliation-report";

    /// <summary>Bytes that are encoded together: three make four characters.</summary>
    private const int Group = 3;

    private readonly ECDsa? _ecdsa;
    private readonly RSA? _rsa;
    private readonly IncrementalHash _hash;
    private readonly string _header;
    private byte[] _rest = [];

    /// <exception cref="NotSupportedException">The key is neither ECDSA nor RSA.</exception>
    public ReportSignature(X509Certificate2 certificate)
    {
        _ecdsa = certificate.GetECDsaPrivateKey();
        _rsa = _ecdsa is null ? certificate.GetRSAPrivateKey() ?? throw new NotSupportedException("Reports are signed with ECDSA or RSA keys.") : null;
        var (algorithm, hash) = _ecdsa?.KeySize switch
        {
            null => ("RS256", HashAlgorithmName.SHA256),
            256 => ("ES256", HashAlgorithmName.SHA256),
            384 => ("ES384", HashAlgorithmName.SHA384),
            _ => ("ES512", HashAlgorithmName.SHA512),
        };
        _hash = IncrementalHash.CreateHash(hash);
        _header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["alg"] = algorithm,
            ["typ"] = Type,
            ["x5t#S256"] = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)),
        }));
    }

    /// <summary>The header and the dot.</summary>
    public byte[] Begin() => Signed(System.Text.Encoding.ASCII.GetBytes(_header + "."));

    /// <summary>What a piece of the payload becomes; up to two bytes of it wait for the next one.</summary>
    public byte[] Add(ReadOnlySpan<byte> payload)
    {
        byte[] all = [.. _rest, .. payload];
        var whole = all.Length / Group * Group;
        _rest = all[whole..];
        return Signed(Base64Url.EncodeToUtf8(all.AsSpan(0, whole)));
    }

    /// <summary>What waits, the dot and the signature.</summary>
    public byte[] End()
    {
        var rest = Signed(Base64Url.EncodeToUtf8(_rest));
        var hash = _hash.GetHashAndReset();
        // SignHash of ECDSA gives r and s side by side, as RFC 7518 wants them.
        var signature = _ecdsa?.SignHash(hash) ?? _rsa!.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return [.. rest, (byte)'.', .. Base64Url.EncodeToUtf8(signature)];
    }

    public void Dispose()
    {
        _ecdsa?.Dispose();
        _rsa?.Dispose();
        _hash.Dispose();
    }

    private byte[] Signed(byte[] bytes)
    {
        _hash.AppendData(bytes);
        return bytes;
    }
}
