using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Tests.Identity;

public class CallLimiterTests
{
    private static readonly Participant Caller = new("caller", "测试", "CN-SC", [], [], [], null);

    [Fact]
    public void Enter_AtTheLimit_RefusesUntilOneLeaves()
    {
        var limiter = new CallLimiter(new LimitOptions { ConcurrentCallsPerParticipant = 2 });
        var first = limiter.Enter(Caller);
        using var second = limiter.Enter(Caller);

        var error = Assert.Throws<HubException>(() => limiter.Enter(Caller));
        Assert.Equal(("TOO_MANY_CALLS", "caller", "2"), (error.Kind.Reason, error.Metadata["participant"], error.Metadata["limit"]));
        Assert.Equal(TimeSpan.FromSeconds(1), error.RetryAfter);

        first.Dispose();
        using var third = limiter.Enter(Caller);
        Assert.Throws<HubException>(() => limiter.Enter(Caller));
    }

    [Fact]
    public void Enter_OneParticipantAtItsLimit_DoesNotHinderAnother()
    {
        var limiter = new CallLimiter(new LimitOptions { ConcurrentCallsPerParticipant = 1 });
        using var call = limiter.Enter(Caller);

        using var other = limiter.Enter(Caller with { Id = "other" });

        Assert.Throws<HubException>(() => limiter.Enter(Caller with { Name = "the id counts" }));
    }

    [Fact]
    public async Task Enter_FromManyThreads_NeverExceedsTheLimitAndLeavesNothingBehind()
    {
        const int Limit = 3;
        var limiter = new CallLimiter(new LimitOptions { ConcurrentCallsPerParticipant = Limit });
        int inside = 0, most = 0, entered = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                try
                {
                    using var lease = limiter.Enter(Caller);
                    var now = Interlocked.Increment(ref inside);
                    InterlockedMax(ref most, now);
                    Interlocked.Increment(ref entered);
                    Interlocked.Decrement(ref inside);
                }
                catch (HubException refused)
                {
                    Assert.Equal(ErrorCatalogue.TooManyCalls, refused.Kind);
                }
            }
        })));

        Assert.InRange(most, 1, Limit);
        Assert.True(entered > 0);
        for (var i = 0; i < Limit; i++)
            limiter.Enter(Caller);
        Assert.Throws<HubException>(() => limiter.Enter(Caller));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
