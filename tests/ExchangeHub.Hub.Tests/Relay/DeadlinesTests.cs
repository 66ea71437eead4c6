using CsCheck;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Relay;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Hub.Tests.Relay;

public class DeadlinesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);
    private static readonly DeadlineOptions Options = new() { DefaultMs = 10_000, MaximumMs = 60_000, MinimumMs = 20, ReserveMs = 100 };

    private readonly Deadlines _deadlines = new(Options, new FakeTimeProvider(Now));

    [Fact]
    public void Shave_NoDeadline_IsTheDefaultLessTheReserve() => Assert.Equal(In(9_900), _deadlines.Shave(DateTime.MaxValue));

    [Theory]
    [InlineData(5_000, 4_900)] // the reserve
    [InlineData(60_000, 59_900)] // exactly the maximum
    [InlineData(60_001, 59_900)] // more than it
    [InlineData(86_400_000, 59_900)]
    [InlineData(200, 100)] // the reserve is half of it
    [InlineData(150, 75)] // at most half of it is kept
    [InlineData(20, 10)] // exactly the minimum
    public void Shave_Deadline_IsBoundedAndLessTheReserve(int callerMs, int expectedMs) => Assert.Equal(In(expectedMs), _deadlines.Shave(In(callerMs)));

    [Theory]
    [InlineData(19, "19")]
    [InlineData(1, "1")]
    [InlineData(0, "0")]
    [InlineData(-5_000, "0")]
    public void Shave_LessThanTheMinimum_IsRefusedEarly(int callerMs, string remaining)
    {
        var error = Assert.Throws<HubException>(() => _deadlines.Shave(In(callerMs)));

        Assert.Equal(("DEADLINE_TOO_SHORT", remaining, "20"), (error.Kind.Reason, error.Metadata["remaining_ms"], error.Metadata["minimum_ms"]));
    }

    [Fact]
    public void Shave_LaterOnTheClock_LeavesLess()
    {
        var clock = new FakeTimeProvider(Now);
        var deadlines = new Deadlines(Options, clock);
        clock.Advance(TimeSpan.FromMilliseconds(981));

        Assert.Throws<HubException>(() => deadlines.Shave(In(1_000)));
    }

    [Fact]
    public void Shave_AnyOptionsAndDeadline_StaysBetweenNowAndTheCallers()
        => Gen.Select(Gen.Int[100, 600_000], Gen.Int[1, 100], Gen.Int[1, 600_000], Gen.Long[1, 10_000_000]).Sample((maximum, minimum, reserve, callerMicroseconds) =>
        {
            var options = new DeadlineOptions { MaximumMs = maximum, DefaultMs = maximum, MinimumMs = minimum, ReserveMs = reserve };
            var caller = Now.UtcDateTime.AddMicroseconds(callerMicroseconds);
            if (callerMicroseconds < minimum * 1000L)
            {
                Assert.Throws<HubException>(() => new Deadlines(options, new FakeTimeProvider(Now)).Shave(caller));
                return;
            }

            var shaved = new Deadlines(options, new FakeTimeProvider(Now)).Shave(caller);
            Assert.True(shaved > Now.UtcDateTime && shaved < caller);
            Assert.True(shaved <= In(maximum));
            Assert.Equal(DateTimeKind.Utc, shaved.Kind);
        }, iter: 2_000);

    private static DateTime In(int milliseconds) => Now.UtcDateTime.AddMilliseconds(milliseconds);
}
