using System.Text.RegularExpressions;
using ExchangeHub.Domain.Forensic;

namespace ExchangeHub.Domain.Tests.Forensic;

public sealed class BusinessCategoriesTests : IDisposable
{
    private const string Good = """
        { "version": "1", "item_codes_verified": true, "note": "测试",
          "classes": [ { "code": "FM", "name": "法医类", "subs": [ { "code": "01", "name": "法医病理", "items": [ { "code": "01", "name": "死亡原因" }, { "code": "02", "name": "死亡方式" } ] } ] } ] }
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("FM0104", "法医类/法医病理/损伤时间")]
    [InlineData("FM0206", "法医类/法医临床/诈病/造作伤")]
    [InlineData("FM0512", "法医类/法医毒物/其他")]
    [InlineData("WZ0109", "物证类/文书/形成时间")]
    [InlineData("WZ0110", "物证类/文书/形成时间")]
    [InlineData("SX0206", "声像资料类/图像/特种照相")]
    [InlineData("SX03", "声像资料类/电子数据")]
    [InlineData("HJ01", "环境损害类/污染物性质")]
    [InlineData("HJ", "环境损害类")]
    public void Find_KnownCode_HasItsNames(string code, string name)
    {
        var category = BusinessCategories.BuiltIn.Find(code);

        Assert.Equal((code, name, code.Length == 6), (category!.Code, category.FullName, category.IsItem));
    }

    [Theory]
    [InlineData("FM0109")]
    [InlineData("FM0600")]
    [InlineData("fm0104")]
    [InlineData("HJ0101")]
    [InlineData("")]
    public void Find_UnknownCode_IsNull(string code) => Assert.Null(BusinessCategories.BuiltIn.Find(code));

    [Theory] // Counted in the table.
    [InlineData("FM", 5, 47)]
    [InlineData("WZ", 3, 33)]
    [InlineData("SX", 3, 15)]
    [InlineData("HJ", 7, 0)]
    public void BuiltIn_Classes_HaveAllOfTheTable(string code, int subs, int items)
    {
        var own = BusinessCategories.BuiltIn.All.Where(category => category.Code.StartsWith(code, StringComparison.Ordinal)).ToList();

        Assert.Equal((1, subs, items), (own.Count(category => category.Code.Length == 2), own.Count(category => category.Code.Length == 4), own.Count(category => category.IsItem)));
        Assert.All(own, category => Assert.Matches(new Regex("^[A-Z]{2}(?:[0-9]{2}){0,2}$"), category.Code));
    }

    [Fact]
    public void BuiltIn_ItemCodes_AreMarkedAsUnverified() => Assert.False(BusinessCategories.BuiltIn.ItemCodesVerified);

    [Fact]
    public void Load_GoodFile_IsReadWhole()
    {
        File.WriteAllText(_file, Good);

        var categories = BusinessCategories.Load(_file);

        Assert.Equal(("1", true), (categories.Version, categories.ItemCodesVerified));
        Assert.Equal(["FM", "FM01", "FM0101", "FM0102"], categories.All.Select(category => category.Code));
    }

    [Theory]
    [InlineData("\"version\": \"1\", ", "", "version")]
    [InlineData("\"item_codes_verified\": true, ", "", "item_codes_verified")]
    [InlineData("\"FM\"", "\"F\"", "classes[0].code")]
    [InlineData("\"name\": \"法医类\"", "\"name\": \"\"", "classes[0].name")]
    [InlineData("\"code\": \"01\", \"name\": \"法医病理\"", "\"code\": \"1\", \"name\": \"法医病理\"", "classes[0].subs[0].code")]
    [InlineData("\"code\": \"02\"", "\"code\": \"０２\"", "classes[0].subs[0].items[1].code")]
    [InlineData("\"code\": \"02\"", "\"code\": \"01\"", "classes[0].subs[0].items[1].code")]
    [InlineData("{ \"code\": \"02\", \"name\": \"死亡方式\" }", "null", "classes[0].subs[0].items[1].name")]
    public void Load_OneThingWrong_IsNamed(string good, string bad, string where)
    {
        Assert.Contains(good, Good);
        File.WriteAllText(_file, Good.Replace(good, bad));

        Assert.Contains(Assert.Throws<DataProblemsException>(() => BusinessCategories.Load(_file)).Problems, problem => problem.Where == $"{_file}: {where}");
    }

    [Fact]
    public void Load_ManyThingsWrong_SaysThemAll()
    {
        File.WriteAllText(_file, Good.Replace("\"FM\"", "\"fm\"").Replace("死亡方式", "").Replace("\"version\": \"1\"", "\"version\": \"\""));

        Assert.Equal(
            ["version", "classes[0].code", "classes[0].subs[0].items[1].name"],
            Assert.Throws<DataProblemsException>(() => BusinessCategories.Load(_file)).Problems.Select(problem => problem.Where[(_file.Length + 2)..]));
    }

    [Theory]
    [InlineData("{ }")]
    [InlineData("{")]
    [InlineData("{ \"version\": \"1\", \"item_codes_verified\": true, \"classes\": [] }")]
    public void Load_NoList_IsAProblem(string text)
    {
        File.WriteAllText(_file, text);

        Assert.NotEmpty(Assert.Throws<DataProblemsException>(() => BusinessCategories.Load(_file)).Problems);
    }
}
