using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Reconciliation;

namespace ExchangeHub.Hub.Tests.Reconciliation;

/// <summary>Why a run is partial or has failed is said in both languages.</summary>
public sealed class RunProblemTests
{
    [Fact]
    public void Text_HasALineInEachLanguage_WithoutPlaceholders()
    {
        RunProblem[] problems =
        [
            RunProblem.Of(new HubException(ErrorCatalogue.RegionUnreachable, ("region", "CN-CQ"))),
            RunProblem.Of(new HubException(ErrorCatalogue.RegionFailed, ("region", "CN-CQ"), ("region_status", "Unimplemented"))),
            RunProblem.TooMany(5),
            RunProblem.HubFailed(new InvalidOperationException()),
        ];
        Assert.All(problems, problem =>
        {
            Assert.Equal(2, problem.Text.Split('\n').Length);
            Assert.DoesNotContain("{", problem.Text, StringComparison.Ordinal);
        });
        Assert.Equal("REGION_UNREACHABLE", problems[0].Reason);
        Assert.Contains("RegionLedgerService", problems[1].English, StringComparison.Ordinal);
    }
}
