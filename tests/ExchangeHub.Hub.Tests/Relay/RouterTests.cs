using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Relay;

public sealed class RouterTests : IAsyncLifetime
{
    private const string Unlisted = "12519999MB990003XT";

    private HubSetup _setup = null!;
    private HubState _state = null!;

    public async Task InitializeAsync()
    {
        _setup = await HubSetup.CreateAsync();
        _state = HubStateLoader.Load(_setup.Options);
    }

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Route_RegionOrOffice_LeadsToItsRegion(bool toRegion)
    {
        var (region, violations) = Route(Questions.Header(toRegion));

        Assert.Equal("CN-CQ", region?.Code);
        Assert.Empty(violations);
    }

    [Fact]
    public void Route_NoHeader_LeavesTheViolationToTheRules() => Assert.Equal((null, 0), (Route(null).Region, Route(null).Violations.Count));

    [Fact]
    public void Route_NoTargetAndNoOffice_LeavesTheViolationsToTheRules()
    {
        var (region, violations) = Route(new ExchangeHeader());

        Assert.Null(region);
        Assert.Empty(violations);
    }

    [Theory]
    [InlineData("CN-XX")] // not configured
    [InlineData("HUB")] // nobody answers for it
    [InlineData("cn-cq")]
    [InlineData("")]
    public void Route_RegionThatNobodyAnswersFor_IsAViolation(string code)
    {
        var header = Questions.Header();
        header.TargetRegion = code;

        var (region, violations) = Route(header);

        Assert.Null(region);
        Assert.Equal(["header.target_region UNKNOWN_REGION"], violations);
    }

    [Fact]
    public void Route_OfficeOfARegionThatOnlyAsks_IsAViolation()
    {
        var header = Questions.Header();
        header.TargetOffice.Uscc = Questions.SichuanOffice;

        Assert.Equal(["header.target_office UNKNOWN_REGION"], Route(header).Violations);
    }

    [Fact]
    public void Route_OfficesThatAreNotInTheDirectory_AreBothNamed()
    {
        var header = Questions.Header();
        header.TargetOffice.Uscc = Unlisted;
        header.RequestingOffice.Uscc = Unlisted;

        var (region, violations) = Route(header);

        Assert.Null(region);
        Assert.Equal(["header.requesting_office.uscc NOT_IN_DIRECTORY", "header.target_office.uscc NOT_IN_DIRECTORY"], violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Route_WithinOneRegion_IsAViolation(bool toRegion)
    {
        var header = Questions.Header(toRegion);
        header.RequestingOffice.Uscc = Questions.ChongqingOffice;

        Assert.Equal(["header.target SAME_REGION"], Route(header, "cq-back-office").Violations);
    }

    [Fact]
    public void Route_OfficeThatTheCallerDoesNotRepresent_IsRefusedWhateverElseIsWrong()
    {
        var header = Questions.Header();
        header.TargetOffice.Uscc = Unlisted;

        var error = Assert.Throws<HubException>(() => Route(header, "cq-back-office"));

        Assert.Equal(("OFFICE_NOT_REPRESENTED", "cq-back-office", Questions.SichuanOffice), (error.Kind.Reason, error.Metadata["participant"], error.Metadata["office"]));
    }

    private (Region? Region, List<string> Violations) Route(ExchangeHeader? header, string caller = "sc-notary-office")
    {
        var violations = new Violations(new DateOnly(2026, 6, 1));
        var region = Router.Route(_state, _state.Participants.Single(participant => participant.Id == caller), header, violations);
        return (region, [.. violations.Found.Select(violation => $"{violation.Field} {violation.Rule.Reason}")]);
    }
}
