using System.Security.Cryptography;
using ExchangeHub.Hub.Attachments;

namespace ExchangeHub.Hub.Tests.Attachments;

public sealed class ChunkCipherTests
{
    private const int Last = 5;
    private const long Size = 2L * ChunkCipher.ChunkSize + Last;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(ChunkCipher.KeySize);
    private static readonly Guid Id = Guid.CreateVersion7();

    [Fact]
    public void LengthOf_EachChunk_IsFullAndTheLastWhatIsLeft()
    {
        using var cipher = new ChunkCipher(Key, Id, Size);

        Assert.Equal([ChunkCipher.ChunkSize, ChunkCipher.ChunkSize, Last], Enumerable.Range(0, 3).Select(cipher.LengthOf));
    }

    [Fact]
    public void Encrypt_AnyChunk_IsDecryptedInItsPlaceAndNeverTheSameTwice()
    {
        using var cipher = new ChunkCipher(Key, Id, Size);
        byte[] plain = [1, 2, 3, 4, 5];

        var body = cipher.Encrypt(2, plain);

        Assert.Equal(plain, Decrypt(cipher, 2, body));
        Assert.NotEqual(body, cipher.Encrypt(2, plain));
    }

    [Fact]
    public void Decrypt_InAnotherPlaceAttachmentOrKey_Fails()
    {
        using var cipher = new ChunkCipher(Key, Id, Size);
        using var another = new ChunkCipher(Key, Guid.CreateVersion7(), Size);
        using var otherKey = new ChunkCipher(RandomNumberGenerator.GetBytes(ChunkCipher.KeySize), Id, Size);
        using var shorter = new ChunkCipher(Key, Id, 2L * ChunkCipher.ChunkSize);
        var body = cipher.Encrypt(1, new byte[Last]);

        Assert.ThrowsAny<CryptographicException>(() => Decrypt(cipher, 0, body));
        Assert.ThrowsAny<CryptographicException>(() => Decrypt(another, 1, body));
        Assert.ThrowsAny<CryptographicException>(() => Decrypt(otherKey, 1, body));
        Assert.ThrowsAny<CryptographicException>(() => Decrypt(shorter, 1, body)); // As if what follows had been dropped.
    }

    [Fact]
    public void Decrypt_AnyByteAlteredOrMissing_Fails()
    {
        using var cipher = new ChunkCipher(Key, Id, Size);
        var body = cipher.Encrypt(2, new byte[Last]);

        Assert.All(Enumerable.Range(0, body.Length), i =>
        {
            byte[] altered = [.. body];
            altered[i] ^= 0x80;
            Assert.ThrowsAny<CryptographicException>(() => Decrypt(cipher, 2, altered));
            Assert.ThrowsAny<CryptographicException>(() => Decrypt(cipher, 2, body[..i]));
        });
    }

    private static byte[] Decrypt(ChunkCipher cipher, int number, byte[] body)
    {
        var plain = new byte[Last];
        cipher.Decrypt(number, body, plain);
        return plain;
    }
}
