using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

public class IdRangeTests
{
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001")]
    [InlineData("019ad3e0-0000-7000-8000-0000000000ff", "019ad3e0-0000-7000-8000-000000000100")]
    [InlineData("00ffffff-ffff-ffff-ffff-ffffffffffff", "01000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-fffffffffffe", "ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void Only_AnId_EndsAtTheNext(string id, string next)
        => Assert.Equal(new IdRange(new Guid(id), new Guid(next)), IdRange.Only(new Guid(id)));

    [Fact]
    public void Only_AnyTwoIds_HoldsOneAndNotTheOther()
        => Gen.Select(Gen.Guid, Gen.Guid).Sample((id, other) =>
        {
            Assert.True(IsIn(id, IdRange.Only(id)));
            Assert.Equal(id == other, IsIn(other, IdRange.Only(id)));
        });

    [Fact]
    public void Only_TheLastIdOfAll_IsEmpty()
        => Assert.Equal(new IdRange(Guid.AllBitsSet, Guid.AllBitsSet), IdRange.Only(Guid.AllBitsSet));

    private static bool IsIn(Guid id, IdRange range) => id >= range.First && id < range.Bound;
}
