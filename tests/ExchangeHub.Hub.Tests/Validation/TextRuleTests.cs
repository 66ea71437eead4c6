using CsCheck;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Tests.Validation;

public class TextRuleTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("ab", true)]
    [InlineData("abcd", true)]
    [InlineData("abcde", false)]
    [InlineData("𠮷", false)] // one character of two units
    [InlineData("𠮷𪚥", true)]
    [InlineData("𠮷𪚥𠮷𪚥", true)]
    [InlineData("𠮷𪚥𠮷𪚥𠮷", false)]
    public void Check_Length_CountsCharactersAndNotUnits(string text, bool holds)
        => Assert.Equal(holds ? [] : ["TEXT_LENGTH"], Broken(new TextRule(2, 4), text));

    [Theory]
    [InlineData("a\uFFFD")]
    [InlineData("a\uE000")]
    [InlineData("a\uF8FF")]
    [InlineData("a\0")]
    [InlineData("a\t")]
    [InlineData("a\n")]
    [InlineData("a\uD842")]
    [InlineData("\uDFB7a")]
    [InlineData("a\U000F0000")]
    public void Check_LostCharacter_IsNamed(string text) => Assert.Equal(["CHARACTER_LOST"], Broken(new TextRule(1, 10), text));

    [Theory]
    [InlineData("one\ntwo", true)]
    [InlineData("one\r\ntwo\r\n", true)]
    [InlineData("one\n\uFFFDtwo", false)]
    [InlineData("one\ttwo", false)]
    [InlineData("one\u2028two", true)] // a separator, no control character
    public void Check_TextOfManyLines_MayHaveLineBreaksAndNoOtherControls(string text, bool holds)
        => Assert.Equal(holds ? [] : ["CHARACTER_LOST"], Broken(new TextRule(1, 100, manyLines: true), text));

    [Fact]
    public void Check_BothBroken_AreBothNamed() => Assert.Equal(["TEXT_LENGTH", "CHARACTER_LOST"], Broken(new TextRule(1, 2), "ab\uFFFD"));

    [Fact]
    public void Check_MinimumOfNothing_SaysOnlyTheMaximum()
    {
        var violations = new Violations(default);
        new TextRule(0, 1).Check(violations, "", "text", "ab");

        Assert.Equal(("must have at most 1 characters", "不得超过 1 个字符"), (violations.Found[0].Text(Language.English), violations.Found[0].Text(Language.Chinese)));
        Assert.Empty(Broken(new TextRule(0, 1), ""));
    }

    [Fact]
    public void Check_AnyTextAndLimits_AgreesWithCountingRunes()
        => Gen.Select(Gen.OneOf(Gen.Const("a"), Gen.Const("测"), Gen.Const("𠮷")).Array[0, 12], Gen.Int[0, 6], Gen.Int[0, 6]).Sample((parts, min, more) =>
        {
            var text = string.Concat(parts);
            Assert.Equal(text.EnumerateRunes().Count() >= min && text.EnumerateRunes().Count() <= min + more, Broken(new TextRule(min, min + more), text).Count == 0);
        }, iter: 5_000);

    private static List<string> Broken(TextRule rule, string text)
    {
        var violations = new Violations(default);
        rule.Check(violations, "parent", "text", text);
        Assert.All(violations.Found, violation => Assert.Equal("parent.text", violation.Field));
        return [.. violations.Found.Select(violation => violation.Rule.Reason)];
    }
}
