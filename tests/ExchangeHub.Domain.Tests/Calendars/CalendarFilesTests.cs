using ExchangeHub.Domain.Calendars;
using static ExchangeHub.Domain.Tests.Calendars.CalendarSamples;
using IO = System.IO;

namespace ExchangeHub.Domain.Tests.Calendars;

public sealed class CalendarFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("calendars");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void LoadFolder_GoodFile_IsReadWhole()
    {
        Write("2027.json", """
            { "region": "CN", "division_prefix": "513300", "year": 2027, "version": "2027.2", "notice_no": "测试〔2026〕1号", "published": "2026-11-05",
              "days": [ { "from": "2027-01-09", "to": "2027-01-09", "kind": "WORKDAY_MAKEUP", "name": "元旦" },
                        { "from": "2027-01-01", "to": "2027-01-03", "kind": "HOLIDAY", "name": "元旦" } ] }
            """);

        var file = Assert.Single(CalendarFiles.LoadFolder(_folder.FullName));

        Assert.Equal(("5133", 2027, 2, "2027.2", "测试〔2026〕1号", Day("2026-11-05")), (file.DivisionPrefix, file.Year, file.Revision, file.Version, file.NoticeNo, file.Published));
        Assert.Equal(
            [
                new CalendarDays(Day("2027-01-01"), Day("2027-01-03"), CalendarDayKind.Holiday, "元旦"),
                new CalendarDays(Day("2027-01-09"), Day("2027-01-09"), CalendarDayKind.WorkdayMakeup, "元旦"),
            ],
            file.Days);
    }

    [Fact]
    public void LoadFolder_Files_AddToTheBuiltIn()
    {
        Write("2027.json", Text(2027, "2027.1", Row("2027-01-01", "2027-01-03")));
        Write("2026.json", Text(2026, "2026.2", Row("2026-12-31", "2026-12-31")));
        Write("notes.txt", "no calendar");

        var calendar = CalendarSet.BuiltIn.With(CalendarFiles.LoadFolder(_folder.FullName)).For("");

        Assert.Equal(Day("2027-01-04"), calendar.AddMonth(Day("2026-12-01")));
        Assert.StartsWith("CN/2026.2+2027.1;", calendar.VersionOf(Day("2026-12-01"), Day("2027-01-04")));
    }

    [Fact]
    public void LoadFolder_Empty_HasNoFiles() => Assert.Empty(CalendarFiles.LoadFolder(_folder.FullName));

    [Fact]
    public void LoadFolder_Missing_IsAProblem()
    {
        var path = Path.Combine(_folder.FullName, "none");

        Assert.Equal(path, Assert.Single(Assert.Throws<DataProblemsException>(() => CalendarFiles.LoadFolder(path)).Problems).Where);
    }

    [Fact]
    public void Load_MissingFile_IsAProblem()
    {
        var problem = Assert.Single(Assert.Throws<DataProblemsException>(() => CalendarFiles.Load([Path.Combine(_folder.FullName, "none.json")])).Problems);

        Assert.StartsWith("can't be read", problem.English);
    }

    [Fact]
    public void Load_OlderEditionBesideTheNewest_IsAllowed()
    {
        Write("a.json", Text(2027, "2027.1"));
        Write("b.json", Text(2027, "2027.2"));

        Assert.Equal(2, CalendarFiles.LoadFolder(_folder.FullName).Count);
    }

    [Fact]
    public void Load_OneEditionTwice_IsAProblem()
    {
        Write("a.json", Text(2027, "2027.1"));
        Write("b.json", Text(2027, "2027.1"));
        Write("c.json", Text(2027, "2027.1").Replace("\"division_prefix\": \"\"", "\"division_prefix\": \"51\""));

        var problem = Assert.Single(Problems());

        Assert.EndsWith("b.json", problem.Where);
        Assert.Contains("a.json", problem.English);
    }

    [Theory] // A prefecture's code and its first four digits are one place.
    [InlineData("513300", "5133")]
    [InlineData("51", "510000")]
    public void Load_OnePlaceWrittenTwoWays_IsOnePlace(string one, string other)
    {
        Write("a.json", Text(2027, "2027.1").Replace("\"division_prefix\": \"\"", $"\"division_prefix\": \"{one}\""));
        Write("b.json", Text(2027, "2027.1").Replace("\"division_prefix\": \"\"", $"\"division_prefix\": \"{other}\""));

        Assert.Single(Problems());
    }

    [Theory]
    [InlineData("\"CN\"", "\"CN-SC\"", "region")]
    [InlineData("\"region\": \"CN\",", "", "region")]
    [InlineData("\"division_prefix\": \"\"", "\"division_prefix\": \"513\"", "division_prefix")]
    [InlineData("\"division_prefix\": \"\"", "\"division_prefix\": \"５１\"", "division_prefix")]
    [InlineData("\"2027.1\"", "\"2026.1\"", "version")]
    [InlineData("\"2027.1\"", "\"2027.0\"", "version")]
    [InlineData("\"2027.1\"", "\"2027.1000\"", "version")]
    [InlineData("\"2027.1\"", "\"2027.1\\n\"", "version")]
    [InlineData("\"2027.1\"", "null", "version")]
    [InlineData("\"published\": \"\"", "\"published\": \"5.11.2026\"", "published")]
    [InlineData("\"from\": \"2027-01-01\"", "\"from\": \"2027-02-29\"", "days[0].from")]
    [InlineData("\"to\": \"2027-01-03\",", "", "days[0].to")]
    [InlineData("\"to\": \"2027-01-03\"", "\"to\": \"2026-12-31\"", "days[0]")]
    [InlineData("\"from\": \"2027-01-01\"", "\"from\": \"2026-12-31\"", "days[0]")]
    [InlineData("\"from\": \"2027-01-01\"", "\"from\": \"2027-01-04\"", "days[0]")]
    [InlineData("HOLIDAY", "holiday", "days[0].kind")]
    [InlineData("HOLIDAY", "WORKDAY", "days[0].kind")]
    [InlineData("元旦", " ", "days[0].name")]
    public void Load_OneThingWrong_IsNamed(string good, string bad, string where)
    {
        var text = Text(2027, "2027.1", Row("2027-01-01", "2027-01-03"));
        Assert.Contains(good, text);
        Write("a.json", text.Replace(good, bad));

        Assert.Contains(Problems(), problem => problem.Where == $"{Path.Combine(_folder.FullName, "a.json")}: {where}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{ \"year\": \"2027\" }")]
    [InlineData("{ \"region\": \"CN\", \"region\": \"CN\" }")]
    [InlineData("{ \"regoin\": \"CN\" }")]
    [InlineData("{ }")]
    public void Load_NoCalendar_IsAProblem(string text)
    {
        Write("a.json", text);

        Assert.All(Problems(), problem => Assert.NotEmpty(problem.Chinese));
    }

    [Theory]
    [InlineData(1948)]
    [InlineData(2201)]
    public void Load_ImpossibleYear_IsAProblem(int year)
    {
        Write("a.json", Text(year, $"{year}.1"));

        Assert.EndsWith(": year", Assert.Single(Problems()).Where);
    }

    [Theory]
    [InlineData("2027-01-03", "2027-01-05")]
    [InlineData("2027-01-02", "2027-01-02")]
    [InlineData("2027-01-01", "2027-01-03")]
    public void Load_DayInTwoRows_IsAProblem(string from, string last)
    {
        Write("a.json", Text(2027, "2027.1", Row(from, last), Row("2027-01-01", "2027-01-03"), Row("2027-01-06", "2027-01-06")));

        Assert.Contains("stands in another row", Assert.Single(Problems()).English);
    }

    [Fact]
    public void Load_DaysWithinALongRow_AreAllNamed()
    {
        Write("a.json", Text(2027, "2027.1", Row("2027-01-01", "2027-01-10"), Row("2027-01-02", "2027-01-02"), Row("2027-01-05", "2027-01-05")));

        Assert.Equal(["a.json: days[1]", "a.json: days[2]"], Problems().Select(problem => Path.GetFileName(problem.Where)));
    }

    [Fact]
    public void Load_ManyThingsWrong_SaysThemAll()
    {
        Write("a.json", "{");
        Write("b.json", Text(2027, "2027.1", Row("2026-01-01", "2026-01-01"), Row("2027-13-01", "2027-01-02").Replace("HOLIDAY", "REST")).Replace("\"CN\"", "\"XX\""));
        Write("c.json", Text(2028, "2028.1"));
        Write("d.json", Text(2028, "2028.1"));
        Write("e.json", new string(' ', CalendarFiles.MaxFileBytes + 1));

        string[] expected = ["a.json", "b.json: region", "b.json: days[0]", "b.json: days[1].kind", "b.json: days[1].from", "e.json", "d.json"];
        Assert.Equal(expected, Problems().Select(problem => Path.GetFileName(problem.Where)));
    }

    private IReadOnlyList<DataProblem> Problems() => Assert.Throws<DataProblemsException>(() => CalendarFiles.LoadFolder(_folder.FullName)).Problems;

    private void Write(string name, string text) => IO.File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private static string Text(int year, string version, params string[] rows)
        => $$"""{ "region": "CN", "division_prefix": "", "year": {{year}}, "version": "{{version}}", "notice_no": "", "published": "", "days": [{{string.Join(", ", rows)}}] }""";

    private static string Row(string from, string last) => $$"""{ "from": "{{from}}", "to": "{{last}}", "kind": "HOLIDAY", "name": "元旦" }""";
}
