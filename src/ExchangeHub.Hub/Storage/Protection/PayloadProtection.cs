using System.Security.Cryptography;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Operations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace ExchangeHub.Hub.Storage.Protection;

/// <summary>
/// Encrypts what the hub stores (存储加密), and decrypts it again: AES-256-GCM under keys of ASP.NET Core Data Protection,
/// which makes a new one each 90 days and keeps the old ones. The keys lie in the database, encrypted under the
/// <see cref="MasterKey"/>.
/// </summary>
internal sealed partial class PayloadProtection(IDataProtectionProvider provider, IKeyManager keys, TimeProvider clock, ILogger<PayloadProtection> logger)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>How long before the last key ends the next is made; Data Protection would do so two days before, whenever something is encrypted.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(14);

    /// <summary>How long a new key waits until it is used: other hubs look for new ones once a day.</summary>
    private static readonly TimeSpan Propagation = TimeSpan.FromDays(2);

    /// <summary>A protector for one kind of payload: what one kind's encrypted, no other's decrypts. Make it once and keep it; it may be used by many threads.</summary>
    /// <param name="purpose">What is protected, e.g. <c>case message</c>. It must never change.</param>
    public PayloadProtector For(string purpose) => new(provider.CreateProtector(purpose), purpose, logger);

    /// <summary>
    /// Proves that every key of the ring can be read, and makes the first one. Otherwise Data Protection would take a ring that it
    /// can't read for an empty one, and begin another beside it.
    /// </summary>
    /// <exception cref="ConfigurationException">A key can't be read: the master key is not the one that it was encrypted under.</exception>
    public void RequireReadable()
    {
        if (Unreadable().FirstOrDefault() is { } key)
            throw new ConfigurationException([new Problem(nameof(HubOptions.PayloadKeyFile), $"does not fit the database: key {key.KeyId}, made {key.CreationDate:yyyy-MM-dd}, can't be read with it", $"与数据库不符：无法读取 {key.CreationDate:yyyy-MM-dd} 生成的密钥 {key.KeyId}")]);
        Renew();
        byte[] probe = [1];
        var protector = For("probe");
        protector.Unprotect(protector.Protect(probe));
    }

    /// <summary>
    /// Makes the next key where the last one ends soon. Never within a transaction: an embedded database has one writer, who would wait for itself
    /// if the key were made when something is encrypted.
    /// </summary>
    public void Renew()
    {
        var now = clock.GetUtcNow();
        var present = keys.GetAllKeys().Where(key => !key.IsRevoked).ToList();
        if (present.Exists(key => key.ExpirationDate > now + Ahead))
            return;
        var activation = present.Exists(key => key.ActivationDate <= now && key.ExpirationDate > now + Propagation) ? now + Propagation : now;
        keys.CreateNewKey(activation, activation + Lifetime);
    }

    /// <summary>What is to be said of the ring; nothing is made.</summary>
    public Finding Examine()
    {
        var unreadable = Unreadable().Count();
        var count = keys.GetAllKeys().Count;
        return unreadable == 0
            ? new Finding(Severity.Fine, "payload keys", $"{count}, all can be read", $"{count} 个，均可读取")
            : new Finding(Severity.Error, "payload keys", $"{unreadable} of {count} can't be read: PayloadKeyFile does not fit the database", $"{count} 个中有 {unreadable} 个无法读取：PayloadKeyFile 与数据库不符");
    }

    private IEnumerable<IKey> Unreadable() => keys.GetAllKeys().Where(key => !CanBeRead(key));

    private bool CanBeRead(IKey key)
    {
        try
        {
            return key.CreateEncryptor() is not null;
        }
        catch (Exception error)
        {
            // Whatever it is, it keeps the hub from reading what it stored, and the caller says so.
            LogKeyUnreadable(logger, error, key.KeyId);
            return false;
        }
    }

    [LoggerMessage(1901, LogLevel.Warning, "Key {KeyId} of the payloads can't be read")]
    private static partial void LogKeyUnreadable(ILogger logger, Exception error, Guid keyId);
}

/// <summary>Encrypts and decrypts one kind of payload.</summary>
internal sealed partial class PayloadProtector(IDataProtector protector, string purpose, ILogger logger)
{
    /// <summary>Encrypts <paramref name="plain"/>; about 100 bytes are added.</summary>
    public byte[] Protect(byte[] plain) => protector.Protect(plain);

    /// <summary>Decrypts what <see cref="Protect"/> gave.</summary>
    /// <exception cref="HubException">It was altered, is of another kind, or its key is missing.</exception>
    public byte[] Unprotect(byte[] encrypted)
    {
        try
        {
            return protector.Unprotect(encrypted);
        }
        catch (CryptographicException error)
        {
            LogUnreadable(logger, error, purpose);
            throw new HubException(ErrorCatalogue.StoredDataUnreadable);
        }
    }

    [LoggerMessage(1902, LogLevel.Error, "A stored {Purpose} can't be decrypted: it was altered, or its key is missing")]
    private static partial void LogUnreadable(ILogger logger, Exception error, string purpose);
}
