using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Security.Certificates;
using Org.BouncyCastle.X509;

namespace ExchangeHub.Domain.Trust;

/// <summary>A revocation list (CRL, 证书吊销列表) whose signature by its issuer was checked.</summary>
public sealed class RevocationList
{
    private readonly HashSet<string> _serialNumbers;

    private RevocationList(X509Certificate2 issuer, HashSet<string> serialNumbers, DateTimeOffset nextUpdate)
    {
        Issuer = issuer;
        NextUpdate = nextUpdate;
        _serialNumbers = serialNumbers;
    }

    /// <summary>The certificate whose key signed the list.</summary>
    public X509Certificate2 Issuer { get; }

    /// <summary>When a newer list was promised.</summary>
    public DateTimeOffset NextUpdate { get; }

    /// <summary>Reads a list, PEM or DER, that one of <paramref name="issuers"/> must have signed.</summary>
    /// <exception cref="InvalidDataException">It is no list, more than one, or none of them signed it.</exception>
    public static RevocationList Read(byte[] bytes, IEnumerable<X509Certificate2> issuers)
    {
        ArgumentNullException.ThrowIfNull(issuers);
        var list = Parse(bytes);
        var issuer = issuers.FirstOrDefault(candidate => IsSignedBy(list, candidate))
            ?? throw new InvalidDataException("is signed by none of the region's trust anchors");
        if (list.NextUpdate is not { } nextUpdate)
            throw new InvalidDataException("has no next update");
        var serialNumbers = (list.GetRevokedCertificates() ?? new HashSet<X509CrlEntry>()).Select(entry => Serial(entry.SerialNumber.ToByteArrayUnsigned()));
        return new RevocationList(issuer, [.. serialNumbers], new DateTimeOffset(nextUpdate, TimeSpan.Zero));
    }

    /// <summary>Whether <paramref name="certificate"/> has the name and the key that signed the list: a renewed authority keeps both.</summary>
    public bool IsOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.SubjectName.RawData.AsSpan().SequenceEqual(Issuer.SubjectName.RawData)
            && certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(Issuer.PublicKey.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Whether the list revokes <paramref name="certificate"/>.</summary>
    public bool Contains(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return _serialNumbers.Contains(Serial(certificate.SerialNumberBytes.Span));
    }

    private static X509Crl Parse(byte[] bytes)
    {
        IList<X509Crl> lists;
        try
        {
            lists = new X509CrlParser().ReadCrls(bytes);
        }
        catch (Exception error) when (error is CrlException or IOException or ArgumentException or InvalidCastException)
        {
            throw new InvalidDataException("is no certificate revocation list", error);
        }
        return lists.Count switch
        {
            0 => throw new InvalidDataException("is no certificate revocation list"),
            1 => lists[0],
            _ => throw new InvalidDataException("holds more than one list; each needs a file of its own"),
        };
    }

    private static bool IsSignedBy(X509Crl list, X509Certificate2 candidate)
    {
        try
        {
            var certificate = new X509CertificateParser().ReadCertificate(candidate.RawData);
            if (!list.IssuerDN.Equivalent(certificate.SubjectDN))
                return false;
            list.Verify(certificate.GetPublicKey());
            return true;
        }
        catch (Exception error) when (error is Org.BouncyCastle.Security.GeneralSecurityException)
        {
            return false;
        }
    }

    private static string Serial(ReadOnlySpan<byte> bigEndian) => Convert.ToHexString(bigEndian.TrimStart((byte)0));
}
