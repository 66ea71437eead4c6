using ExchangeHub.Client.Calls;

namespace ExchangeHub.Client.Tests.Calls;

public class HubChannelTests
{
    [Fact]
    public void Retries_ActsAndQueries_AreRepeatedAndStreamsAreNot()
    {
        var names = Assert.Single(HubChannel.Retries(3).MethodConfigs).Names.Select(name => $"{name.Service}/{name.Method}").ToList();

        Assert.Contains("exchangehub.notary.v1.NotaryAssistanceService/SubmitCase", names);
        Assert.Contains("exchangehub.notary.v1.NotaryAssistanceService/GetCase", names);
        Assert.Contains("exchangehub.notary.v1.NotaryVerificationService/QueryWill", names);
        Assert.DoesNotContain(names, name => name.Contains("Watch", StringComparison.Ordinal) || name.EndsWith('/'));
    }

    [Fact]
    public void Retries_OneAttempt_AreNone() => Assert.Empty(HubChannel.Retries(1).MethodConfigs);
}
