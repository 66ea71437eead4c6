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
    public const int KeySize = KeyFile.KeySize;

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
    public static PersonIndex Load(string file, bool development = false) => new(KeyFile.Read(file, nameof(HubOptions.PersonIndexKeyFile), development));
}
