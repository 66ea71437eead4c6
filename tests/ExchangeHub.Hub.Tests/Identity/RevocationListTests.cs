using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Domain.Trust;
using static ExchangeHub.Hub.Tests.Identity.TestChain;

namespace ExchangeHub.Hub.Tests.Identity;

public sealed class RevocationListTests : IDisposable
{
    private readonly TestChain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_DerOrPem_HoldsWhatItRevokes(bool pem)
    {
        var (kept, stolen) = (Issue(_chain.Intermediate, "kept"), Issue(_chain.Intermediate, "stolen"));
        var der = SignList(_chain.Intermediate, To, stolen);

        var list = RevocationList.Read(pem ? Pem(der) : der, [_chain.Root, _chain.Intermediate]);

        Assert.True(list.Contains(stolen));
        Assert.False(list.Contains(kept));
        Assert.Equal(_chain.Intermediate, list.Issuer);
        Assert.Equal(To, list.NextUpdate);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("7F")]
    [InlineData("00FF")]
    [InlineData("0001")]
    [InlineData("FF000000000000000000000000000000")]
    [InlineData("0102030405060708090A0B0C0D0E0F1011121314")]
    public void Contains_SerialNumberOfAnyShape_IsFound(string serial)
    {
        var stolen = Issue(_chain.Root, "stolen", Convert.FromHexString(serial));

        Assert.True(RevocationList.Read(SignList(_chain.Root, To, stolen), [_chain.Root]).Contains(stolen));
    }

    [Fact]
    public void Read_NothingRevoked_IsAList()
        => Assert.False(RevocationList.Read(SignList(_chain.Root, To), [_chain.Root]).Contains(Issue(_chain.Root, "client")));

    [Fact]
    public void Read_SignedBySomebodyElse_IsRefused()
    {
        using var other = new TestChain("测试二");

        Assert.Contains("signed by none", Refused(SignList(other.Root, To)));
    }

    [Fact]
    public void Read_SignedByAnotherKeyUnderTheSameName_IsRefused()
    {
        using var impostor = new TestChain();

        Assert.Contains("signed by none", Refused(SignList(impostor.Root, To)));
    }

    [Fact]
    public void Read_ChangedAfterItWasSigned_IsRefused()
    {
        var list = SignList(_chain.Root, To, Issue(_chain.Root, "stolen", Convert.FromHexString("1122334455667788")));
        var at = Convert.ToHexString(list).IndexOf("1122334455667788", StringComparison.Ordinal) / 2;
        list[at] ^= 0x40;

        Assert.Contains("signed by none", Refused(list));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("no list at all")]
    [InlineData("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")]
    [InlineData("-----BEGIN X509 CRL-----\n")]
    [InlineData("<html><body>503 Service Unavailable</body></html>")]
    public void Read_NoList_IsRefused(string content) => Assert.Contains("no certificate revocation list", Refused(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void Read_CertificateInstead_IsRefused()
    {
        Assert.NotEmpty(Refused(_chain.Root.RawData));
        Assert.NotEmpty(Refused(Encoding.ASCII.GetBytes(_chain.Root.ExportCertificatePem())));
    }

    [Fact]
    public void Read_CutOff_IsRefused()
    {
        var list = SignList(_chain.Root, To, Issue(_chain.Root, "stolen"));

        for (var length = 0; length < list.Length; length++)
            Assert.NotEmpty(Refused(list[..length]));
    }

    [Fact]
    public void Read_TwoListsInOneFile_IsRefusedBecauseOneWouldBeOverlooked()
    {
        byte[] both = [.. Pem(SignList(_chain.Root, To)), .. "\n"u8, .. Pem(SignList(_chain.Intermediate, To))];

        Assert.Contains("more than one", Refused(both));
    }

    private static byte[] Pem(byte[] der) => Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", der));

    private string Refused(byte[] bytes) => Assert.Throws<InvalidDataException>(() => RevocationList.Read(bytes, [_chain.Root, _chain.Intermediate])).Message;
}
