using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage.Protection;

namespace ExchangeHub.Hub.Attachments;

/// <summary>What is encrypted of an attachment beside its content: the content's own key, and its name, which may name a person.</summary>
/// <param name="Key">The key that its chunks are encrypted under, its own.</param>
/// <param name="Name">The file's name.</param>
internal sealed record AttachmentSecret(byte[] Key, string Name)
{
    /// <summary>Enough for a name of 200 characters outside the basic plane.</summary>
    public const int MaxEncryptedSize = 1200;

    private const int BindingSize = SHA256.HashSizeInBytes;

    /// <summary>One for a new attachment.</summary>
    public static AttachmentSecret New(string name) => new(RandomNumberGenerator.GetBytes(ChunkCipher.KeySize), name);

    /// <summary>Key, then a hash of what the attachment is, so that it fits no other row, then the name.</summary>
    public byte[] Encrypt(PayloadProtector protector, Guid id, long size, byte[] sha256)
        => protector.Protect([.. Key, .. Binding(id, size, sha256), .. Encoding.UTF8.GetBytes(Name)]);

    /// <exception cref="HubException">It was altered, or is another attachment's.</exception>
    public static AttachmentSecret Decrypt(PayloadProtector protector, Attachment attachment)
    {
        var plain = protector.Unprotect(attachment.Secret).AsSpan();
        if (!plain.Slice(ChunkCipher.KeySize, BindingSize).SequenceEqual(Binding(attachment.Id, attachment.Size, attachment.Sha256)))
            throw new HubException(ErrorCatalogue.StoredDataUnreadable);
        return new AttachmentSecret(plain[..ChunkCipher.KeySize].ToArray(), Encoding.UTF8.GetString(plain[(ChunkCipher.KeySize + BindingSize)..]));
    }

    private static byte[] Binding(Guid id, long size, byte[] sha256)
    {
        Span<byte> what = stackalloc byte[16 + sizeof(long) + SHA256.HashSizeInBytes];
        id.TryWriteBytes(what, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(what[16..], size);
        sha256.CopyTo(what[(16 + sizeof(long))..]);
        return SHA256.HashData(what);
    }
}
