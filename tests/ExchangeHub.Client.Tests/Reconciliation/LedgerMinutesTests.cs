using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Tests.Reconciliation;

public class LedgerMinutesTests
{
    private const long Minute = 29_669_520; // 2026-05-30 20:00 UTC

    /// <summary>Each id is in exactly one of head, whole minutes and tail, if it is in the range, and in none if it is not.</summary>
    [Fact]
    public void Split_AnyRange_CoversItOnceAndNothingElse()
    {
        Guid[] borders =
        [
            Guid.Empty, One(IdMinutes.FirstId(Minute), -1), IdMinutes.FirstId(Minute), One(IdMinutes.FirstId(Minute), 1),
            Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMinutes(Minute).AddSeconds(30)), IdMinutes.FirstId(Minute + 1), One(IdMinutes.FirstId(Minute + 1), 1),
            IdMinutes.FirstId(Minute + 3), One(IdMinutes.FirstId(Minute + 3), -1), Guid.AllBitsSet,
        ];
        foreach (var range in borders.SelectMany(first => borders.Select(bound => new IdRange(first, bound))))
        {
            var split = LedgerMinutes.Split(range);
            foreach (var id in borders)
            {
                var parts = Convert.ToInt32(IsIn(id, split.Head)) + Convert.ToInt32(IsIn(id, split.Tail))
                    + Convert.ToInt32(IdMinutes.Of(id) >= split.First && IdMinutes.Of(id) < split.Bound);
                Assert.Equal(Convert.ToInt32(IsIn(id, range)), parts);
            }
        }
    }

    [Fact]
    public void Split_Day_IsWholeMinutesAlone()
    {
        var split = LedgerMinutes.Split(new IdRange(IdMinutes.FirstId(Minute), IdMinutes.FirstId(Minute + 1440)));

        Assert.Equal((Minute, Minute + 1440), (split.First, split.Bound));
        Assert.Equal((split.Head.First, split.Tail.First), (split.Head.Bound, split.Tail.Bound));
    }

    private static bool IsIn(Guid id, IdRange range) => id >= range.First && id < range.Bound;

    private static Guid One(Guid id, int step)
    {
        var number = new System.Numerics.BigInteger(id.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true) + step;
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new Guid([.. new byte[16 - bytes.Length], .. bytes], bigEndian: true);
    }
}
