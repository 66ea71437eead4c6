using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

public class RangePartsTests
{
    private static readonly Gen<IdRange> Range = Gen.Select(Gen.Guid, Gen.Guid).Where(ids => ids.Item1 != ids.Item2)
        .Select(ids => ids.Item1 < ids.Item2 ? new IdRange(ids.Item1, ids.Item2) : new IdRange(ids.Item2, ids.Item1));

    private static readonly Gen<IdRange> Short = Gen.Select(Gen.ULong[0, 2_000], Gen.ULong, Gen.ULong[0, 2_000], Gen.ULong)
        .Select(part => (Made.Id(Made.DayBegin, (ushort)part.Item1, part.Item2), Made.Id(Made.DayBegin, (ushort)part.Item3, part.Item4)))
        .Where(ids => ids.Item1 != ids.Item2).Select(ids => ids.Item1 < ids.Item2 ? new IdRange(ids.Item1, ids.Item2) : new IdRange(ids.Item2, ids.Item1));

    [Fact]
    public void Of_AnyRange_CoversItInOrder()
        => Gen.Select(Gen.OneOf(Range, Short), Gen.Int[2, RangeParts.MaxCount]).Sample((range, count) =>
        {
            var parts = RangeParts.Of(range, count);
            Assert.Equal(count, parts.Count);
            Assert.Equal(range.First, parts[0].First);
            Assert.Equal(range.Bound, parts[^1].Bound);
            Assert.All(parts, part => Assert.True(part.First <= part.Bound));
            Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.Bound, pair.Second.First));
        });

    /// <summary>Cutting leads on: no part is the whole, as long as there are no more parts than are said to be possible.</summary>
    [Fact]
    public void Of_NoMoreThanPossible_EachIsSmallerThanTheWhole()
        => Gen.Select(Gen.OneOf(Range, Short), Gen.Int[2, RangeParts.MaxCount]).Sample((range, count) =>
        {
            var most = RangeParts.MostOf(range);
            if (most >= 2)
                Assert.DoesNotContain(range, RangeParts.Of(range, Math.Min(count, most)));
        });

    [Fact]
    public void Of_ADay_BeginsAtWholeMinutes()
        => Assert.All(RangeParts.Of(Made.Day, 64).Skip(1), part =>
        {
            var bytes = part.First.ToByteArray(bigEndian: true);
            var milliseconds = Convert.ToInt64(Convert.ToHexString(bytes[..6]), 16);
            Assert.Equal(0, milliseconds % 60_000);
            Assert.All(bytes[6..], one => Assert.Equal(0, one));
        });

    [Theory]
    [InlineData(1)]
    [InlineData(1025)]
    public void Of_ImpossibleNumber_IsRefused(int count) => Assert.Throws<ArgumentOutOfRangeException>(() => RangeParts.Of(Made.Day, count));
}
