using CsCheck;

namespace ExchangeHub.Domain.Tests;

public class PersonNamesTests
{
    [Theory]
    [InlineData("阿布都\u2022测试")]
    [InlineData("阿布都\u30FB测试")]
    [InlineData("阿布都\uFF65测试")]
    [InlineData("阿布都\u2027测试")]
    [InlineData("阿布都\uFF0E测试")]
    [InlineData("阿布都.测试")]
    [InlineData("阿布都 \u00B7 测试")]
    [InlineData("阿布都\u00B7测\u3000试\u200B")]
    [InlineData("阿布都\u00B7測\uFE00试\U000E0100")]
    public void MatchKey_AnySeparatorAndBlank_GivesTheSameKey(string name) =>
        Assert.Equal("阿布都\u00B7测试", PersonNames.MatchKey(name));

    [Theory]
    [InlineData("證", "证")]
    [InlineData("戶", "户")]
    [InlineData("戸", "户")]
    [InlineData("號", "号")]
    [InlineData("張國華", "张国华")]
    [InlineData("劉麗豔", "刘丽艳")]
    [InlineData("歐陽鳳", "欧阳凤")]
    [InlineData("鍾", "锺")]
    [InlineData("\uF980", "吕")] // a compatibility character, which NFKC makes 呂 of
    [InlineData("\u2F2D", "山")] // a Kangxi radical
    [InlineData("Ｔｅｓｔ", "Test")]
    [InlineData("Zoe\u0308", "Zo\u00EB")]
    public void MatchKey_SameNameInOtherCharacters_IsEqual(string one, string other) =>
        Assert.Equal(PersonNames.MatchKey(other), PersonNames.MatchKey(one));

    [Theory]
    [InlineData("〇", "○", "零", "Ｏ")]
    [InlineData("后", "後")]
    [InlineData("于", "於")]
    [InlineData("宁", "甯")]
    [InlineData("阎", "闫")]
    [InlineData("萧", "肖")]
    [InlineData("吉", "𠮷")]
    [InlineData("阿布都\u00B7测试", "阿布都测试")]
    public void MatchKey_OtherName_Differs(params string[] names) =>
        Assert.Equal(names.Length, names.Select(PersonNames.MatchKey).Distinct().Count());

    [Theory]
    [InlineData("𠮷")]
    [InlineData("𬭎")]
    [InlineData("𪚥")]
    [InlineData("䶮")]
    [InlineData("㐂")]
    public void MatchKey_RareCharacter_IsKept(string name) => Assert.Equal(name, PersonNames.MatchKey(name));

    [Fact]
    public void MatchKey_EveryCharacterOfTheBasicPlane_IsIdempotent()
    {
        for (var c = char.MinValue; c < char.MaxValue; c++)
        {
            var once = PersonNames.MatchKey(c.ToString());
            Assert.Equal(once, PersonNames.MatchKey(once));
        }
    }

    [Fact]
    public void MatchKey_AnyText_NeverThrowsAndIsIdempotent() =>
        Generators.AnyText.Sample(text =>
        {
            var once = PersonNames.MatchKey(text);
            Assert.Equal(once, PersonNames.MatchKey(once));
        }, iter: 5_000);

    [Fact]
    public void MatchKey_BlankBetweenLetterAndAccent_IsIdempotent()
    {
        var once = PersonNames.MatchKey("a \u0301");
        Assert.Equal("\u00E1", once);
        Assert.Equal(once, PersonNames.MatchKey(once));
    }
}
