using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Server.Certificates;
using static ExchangeHub.Hub.Tests.Identity.TestChain;

namespace ExchangeHub.Hub.Tests.Identity;

public sealed class TrustAnchorsTests : IDisposable
{
    private readonly TestChain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Problem_IntermediateInTheBundle_TrustsBothLevels()
    {
        var anchors = Anchors([_chain.Root, _chain.Intermediate]);

        Assert.Null(Problem(anchors, Issue(_chain.Root, "direct")));
        Assert.Null(Problem(anchors, Issue(_chain.Intermediate, "below")));
    }

    [Fact]
    public void Problem_BundleInAnyOrder_TrustsAlike()
        => Assert.Null(Problem(Anchors([_chain.Intermediate, _chain.Root]), Issue(_chain.Intermediate, "below")));

    [Fact]
    public void Problem_IntermediateMissing_IsNotTrusted()
        => Assert.StartsWith("no chain to a trust anchor", Problem(Anchors([_chain.Root]), Issue(_chain.Intermediate, "below")));

    [Fact]
    public void Problem_RootMissing_IsNotTrusted()
        => Assert.StartsWith("no chain to a trust anchor", Problem(Anchors([_chain.Intermediate]), Issue(_chain.Intermediate, "below")));

    [Fact]
    public void Problem_AuthorityOfTheSameNameButAnotherKey_IsNotTrusted()
    {
        using var impostor = new TestChain();

        Assert.StartsWith("no chain to a trust anchor", Problem(Anchors([_chain.Root, _chain.Intermediate]), Issue(impostor.Intermediate, "below")));
    }

    [Fact]
    public void Problem_IssuedByAnotherClientsCertificate_IsNotTrusted()
    {
        var client = Issue(_chain.Root, "client");

        Assert.StartsWith("no chain to a trust anchor", Problem(Anchors([_chain.Root, client]), Issue(client, "of a client")));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(1, "expired")]
    public void Problem_AroundItsLastSecond_IsValidUpToIt(int secondsLater, string? expected)
    {
        var certificate = Issue(_chain.Root, "short", to: Now);

        Assert.Equal(expected, Anchors([_chain.Root]).Problem(certificate, CertificatePurpose.Client, Now.AddSeconds(secondsLater)));
    }

    [Fact]
    public void Problem_BeforeItsFirstSecond_IsNotYetValid()
        => Assert.Equal("not yet valid", Anchors([_chain.Root]).Problem(Issue(_chain.Root, "early"), CertificatePurpose.Client, From.AddSeconds(-1)));

    [Fact]
    public void Problem_OtherPurpose_IsNamed()
    {
        var server = Issue(_chain.Root, "server", usage: CertificateAuthority.ServerAuth);

        Assert.Equal("its extended key usage lacks clientAuth", Problem(Anchors([_chain.Root]), server));
        Assert.Null(Anchors([_chain.Root]).Problem(server, CertificatePurpose.Server, Now));
        Assert.Equal("its extended key usage lacks serverAuth", Anchors([_chain.Root]).Problem(Issue(_chain.Root, "client"), CertificatePurpose.Server, Now));
    }

    [Fact]
    public void Problem_LeafRevokedByTheIntermediate_IsRevoked()
    {
        var (kept, stolen) = (Issue(_chain.Intermediate, "kept"), Issue(_chain.Intermediate, "stolen"));
        var anchors = WithLists(SignList(_chain.Root, To), SignList(_chain.Intermediate, To, stolen));

        Assert.Null(Problem(anchors, kept));
        Assert.Equal("revoked", Problem(anchors, stolen));
    }

    [Fact]
    public void Problem_IntermediateRevokedByTheRoot_TakesAllBelowWithIt()
    {
        var anchors = WithLists(SignList(_chain.Root, To, _chain.Intermediate), SignList(_chain.Intermediate, To));

        Assert.Equal("revoked", Problem(anchors, Issue(_chain.Intermediate, "below")));
        Assert.Null(Problem(anchors, Issue(_chain.Root, "direct")));
    }

    [Fact]
    public void Problem_SameSerialNumberOfAnotherIssuer_IsNotRevoked()
    {
        byte[] serial = [7, 7, 7];
        var anchors = WithLists(SignList(_chain.Root, To, Issue(_chain.Root, "stolen", serial)), SignList(_chain.Intermediate, To));

        Assert.Null(Problem(anchors, Issue(_chain.Intermediate, "same number", serial)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Problem_AuthorityRenewedWithItsKey_ItsListCountsForBothCertificates(bool renewedFirst)
    {
        using var expired = _chain.NewRoot("测试", From.AddYears(-1), Now.AddDays(-1));
        var stolen = Issue(_chain.Root, "stolen");
        X509Certificate2[] bundle = renewedFirst ? [_chain.Root, expired] : [expired, _chain.Root];
        var anchors = Anchors(bundle, SignList(_chain.Root, To, stolen));

        Assert.Equal("revoked", Problem(anchors, stolen));
    }

    [Fact]
    public void Problem_TwoListsOfOneIssuer_TheNewerCounts()
    {
        var returned = Issue(_chain.Root, "returned");
        var anchors = WithLists(SignList(_chain.Root, Now.AddDays(1), returned), SignList(_chain.Root, Now.AddDays(2)));

        Assert.Null(Problem(anchors, returned));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "the issuer's revocation list is out of date")]
    public void Problem_ListOutOfDate_IsUsedToTheEndOfTheGraceTime(int secondsLater, string? expected)
    {
        var list = RevocationList.Read(SignList(_chain.Root, Now.AddHours(-3)), [_chain.Root]);
        var anchors = new TrustAnchors([Public(_chain.Root)], [list], TimeSpan.FromHours(3));

        Assert.Equal(expected, anchors.Problem(Issue(_chain.Root, "client"), CertificatePurpose.Client, Now.AddSeconds(secondsLater)));
    }

    private static string? Problem(TrustAnchors anchors, X509Certificate2 certificate) => anchors.Problem(certificate, CertificatePurpose.Client, Now);

    private static TrustAnchors Anchors(X509Certificate2[] bundle, params byte[][] lists)
        => new([.. bundle.Select(Public)], [.. lists.Select(list => RevocationList.Read(list, bundle))], TimeSpan.Zero);

    private TrustAnchors WithLists(params byte[][] lists) => Anchors([_chain.Root, _chain.Intermediate], lists);
}
