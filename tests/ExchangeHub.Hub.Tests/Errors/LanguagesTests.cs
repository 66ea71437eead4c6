using ExchangeHub.Hub.Errors;
using Microsoft.Extensions.Primitives;

namespace ExchangeHub.Hub.Tests.Errors;

public class LanguagesTests
{
    [Theory]
    [InlineData("", Language.Chinese)]
    [InlineData("zh-CN", Language.Chinese)]
    [InlineData("ZH", Language.Chinese)]
    [InlineData("en", Language.English)]
    [InlineData("en-GB,zh;q=0.5", Language.English)]
    [InlineData("EN-us", Language.English)]
    [InlineData("fr", Language.Chinese)]
    [InlineData("fr-CH, fr;q=0.9, en;q=0.8, zh;q=0.7", Language.English)]
    [InlineData("de,zh-TW,en", Language.Chinese)]
    [InlineData("*", Language.Chinese)]
    [InlineData(",,;", Language.Chinese)]
    public void Preferred_OneValue_IsTheFirstOfTheTwoThatItNames(string acceptLanguage, Language expected)
        => Assert.Equal(expected, Languages.Preferred(acceptLanguage));

    [Fact]
    public void Preferred_SeveralValues_AreReadInOrder()
    {
        Assert.Equal(Language.English, Languages.Preferred(new StringValues(["fr", "en", "zh"])));
        Assert.Equal(Language.Chinese, Languages.Preferred(StringValues.Empty));
        Assert.Equal(Language.English, Languages.Preferred(new StringValues([null, "en"])));
    }
}
