using System.Security.Cryptography;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage.Protection;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Storage.Protection;

public sealed class MasterKeyTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, KeyFile.KeySize).Select(i => (byte)i)];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Encrypt_AnyLength_IsDecryptedAndNeverTheSameTwice(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        var key = new MasterKey(Key);

        var encrypted = key.Encrypt(plain);

        Assert.Equal(plain, new MasterKey([.. Key]).Decrypt(encrypted));
        Assert.NotEqual(encrypted, key.Encrypt(plain));
    }

    [Fact]
    public void Decrypt_AnyByteAlteredOrMissing_Fails()
    {
        var key = new MasterKey(Key);
        var encrypted = key.Encrypt([1, 2, 3]);

        Assert.All(Enumerable.Range(0, encrypted.Length), i =>
        {
            byte[] altered = [.. encrypted];
            altered[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => key.Decrypt(altered));
            Assert.ThrowsAny<CryptographicException>(() => key.Decrypt(encrypted.AsSpan(0, i)));
        });
    }

    [Fact]
    public void Decrypt_UnderAnotherKey_Fails()
        => Assert.ThrowsAny<CryptographicException>(() => new MasterKey([.. Key.Reverse()]).Decrypt(new MasterKey(Key).Encrypt([1])));

    [Fact]
    public void Load_TheSamplesKey_IsRefusedOutsideDevelopment()
    {
        var options = new HubOptions { PayloadKeyFile = Path.Combine(RepositoryFolder.Root, "certs-sample", "payload.key") };

        Assert.Contains("sample's", Assert.Single(Assert.Throws<ConfigurationException>(() => MasterKey.Load(options)).Problems).English);
        Assert.Equal([1], MasterKey.Load(options with { Development = true }).Decrypt(MasterKey.Load(options with { Development = true }).Encrypt([1])));
    }

    [Fact]
    public void Load_NoKey_NamesTheSetting()
    {
        File.WriteAllText(_folder.File("payload.key"), "c2hvcnQ=");

        Assert.Equal("PayloadKeyFile", Assert.Single(Assert.Throws<ConfigurationException>(() => MasterKey.Load(new HubOptions { PayloadKeyFile = _folder.File("payload.key") })).Problems).Where);
    }
}
