using CsCheck;

namespace ExchangeHub.Domain.Tests;

public class UnifiedSocialCreditCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly Gen<string> Part = Gen.Char[Alphabet].Array[8].Select(chars => new string(chars));

    [Theory]
    [InlineData("32519999MD99000101")]
    [InlineData("32509999MD9900029R")]
    [InlineData("12519999MB990003XT")]
    [InlineData("34519999MD9900045D")]
    [InlineData("34509999MD99000534")]
    [InlineData("31519999MD9900061C")]
    [InlineData("91350100M000100Y43")]
    public void IsValid_ValidCode_IsTrueAndCompleteGivesIt(string code)
    {
        Assert.True(UnifiedSocialCreditCode.IsValid(code));
        Assert.Equal(code, UnifiedSocialCreditCode.Complete(code[..8], code[8..16]));
    }

    [Theory]
    [InlineData("91350100M000100Y4Z")]
    [InlineData("32519999MD99000100")]
    [InlineData("32519999md99000101")]
    [InlineData("32519999MD9900010１")]
    [InlineData(" 32519999MD99000101")]
    [InlineData("32519999MD9900010")]
    [InlineData("32519999MD990001011")]
    [InlineData("32519999MD9900O101")]
    [InlineData("")]
    [InlineData(null)]
    public void IsValid_WrongCode_IsFalse(string? code) => Assert.False(UnifiedSocialCreditCode.IsValid(code));

    [Fact]
    public void IsValid_WrongOrganisationCheck_IsFalseWithEveryLastCharacter() =>
        Assert.All(Alphabet, last => Assert.False(UnifiedSocialCreditCode.IsValid("32519999MD9900011" + last)));

    [Fact]
    public void IsValid_OneCharacterReplaced_IsDetected() =>
        Gen.Select(Part, Part, Gen.Int[0, 17], Gen.Char[Alphabet]).Sample((first, organisation, at, c) =>
        {
            var code = UnifiedSocialCreditCode.Complete(first, organisation);
            var changed = code[..at] + c + code[(at + 1)..];
            Assert.Equal(changed == code, UnifiedSocialCreditCode.IsValid(changed));
        }, iter: 5_000);

    [Theory]
    [InlineData("3251999", "MD990001")]
    [InlineData("32519999", "MD9900010")]
    [InlineData("32519999", "MD99000I")]
    public void Complete_WrongPart_Throws(string first8, string organisation8) =>
        Assert.Throws<ArgumentException>(() => UnifiedSocialCreditCode.Complete(first8, organisation8));
}
