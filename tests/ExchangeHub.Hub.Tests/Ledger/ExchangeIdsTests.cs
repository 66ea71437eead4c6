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

    /// <summary>One hub's ids are in the order in which it minted them, however many it mints in a millisecond and wherever its clock goes.</summary>
    [Fact]
    public void Next_ClockJumpsBothWays_GrowsWithEachId()
        => Gen.Int[-5_000, 5_000].Array[1, 50].Sample(jumps =>
        {
            var clock = new FakeTimeProvider(Start);
            var ids = new ExchangeIds(clock);
            var last = ids.Next();
            foreach (var jump in jumps)
            {
                clock.AdjustTime(clock.GetUtcNow().AddMilliseconds(jump));
                var next = ids.Next();
                Assert.True(InOrder(last, next));
                last = next;
            }
        }, iter: 500);

    [Fact]
    public void NextAfter_IdOfAHubWithAFasterClock_IsLaterAndSoIsTheNext()
    {
        var ids = new ExchangeIds(new FakeTimeProvider(Start));
        var others = new ExchangeIds(new FakeTimeProvider(Start.AddSeconds(3)));
        var theirs = Enumerable.Range(0, 10).Select(_ => others.Next()).Last();

        var after = ids.NextAfter(theirs);

        Assert.True(InOrder(theirs, after));
        Assert.True(InOrder(after, ids.Next()));
        Assert.Equal(7, after.Version);
        Assert.Equal(Start.AddSeconds(3), TimeOf(after));
    }

    [Fact]
    public void NextAfter_EarlierId_IsOfTheClock()
        => Assert.Equal(Start, TimeOf(new ExchangeIds(new FakeTimeProvider(Start)).NextAfter(new ExchangeIds(new FakeTimeProvider(Start.AddDays(-1))).Next())));

    [Fact]
    public void FirstAt_AnyTime_IsNotAfterAnIdOfThatTimeAndAfterAllEarlierOnes()
    {
        for (var i = 0; i < 100; i++)
        {
            var time = Start.AddTicks(i * 1_237);
            var first = ExchangeIds.FirstAt(time);

            Assert.False(InOrder(new ExchangeIds(new FakeTimeProvider(time)).Next(), first));
            Assert.True(InOrder(new ExchangeIds(new FakeTimeProvider(time.AddMilliseconds(-1))).Next(), first));
            Assert.Equal(TimeOf(first), ExchangeIds.MintTime(first));
            Assert.InRange(time - ExchangeIds.MintTime(first), TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>As databases and both sides' ledgers order them: byte by byte.</summary>
    private static bool InOrder(Guid earlier, Guid later) => earlier.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(later.ToByteArray(bigEndian: true)) < 0;

    private static DateTimeOffset TimeOf(Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        return DateTimeOffset.FromUnixTimeMilliseconds(bytes.Take(6).Aggregate(0L, (value, next) => value << 8 | next));
    }
}
