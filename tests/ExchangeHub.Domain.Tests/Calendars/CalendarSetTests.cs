using ExchangeHub.Domain.Calendars;
using static ExchangeHub.Domain.Tests.Calendars.CalendarSamples;

namespace ExchangeHub.Domain.Tests.Calendars;

public class CalendarSetTests
{
    private const string Ganzi = "513300";
    private const string Kangding = "513301";
    private const string Aba = "513200";

    private static readonly CalendarFile GanziFile = File(2026, prefix: "5133", off: ["2026-11-24"]);

    [Fact]
    public void BuiltIn_Always_HasTheYearsOfTheTable() => Assert.Equal([2020, 2025, 2026], CalendarSet.BuiltIn.Years);

    [Fact]
    public void For_CodeWithinALocalCalendar_HasItsDaysToo()
    {
        var set = CalendarSet.BuiltIn.With([GanziFile]);

        Assert.Equal("CN+5133", set.For(Ganzi).Name);
        Assert.False(set.For(Ganzi).IsWorkingDay(Day("2026-11-24")));
        Assert.False(set.For(Kangding).IsWorkingDay(Day("2026-11-24")));
        Assert.False(set.For(Kangding).IsWorkingDay(Day("2026-10-01")));
        Assert.True(set.For(Kangding).IsWorkingDay(Day("2026-10-10")));
    }

    [Theory]
    [InlineData(Aba)]
    [InlineData("500101")]
    [InlineData("51")]
    [InlineData("")]
    public void For_CodeOutsideALocalCalendar_IsTheNationalOne(string code)
    {
        var calendar = CalendarSet.BuiltIn.With([GanziFile]).For(code);

        Assert.Equal("CN", calendar.Name);
        Assert.True(calendar.IsWorkingDay(Day("2026-11-24")));
    }

    [Fact]
    public void For_LocalCalendarWithinAnother_TheNarrowerCounts()
    {
        var set = new CalendarSet([File(2026, prefix: "513301", worked: ["2026-11-24"]), GanziFile, File(2026, prefix: "51", off: ["2026-11-25"]), File(2026)]);

        Assert.Equal("CN+51+5133+513301", set.For(Kangding).Name);
        Assert.True(set.For(Kangding).IsWorkingDay(Day("2026-11-24")));
        Assert.False(set.For("513302").IsWorkingDay(Day("2026-11-24")));
        Assert.False(set.For(Kangding).IsWorkingDay(Day("2026-11-25")));
    }

    [Fact]
    public void For_YearWithALocalNoticeOnly_IsMissing()
    {
        var calendar = CalendarSet.BuiltIn.With([File(2027, prefix: "5133")]).For(Ganzi);

        var missing = Assert.Throws<CalendarYearMissingException>(() => calendar.IsWorkingDay(Day("2027-01-04")));
        Assert.Equal(("CN+5133", 2027), (missing.Calendar, missing.Year));
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(10, 2)]
    public void Files_OfOneYear_TheHighestRevisionCounts(int first, int second)
    {
        CalendarFile Edition(int revision) => File(2026, revision, off: revision == 10 ? ["2026-11-24"] : []);
        var calendar = new CalendarSet([Edition(first), Edition(second)]).For("");

        Assert.False(calendar.IsWorkingDay(Day("2026-11-24")));
        Assert.StartsWith("CN/2026.10;", calendar.VersionOf(Day("2026-01-01"), Day("2026-01-01")));
    }

    [Fact]
    public void With_SameRevision_OverridesWhatIsThere()
    {
        var set = CalendarSet.BuiltIn.With([File(2026)]);

        Assert.True(set.For("").IsWorkingDay(Day("2026-10-01")));
        Assert.False(CalendarSet.BuiltIn.For("").IsWorkingDay(Day("2026-10-01")));
        Assert.NotEqual(Version(CalendarSet.BuiltIn), Version(set));
    }

    [Fact]
    public void With_OlderRevision_ChangesNothing()
        => Assert.True(new CalendarSet([File(2026, 2)]).With([File(2026, 1, off: ["2026-11-24"])]).For("").IsWorkingDay(Day("2026-11-24")));

    [Fact]
    public void Version_AnyFileThatMatters_ChangesIt()
    {
        var basis = new CalendarSet([File(2026), File(2027)]);
        var versions = new[]
        {
            Version(basis),
            Version(basis.With([File(2026, 2)])),
            Version(basis.With([File(2026, off: ["2026-11-24"])])),
            Version(basis.With([File(2026, worked: ["2026-11-24"])])),
            Version(basis.With([GanziFile])),
            Version(basis.With([GanziFile with { Revision = 2 }])),
            Version(basis.With([File(2026, prefix: "513301")])),
        };

        Assert.Equal(versions.Length, versions.Distinct().Count());
        Assert.Matches("^CN/2026[.]1;5133/2026[.]1;[0-9a-f]{8}$", Version(basis.With([GanziFile])));
    }

    [Fact]
    public void Version_FilesThatDoNotMatter_LeaveIt()
    {
        var basis = new CalendarSet([File(2026)]);

        Assert.Equal(Version(basis), Version(basis.With([File(2027), File(2025), File(2026, prefix: "5134"), File(2027, prefix: "5133")])));
        Assert.Equal(Version(basis), Version(basis.With([File(2026) with { NoticeNo = "测试〔2025〕1号" }])));
    }

    [Fact]
    public void Version_Longest_FitsItsField()
    {
        string[] prefixes = ["", "51", "5133", "513301"];
        var files = prefixes.SelectMany(prefix => Enumerable.Range(2026, 2).Select(year => File(year, CalendarFile.MaxRevision, prefix)));

        Assert.InRange(new CalendarSet(files).For(Kangding).VersionOf(Day("2026-12-31"), Day("2027-01-31")).Length, 1, 128);
    }

    private static string Version(CalendarSet set) => set.For(Kangding).VersionOf(Day("2026-11-01"), Day("2026-11-30"));
}
