using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Ledger;

/// <summary>
/// Finds again who was asked about, without knowing it: HMAC-SHA256, under a key of the hub, over the person's document
/// number, or over name and birth date where an old file has no number. And likewise which certificate was.
/// </summary>
internal sealed class PersonIndex(byte[] key)
{
    /// <summary>Length of the key in bytes.</summary>
    public const int KeySize = KeyFile.KeySize;

    /// <summary>The person's hash; the same person written in another way (lower case, full width, 15 digits) has the same one.</summary>
    public byte[] Hash(PersonIdentity person, DateOnly today) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Key(person, today)));

    /// <summary>A certificate's hash; no person has the same. The same number written in another way has the same one.</summary>
    /// <param name="office">Unified social credit code of the office, by which a number is unique.</param>
    /// <param name="number">The certificate's number.</param>
    public byte[] HashCertificate(string office, CertificateNumber number) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"certificate|{office}|{CertificateNumbers.MatchKey(number)}"));

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
    public static PersonIndex Load(string file, bool development = false) => new(KeyFile.Read(file, nameof(HubOptions.PersonIndexKeyFile), development));
}
