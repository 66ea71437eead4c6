using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Reconciliation.Digests;

public class DigestPaceTests
{
    private readonly ShiftedClock _clock = new();

    [Fact]
    public async Task NextAsync_WhenTheLeaseIsDue_KeepsIt()
    {
        var kept = 0;
        var pace = new DigestPace(TimeSpan.Zero, _clock, _ => Task.FromResult<DateTimeOffset?>(_clock.GetUtcNow().AddHours(++kept)), _clock.GetUtcNow().AddHours(1));

        await pace.NextAsync(CancellationToken.None);
        Assert.Equal(0, kept);
        _clock.Shift = TimeSpan.FromHours(1);
        await pace.NextAsync(CancellationToken.None);
        await pace.NextAsync(CancellationToken.None);

        Assert.Equal(1, kept);
    }

    [Fact]
    public async Task NextAsync_WhenAnotherHubHasTheLease_Ends()
    {
        var pace = new DigestPace(TimeSpan.Zero, _clock, _ => Task.FromResult<DateTimeOffset?>(null), _clock.GetUtcNow());

        await Assert.ThrowsAsync<LeaseLostException>(() => pace.NextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task NextAsync_Otherwise_PausesAsLongAsItIsTold()
    {
        var begun = _clock.GetTimestamp();

        await new DigestPace(TimeSpan.FromMilliseconds(50), _clock).NextAsync(CancellationToken.None);

        Assert.True(_clock.GetElapsedTime(begun) >= TimeSpan.FromMilliseconds(49));
    }
}
