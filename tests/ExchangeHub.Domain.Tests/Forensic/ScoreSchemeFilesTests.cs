using ExchangeHub.Domain.Forensic;

namespace ExchangeHub.Domain.Tests.Forensic;

public sealed class ScoreSchemeFilesTests : IDisposable
{
    private const string Good = """
        { "scheme_id": "TEST", "version": "1", "region": "JOINT", "name_zh": "测试", "name_en": "Test", "note": "", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
          "base_max": 10, "bonus_max": 2,
          "dimensions": [
            { "code": "B1", "name_zh": "甲", "name_en": "One", "max": 6, "indicators": [ { "code": "B1.1", "name_zh": "子", "max": 4.25 }, { "code": "B1.2", "name_zh": "丑", "max": 1.75 } ] },
            { "code": "B2", "name_zh": "乙", "name_en": "Two", "max": 4, "indicators": [ { "code": "B2.1", "name_zh": "寅", "max": 4 } ] } ],
          "bonus": { "code": "P", "name_zh": "加分", "name_en": "Bonus", "max": 2, "indicators": [ { "code": "P.1", "name_zh": "卯", "max": 3 } ] },
          "veto_rules": [ { "code": "V1", "name_zh": "否决" }, { "code": "V2", "name_zh": "否决" } ],
          "star_bands": [ { "stars": 1, "from": 0 }, { "stars": 3, "from": 9 }, { "stars": 2, "from": 6.5 } ],
          "grade_bands": [ { "grade": "A", "from": 11 }, { "grade": "B", "from": 9.5 }, { "grade": "C", "from": 7 }, { "grade": "D", "from": 0 } ] }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("schemes");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void LoadFolder_GoodFile_IsReadWhole()
    {
        Write("a.json", Good);

        var scheme = Assert.Single(ScoreSchemeFiles.LoadFolder(_folder.FullName).All);

        Assert.Equal(("TEST", "1", "JOINT", "测试", "Test"), (scheme.SchemeId, scheme.Version, scheme.Region, scheme.NameZh, scheme.NameEn));
        Assert.Equal((new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), (scheme.ValidFrom, scheme.ValidTo));
        Assert.Equal((10, 2), (scheme.BaseMax, scheme.BonusMax));
        Assert.Equal(["B1", "B2", "P"], scheme.AllDimensions.Select(dimension => dimension.Code));
        Assert.Equal([new ScoreIndicator("B1.1", "子", 4.25m), new ScoreIndicator("B1.2", "丑", 1.75m)], scheme.Dimensions[0].Indicators);
        Assert.Equal([new VetoRule("V1", "否决"), new VetoRule("V2", "否决")], scheme.VetoRules);
        Assert.Equal([new StarBand(3, 9), new StarBand(2, 6.5m), new StarBand(1, 0)], scheme.StarBands);
        Assert.Equal([new GradeBand(IntegrityGrade.A, 11), new GradeBand(IntegrityGrade.B, 9.5m), new GradeBand(IntegrityGrade.C, 7), new GradeBand(IntegrityGrade.D, 0)], scheme.GradeBands);
    }

    [Theory]
    [InlineData("\"TEST\"", "\"test\"", "scheme_id")]
    [InlineData("\"TEST\"", "\"T--T\"", "scheme_id")]
    [InlineData("\"TEST\"", "\"ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567\"", "scheme_id")]
    [InlineData("\"version\": \"1\",", "", "version")]
    [InlineData("\"version\": \"1\"", "\"version\": \"1\\n\"", "version")]
    [InlineData("JOINT", "51", "region")]
    [InlineData("\"name_zh\": \"测试\"", "\"name_zh\": \" \"", "name_zh")]
    [InlineData("\"name_en\": \"Test\",", "", "name_en")]
    [InlineData("2026-01-01", "2026-02-29", "valid_from")]
    [InlineData("2026-01-01", "", "valid_from")]
    [InlineData("2026-12-31", "31.12.2026", "valid_to")]
    [InlineData("2026-12-31", "2025-12-31", "valid_to")]
    [InlineData("\"base_max\": 10", "\"base_max\": 10.001", "base_max")]
    [InlineData("\"base_max\": 10", "\"base_max\": 0", "base_max")]
    [InlineData("\"base_max\": 10", "\"base_max\": 1000.01", "base_max")]
    [InlineData("\"base_max\": 10", "\"base_max\": 11", "dimensions")]
    [InlineData("\"bonus_max\": 2,", "", "bonus_max")]
    [InlineData("\"bonus_max\": 2", "\"bonus_max\": -1", "bonus_max")]
    [InlineData("\"bonus_max\": 2", "\"bonus_max\": 1", "bonus.max")]
    [InlineData("\"bonus_max\": 2", "\"bonus_max\": 0", "bonus.max")]
    [InlineData("\"code\": \"B2\"", "\"code\": \"B1\"", "dimensions[1].code")]
    [InlineData("\"code\": \"P\"", "\"code\": \"B1\"", "bonus.code")]
    [InlineData("\"code\": \"B2\"", "\"code\": \"乙\"", "dimensions[1].code")]
    [InlineData("\"name_en\": \"Two\"", "\"name_en\": null", "dimensions[1].name_en")]
    [InlineData("\"max\": 6", "\"max\": 6.5", "dimensions[0].indicators")]
    [InlineData("\"max\": 6, ", "", "dimensions[0].max")]
    [InlineData("\"max\": 3", "\"max\": 1.99", "bonus.indicators")]
    [InlineData("\"max\": 3", "\"max\": 0", "bonus.indicators[0].max")]
    [InlineData("\"max\": 4.25", "\"max\": 4.255", "dimensions[0].indicators[0].max")]
    [InlineData("\"B2.1\"", "\"B1.2\"", "dimensions[1].indicators[0].code")]
    [InlineData("\"P.1\"", "\"B1.2\"", "bonus.indicators[0].code")]
    [InlineData("\"寅\"", "\"\"", "dimensions[1].indicators[0].name_zh")]
    [InlineData("{ \"code\": \"B2.1\", \"name_zh\": \"寅\", \"max\": 4 }", "", "dimensions[1].indicators")]
    [InlineData("{ \"code\": \"B2.1\", \"name_zh\": \"寅\", \"max\": 4 }", "null", "dimensions[1].indicators[0]")]
    [InlineData("\"V2\"", "\"V1\"", "veto_rules[1].code")]
    [InlineData("{ \"code\": \"V2\", \"name_zh\": \"否决\" }", "null", "veto_rules[1]")]
    [InlineData("\"stars\": 3", "\"stars\": 4", "star_bands")]
    [InlineData("\"stars\": 3", "\"stars\": 2", "star_bands[2].stars")]
    [InlineData("\"stars\": 3", "\"stars\": 11", "star_bands[1].stars")]
    [InlineData("\"stars\": 1, \"from\": 0", "\"stars\": 1, \"from\": 0.01", "star_bands[0].from")]
    [InlineData("\"from\": 6.5", "\"from\": 9", "star_bands[1].from")]
    [InlineData("\"from\": 6.5", "\"from\": 9.01", "star_bands[1].from")]
    [InlineData("\"from\": 6.5", "\"from\": 0", "star_bands[2].from")]
    [InlineData("\"from\": 6.5", "\"from\": 6.505", "star_bands[2].from")]
    [InlineData("\"from\": 11", "\"from\": 12.01", "grade_bands[0].from")]
    [InlineData("\"from\": 11", "\"from\": 9.5", "grade_bands[0].from")]
    [InlineData("\"grade\": \"C\"", "\"grade\": \"B\"", "grade_bands")]
    [InlineData("\"grade\": \"C\"", "\"grade\": \"c\"", "grade_bands[2].grade")]
    [InlineData("\"grade\": \"C\"", "\"grade\": \"3\"", "grade_bands[2].grade")]
    [InlineData("{ \"grade\": \"D\", \"from\": 0 }", "null", "grade_bands[3].grade")]
    public void Load_OneThingWrong_IsNamed(string good, string bad, string where)
    {
        Assert.Contains(good, Good);
        Write("a.json", Good.Replace(good, bad));

        Assert.Contains(Problems(), problem => problem.Where == $"{Path.Combine(_folder.FullName, "a.json")}: {where}" && problem.English.Length > 0 && problem.Chinese.Length > 0);
    }

    [Fact]
    public void Load_WithoutBands_IsRefused()
    {
        var text = Good[..Good.IndexOf("\"star_bands\"", StringComparison.Ordinal)] + "\"star_bands\": [] }";
        Write("a.json", text);

        Assert.Equal(["a.json: veto_rules", "a.json"], Problems().Select(problem => Path.GetFileName(problem.Where)));
    }

    [Fact]
    public void Load_WithoutBonusAndGrades_IsAllowed()
    {
        var (bonus, veto, stars, grades) = (At("\"bonus\":"), At("\"veto_rules\":"), At("\"star_bands\":"), At("\"grade_bands\":"));
        Assert.True(bonus < veto);
        Write("a.json", (Good[..bonus] + Good[stars..grades] + "\"veto_rules\": [] }").Replace("\"bonus_max\": 2", "\"bonus_max\": 0").Replace("2026-12-31", ""));

        var scheme = Assert.Single(ScoreSchemeFiles.LoadFolder(_folder.FullName).All);

        Assert.Equal((null, null, 10, 0), (scheme.Bonus, scheme.ValidTo, scheme.TotalMax, scheme.GradeBands.Count));
        Assert.Null(scheme.GradeOf(10));

        static int At(string text) => Good.IndexOf(text, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BonusMissing_IsNamed()
    {
        Write("a.json", Good[..Good.IndexOf("\"bonus\":", StringComparison.Ordinal)] + Good[Good.IndexOf("\"veto_rules\":", StringComparison.Ordinal)..]);

        Assert.EndsWith(": bonus", Assert.Single(Problems()).Where);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{ }")]
    [InlineData("{ \"schemeid\": \"A\" }")]
    [InlineData("{ \"version\": \"1\", \"version\": \"1\" }")]
    [InlineData("{ \"base_max\": \"85\" }")]
    [InlineData("{ \"base_max\": 1e40 }")]
    [InlineData("{ \"dimensions\": [ { \"points\": 1 } ] }")]
    public void Load_NoScheme_IsAProblem(string text)
    {
        Write("a.json", text);

        Assert.All(Problems(), problem => Assert.NotEmpty(problem.Chinese));
    }

    [Fact]
    public void Load_ManyThingsWrong_SaysThemAll()
    {
        Write("a.json", "{");
        Write("b.json", Good.Replace("JOINT", "X").Replace("\"max\": 4.25", "\"max\": -1").Replace("\"V2\"", "\"v2\"").Replace("\"grade\": \"A\", \"from\": 11", "\"grade\": \"A\", \"from\": 5"));
        Write("c.json", Good);
        Write("d.json", Good.Replace("\"version\": \"1\"", "\"version\": \"2\""));
        Write("e.json", Good);
        Write("f.json", new string(' ', ScoreSchemeFiles.MaxFileBytes + 1));

        string[] expected = ["a.json", "b.json: region", "b.json: dimensions[0].indicators[0].max", "b.json: veto_rules[1].code", "b.json: grade_bands[0].from", "f.json", "e.json", "d.json"];
        Assert.Equal(expected, Problems().Select(problem => Path.GetFileName(problem.Where)));
    }

    [Fact]
    public void LoadFolder_Missing_IsAProblem()
        => Assert.StartsWith("can't be read", Assert.Single(Assert.Throws<DataProblemsException>(() => ScoreSchemeFiles.LoadFolder(Path.Combine(_folder.FullName, "none"))).Problems).English);

    private IReadOnlyList<DataProblem> Problems() => Assert.Throws<DataProblemsException>(() => ScoreSchemeFiles.LoadFolder(_folder.FullName)).Problems;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
