using CsCheck;
using ExchangeHub.Domain.Inspections;

namespace ExchangeHub.Domain.Tests.Inspections;

public class DrawKeysTests
{
    [Theory]
    [InlineData("519990001", "519990001")]
    [InlineData(" ５19 99\u30000001\u200B", "519990001")]
    [InlineData("sc-Zf－001", "SC-ZF-001")]
    [InlineData("测试𠮷鉴字001", "测试𠮷鉴字001")]
    [InlineData("cafe\u0301", "CAFé")] // The accent belongs to its letter before letters are made capital.
    [InlineData("café", "CAFé")]
    [InlineData("②", "②")]
    public void Normalise_Key_IsItsNormalForm(string raw, string expected) => Assert.Equal(expected, DrawKeys.Normalise(raw));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u200B")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\uFFFDb")]
    [InlineData("a\uE000b")]
    public void Normalise_NoKey_IsNull(string? raw) => Assert.Null(DrawKeys.Normalise(raw));

    [Fact]
    public void Normalise_TooLong_IsNull()
    {
        Assert.NotNull(DrawKeys.Normalise(string.Concat(Enumerable.Repeat("𠮷", 64))));
        Assert.Null(DrawKeys.Normalise(new string('1', 65)));
        Assert.Null(DrawKeys.Normalise("1\uD842")); // A lone surrogate
    }

    [Fact]
    public void Normalise_NormalForm_IsItself()
        => Generators.AnyText.Sample(text => DrawKeys.Normalise(text) is not { } key || DrawKeys.Normalise(key) == key);
}
