using System.Security.Cryptography;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage.Protection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExchangeHub.Hub.Tests.Attachments;

public sealed class AttachmentSecretTests
{
    private readonly PayloadProtector _protector = new(new EphemeralDataProtectionProvider().CreateProtector("test"), "test", NullLogger.Instance);

    [Fact]
    public void Decrypt_OfTheSameAttachment_GivesKeyAndNameAndFitsItsColumn()
    {
        var secret = AttachmentSecret.New(string.Concat(Enumerable.Repeat("𠮷", 200)));
        var attachment = Attachment(secret, Guid.CreateVersion7(), 10, new byte[32]);

        var read = AttachmentSecret.Decrypt(_protector, attachment);

        Assert.Equal((secret.Name, Convert.ToHexString(secret.Key)), (read.Name, Convert.ToHexString(read.Key)));
        Assert.NotEqual(secret.Key, AttachmentSecret.New("a").Key);
        Assert.InRange(attachment.Secret.Length, 0, AttachmentSecret.MaxEncryptedSize);
    }

    [Fact]
    public void Decrypt_InAnotherRowOrOfAnotherSizeOrDigest_IsRefused()
    {
        var (id, digest) = (Guid.CreateVersion7(), RandomNumberGenerator.GetBytes(32));
        var secret = Attachment(AttachmentSecret.New("a"), id, 10, digest).Secret;

        Assert.Equal("a", AttachmentSecret.Decrypt(_protector, Row(secret, id, 10, digest)).Name);
        Assert.All(
            [Row(secret, Guid.CreateVersion7(), 10, digest), Row(secret, id, 11, digest), Row(secret, id, 10, new byte[32])],
            row => Assert.Equal(ErrorCatalogue.StoredDataUnreadable, Assert.Throws<HubException>(() => AttachmentSecret.Decrypt(_protector, row)).Kind));
    }

    private Attachment Attachment(AttachmentSecret secret, Guid id, long size, byte[] sha256) => Row(secret.Encrypt(_protector, id, size, sha256), id, size, sha256);

    private static Attachment Row(byte[] secret, Guid id, long size, byte[] sha256) => new()
    {
        Id = id,
        UploaderId = "",
        UploaderRegion = "",
        RequestId = "",
        OwnerOffice = "",
        MediaType = "",
        Size = size,
        Sha256 = sha256,
        Secret = secret,
        CreateTime = DateTimeOffset.UnixEpoch,
    };
}
