using CsCheck;
using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Hub.Tests.Ledger;

public class LedgerTextTests
{
    [Theory]
    [InlineData("测试", 2, "测试")]
    [InlineData("测试文", 2, "测试")]
    [InlineData("测𠮷", 3, "测𠮷")]
    [InlineData("测𠮷", 2, "测")]
    [InlineData("𠮷", 1, "")]
    [InlineData("𠮷𪚥", 3, "𠮷")]
    [InlineData("", 5, "")]
    [InlineData("a\0b", 5, "a\uFFFDb")] // Some databases can't store U+0000, and one entry would fail a whole batch.
    public void Cut_Text_IsAsMuchAsFitsInWholeCharacters(string text, int length, string expected) => Assert.Equal(expected, LedgerText.Cut(text, length));

    [Fact]
    public void Cut_AnyText_IsItsLongestBeginningWithoutHalfACharacter()
        => Gen.Select(Gen.OneOf(Gen.Const("a"), Gen.Const("测"), Gen.Const("𠮷")).Array[0, 20].Select(parts => string.Concat(parts)), Gen.Int[1, 25]).Sample((text, length) =>
        {
            var cut = LedgerText.Cut(text, length);
            Assert.StartsWith(cut, text, StringComparison.Ordinal);
            Assert.True(cut.Length <= length);
            Assert.DoesNotContain(System.Text.Rune.ReplacementChar, cut.EnumerateRunes());
            Assert.True(cut == text || cut.Length >= length - 1);
        }, iter: 5_000);
}
