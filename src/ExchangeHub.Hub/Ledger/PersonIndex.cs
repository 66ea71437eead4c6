using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Ledger;

/// <summary>
/// Finds again who was asked about, without knowing it: HMAC-SHA256, under a key of the hub, over the person's document
/// number, or over name and birth date where an old file has no number.
/// </summary>
internal sealed class PersonIndex(byte[] key)
{
    /// <summary>Length of the key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>SHA-256 of the key in <c>certs-sample/</c>.</summary>
    private const string SampleKeyHash = "2547EA43B051621EA957471E14F9D1BBC55B3639245253B06661F77EAA6DFCA2";

    /// <summary>The person's hash; the same person written in another way (lower case, full width, 15 digits) has the same one.</summary>
    public byte[] Hash(PersonIdentity person, DateOnly today) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Key(person, today)));

    private static string Key(PersonIdentity person, DateOnly today)
    {
        if (person.IdentityDocument is not { } document)
            return $"name|{PersonNames.MatchKey(person.Name)}|{person.BirthDate?.Year}-{person.BirthDate?.Month}-{person.BirthDate?.Day}";
        // Each country numbers its passports from the beginning.
        var type = document.Type is IdentityDocumentType.Passport or IdentityDocumentType.Other ? $"{document.Type}|{person.Nationality}" : document.Type.ToString();
        return IdentityDocuments.TryNormalize(document.Type, document.RawNumber, today, out var normalized)
            ? $"{type}|{normalized}"
            : $"{type}|raw|{document.RawNumber}";
    }

    /// <summary>Reads the key from its file; the sample's is accepted in development only.</summary>
    /// <exception cref="ConfigurationException">The file is missing or holds no key.</exception>
    public static PersonIndex Load(string file, bool development = false)
    {
        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(file).Trim());
            if (Convert.ToHexString(SHA256.HashData(key)) == SampleKeyHash && !development)
                throw Unusable(file, "this one is the sample's, which is public");
            if (key.Length == KeySize)
                return new PersonIndex(key);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Unusable(file, error.Message);
        }
        throw Unusable(file, "wrong length");
    }

    private static ConfigurationException Unusable(string file, string why)
        => new([new Problem("PersonIndexKeyFile", $"{file} must hold {KeySize} bytes in base64 ({why}); make one with: openssl rand -base64 {KeySize}", $"{file} 必须是 {KeySize} 字节的 base64（{why}）；可用此命令生成：openssl rand -base64 {KeySize}")]);
}
