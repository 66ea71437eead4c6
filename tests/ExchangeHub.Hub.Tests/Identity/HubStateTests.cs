using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Identity;

public class HubStateTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Identify_ByHash_FindsTheParticipant()
    {
        await using var setup = await HubSetup.CreateAsync();

        var found = HubStateLoader.Load(setup.Options).Identify(setup.Office, Now);

        Assert.Equal(("sc-notary-office", null), (found.Participant?.Id, found.Problem));
    }

    [Fact]
    public async Task Identify_BySubject_FindsTheParticipantOfThatRegionOnly()
    {
        await using var setup = await HubSetup.CreateAsync();
        var state = HubStateLoader.Load(WithSubject(setup.Options, "sc-notary-office", setup.Office.Subject));
        var sameNameElsewhere = TestPki.Client(setup.Pki.Chongqing, "sc-notary-office");

        Assert.Equal("sc-notary-office", state.Identify(setup.Office, Now).Participant?.Id);
        Assert.Equal(setup.Office.Subject, sameNameElsewhere.Subject);
        Assert.Equal((null, null), (state.Identify(sameNameElsewhere, Now).Participant, state.Identify(sameNameElsewhere, Now).Problem));
    }

    [Fact]
    public async Task Identify_IssuedByNobodyKnown_SaysSo()
    {
        await using var setup = await HubSetup.CreateAsync();
        using var stranger = TestPki.NewAuthority("stranger");

        var found = HubStateLoader.Load(setup.Options).Identify(TestPki.Client(stranger, "sc-notary-office"), Now);

        Assert.Equal((null, "issued by no known authority"), (found.Participant, found.Problem));
    }

    [Fact]
    public async Task Identify_TwoRegionsWhoseAuthoritiesHaveOneName_EachSpeaksForItsOwn()
    {
        await using var setup = await HubSetup.CreateAsync();
        using var twin = TestPki.NewAuthority("sc");
        var office = TestPki.Client(twin, "cq-notary-office");
        TestPki.WritePem(setup.FileName("twin.pem"), twin.Certificate);
        var options = setup.Options with
        {
            Regions = [.. setup.Options.Regions.Select(region => region.Code == "CN-CQ" ? region with { TrustAnchorFiles = [.. region.TrustAnchorFiles, setup.FileName("twin.pem")] } : region)],
            Participants = [.. setup.Options.Participants, HubSetup.Participant("cq-notary-office", "CN-CQ", "notary-office", office)],
        };
        var state = HubStateLoader.Load(options);

        Assert.Equal("sc-notary-office", state.Identify(setup.Office, Now).Participant?.Id);
        Assert.Equal("cq-notary-office", state.Identify(office, Now).Participant?.Id);
    }

    [Fact]
    public async Task Identify_TwoRegionsUnderOneAuthority_EachParticipantIsFound()
    {
        await using var setup = await HubSetup.CreateAsync();
        var office = TestPki.Client(setup.Pki.Sichuan, "cq-notary-office");
        var shared = setup.Options.Regions.Single(region => region.Code == "CN-SC").TrustAnchorFiles;
        var options = setup.Options with
        {
            Regions = [.. setup.Options.Regions.Select(region => region with { TrustAnchorFiles = [.. region.TrustAnchorFiles.Union(shared)] })],
            Participants = [.. setup.Options.Participants, HubSetup.Participant("cq-notary-office", "CN-CQ", "notary-office", office)],
        };
        var state = HubStateLoader.Load(options);

        Assert.Equal("sc-notary-office", state.Identify(setup.Office, Now).Participant?.Id);
        Assert.Equal("cq-notary-office", state.Identify(office, Now).Participant?.Id);
        Assert.Null(state.Identify(TestPki.Client(setup.Pki.Sichuan, "nobody"), Now).Participant);
    }

    [Theory]
    [InlineData("sc-notary-office", Questions.SichuanOffice, true)]
    [InlineData("sc-notary-office", Questions.ChongqingOffice, false)]
    [InlineData("cq-back-office", Questions.ChongqingOffice, true)]
    [InlineData("cq-back-office", Questions.SichuanOffice, false)]
    public async Task Represents_ItsOwnOfficesOrABackOfficesRegion_AndNoOther(string participant, string office, bool expected)
    {
        await using var setup = await HubSetup.CreateAsync();
        var state = HubStateLoader.Load(setup.Options);

        Assert.Equal(expected, state.Participants.Single(p => p.Id == participant).Represents(state.Offices[office]));
    }

    private static HubOptions WithSubject(HubOptions options, string id, string subject) => options with
    {
        Participants = [.. options.Participants.Select(participant => participant.Id == id ? participant with { Certificates = [new CertificateOptions { Subject = subject }] } : participant)],
    };
}
