using System.Text;
using CsCheck;

namespace ExchangeHub.Domain.Tests;

public class UnicodeTextTests
{
    [Theory]
    [InlineData("𠮷", 2, 4)]
    [InlineData("𬭎", 2, 4)]
    [InlineData("𪚥", 2, 4)]
    [InlineData("䶮", 1, 3)]
    [InlineData("㐂", 1, 3)]
    public void Length_RareCharacter_CountsOne(string text, int utf16Units, int utf8Bytes)
    {
        Assert.Equal(utf16Units, text.Length);
        Assert.Equal(utf8Bytes, Encoding.UTF8.GetByteCount(text));
        Assert.Equal(1, UnicodeText.Length(text));
        Assert.False(UnicodeText.HasLostCharacters(text));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("测试甲", 3)]
    public void Length_Text_CountsCharacters(string text, int expected) => Assert.Equal(expected, UnicodeText.Length(text));

    [Theory]
    [InlineData("\uFFFD")]
    [InlineData("\uE000")]
    [InlineData("\uF8FF")]
    [InlineData("\U000F0000")]
    [InlineData("\U0010FFFD")]
    [InlineData("\0")]
    [InlineData("\t")]
    [InlineData("\n")]
    [InlineData("\u007F")]
    [InlineData("\u0085")]
    [InlineData("\uFFFE")]
    [InlineData("\uFDD0")]
    [InlineData("\U0002FFFF")]
    public void HasLostCharacters_LostCharacter_IsFoundAnywhere(string lost)
    {
        Assert.True(UnicodeText.HasLostCharacters(lost));
        Assert.True(UnicodeText.HasLostCharacters("测试甲" + lost));
        Assert.True(UnicodeText.HasLostCharacters(lost + "测试甲"));
    }

    // Not a theory: an attribute can't hold a lone surrogate, the compiler makes U+FFFD of it.
    [Fact]
    public void HasLostCharacters_LoneSurrogate_IsFoundAndCountsOne() =>
        Assert.All(["\uD842", "\uDFB7", "\uDFB7\uD842", "测\uD842试", "\uDFB7试"], text =>
        {
            Assert.True(UnicodeText.HasLostCharacters(text));
            Assert.Equal(text.Length, UnicodeText.Length(text));
        });

    [Theory]
    [InlineData("")]
    [InlineData("测试·甲")]
    [InlineData("\uD7FF")]
    [InlineData("\uF900")]
    [InlineData("\uFFFC")]
    [InlineData("\U000E0100")]
    [InlineData("\U0003FFFD")]
    [InlineData("Zoë\u3000\u200B")]
    public void HasLostCharacters_OrdinaryText_IsFalse(string text) => Assert.False(UnicodeText.HasLostCharacters(text));

    [Fact]
    public void HasLostCharacters_False_MeansTheTextSurvivesUtf8() =>
        Generators.AnyText.Sample(text =>
            UnicodeText.HasLostCharacters(text) || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text, iter: 5_000);
}
