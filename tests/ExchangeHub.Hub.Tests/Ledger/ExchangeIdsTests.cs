using CsCheck;
using ExchangeHub.Hub.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Hub.Tests.Ledger;

public class ExchangeIdsTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 4, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Next_AnyId_IsVersion7OfTheClocksMillisecond()
    {
        var id = new ExchangeIds(new FakeTimeProvider(Start)).Next();

        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11); // RFC 9562: the two bits 10
        Assert.Equal(Start, TimeOf(id));
    }

    [Fact]
    public void Next_ClockJumpsBothWays_TimeNeverGoesBack()
        => Gen.Int[-5_000, 5_000].Array[1, 50].Sample(jumps =>
        {
            var clock = new FakeTimeProvider(Start);
            var ids = new ExchangeIds(clock);
            var latest = TimeOf(ids.Next());
            foreach (var jump in jumps)
            {
                clock.AdjustTime(clock.GetUtcNow().AddMilliseconds(jump));
                latest = clock.GetUtcNow() > latest ? clock.GetUtcNow() : latest;
                Assert.Equal(latest, TimeOf(ids.Next()));
            }
        }, iter: 500);

    [Fact]
    public async Task Next_FromManyThreadsWhileTheClockRuns_IsUniqueAndNeverEarlierInAThread()
    {
        var ids = new ExchangeIds(TimeProvider.System);

        var minted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var own = new Guid[50_000];
            for (var i = 0; i < own.Length; i++)
                own[i] = ids.Next();
            return own;
        })));

        Assert.All(minted, own => Assert.True(own.Zip(own.Skip(1)).All(pair => TimeOf(pair.First) <= TimeOf(pair.Second))));
        Assert.Equal(200_000, minted.SelectMany(own => own).Distinct().Count());
    }

    private static DateTimeOffset TimeOf(Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        return DateTimeOffset.FromUnixTimeMilliseconds(bytes.Take(6).Aggregate(0L, (value, next) => value << 8 | next));
    }
}
