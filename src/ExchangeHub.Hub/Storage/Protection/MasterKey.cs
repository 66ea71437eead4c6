using System.Security.Cryptography;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Storage.Protection;

/// <summary>The key from <see cref="HubOptions.PayloadKeyFile"/>, under which the ring's keys are encrypted: AES-256-GCM. It encrypts a key a quarter, so random nonces can't meet.</summary>
internal sealed class MasterKey(byte[] key)
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + NonceSize + TagSize;

    /// <summary>Reads the key from its file; the sample's is accepted in development only.</summary>
    /// <exception cref="ConfigurationException">The file is missing or holds no key.</exception>
    public static MasterKey Load(HubOptions options) => new(KeyFile.Read(options.PayloadKeyFile, nameof(HubOptions.PayloadKeyFile), options.Development));

    /// <summary>Version (1 byte), nonce (12), tag (16), then what was encrypted.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var sealedBytes = new byte[HeaderSize + plain.Length];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(HeaderSize), sealedBytes.AsSpan(1 + NonceSize, TagSize), sealedBytes.AsSpan(0, 1));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">It was altered, or encrypted under another key.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < HeaderSize || sealedBytes[0] != Version)
            throw new CryptographicException("It is nothing that a master key encrypted.");
        var plain = new byte[sealedBytes.Length - HeaderSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(sealedBytes.Slice(1, NonceSize), sealedBytes[HeaderSize..], sealedBytes.Slice(1 + NonceSize, TagSize), plain, sealedBytes[..1]);
        return plain;
    }
}
