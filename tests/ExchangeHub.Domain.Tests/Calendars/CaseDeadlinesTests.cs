using CsCheck;
using ExchangeHub.Domain.Calendars;
using static ExchangeHub.Domain.Tests.Calendars.CalendarSamples;

namespace ExchangeHub.Domain.Tests.Calendars;

public class CaseDeadlinesTests
{
    private static readonly MatterSla FiveDays = MatterSla.OfWorkingDays(5);

    [Theory]
    [InlineData("2020-06-18", 5, "2020-06-28", "2020-07-20")]
    [InlineData("2026-02-12", 3, "2026-02-24", "2026-03-12")]
    [InlineData("2026-01-31", 10, "2026-02-13", "2026-02-28")]
    [InlineData("2026-01-15", 30, "2026-02-24", "2026-02-24")] // More working days than the month has.
    public void Compute_WithoutPauses_IsAsTheCalendarSays(string receipt, int days, string sla, string legal)
    {
        var deadlines = CaseDeadlines.Compute(National, MatterSla.OfWorkingDays(days), Day(receipt), []);

        Assert.Equal(Day(sla), deadlines.SlaDue);
        Assert.Equal(Day(legal), deadlines.LegalDue);
        Assert.Equal(National.VersionOf(Day(receipt), Day(legal)), deadlines.CalendarVersion);
    }

    [Fact]
    public void Compute_MatterOfAMonth_HasOneDateForBoth()
    {
        var deadlines = CaseDeadlines.Compute(National, MatterSla.OneMonth, Day("2026-01-15"), [Pause("2026-01-20", "2026-01-23")]);

        Assert.Equal((Day("2026-02-24"), Day("2026-02-24")), (deadlines.SlaDue, deadlines.LegalDue));
    }

    [Theory] // Received on Monday 2 March 2026: 5 working days end on the 9th, the month on 2 April.
    [InlineData("2026-03-03", "2026-03-03", "2026-03-09")] // Provided on the same day
    [InlineData("2026-03-03", "2026-03-05", "2026-03-11")]
    [InlineData("2026-03-06", "2026-03-08", "2026-03-09")] // Friday to Sunday: no working day
    [InlineData("2026-03-06", "2026-03-09", "2026-03-10")]
    [InlineData("2026-03-09", "2026-03-10", "2026-03-10")] // Asked for on the last day
    [InlineData("2026-03-10", "2026-03-20", "2026-03-09")] // Asked for when the time was up
    [InlineData("2026-03-03", "2026-03-30", "2026-04-02")] // Would go past the legal date
    [InlineData("2026-03-03", "2026-05-30", "2026-04-02")] // Provided after the legal date
    [InlineData("2026-03-03", null, "2026-04-02")] // Not provided yet
    [InlineData("2026-03-10", null, "2026-03-09")]
    public void Compute_OnePause_ShiftsTheSlaOnly(string requested, string? provided, string sla)
    {
        var deadlines = CaseDeadlines.Compute(National, FiveDays, Day("2026-03-02"), [Pause(requested, provided)]);

        Assert.Equal((Day(sla), Day("2026-04-02")), (deadlines.SlaDue, deadlines.LegalDue));
    }

    [Fact]
    public void Compute_SeveralPauses_ShiftByAll()
    {
        var deadlines = CaseDeadlines.Compute(National, FiveDays, Day("2026-03-02"), [Pause("2026-03-02", "2026-03-03"), Pause("2026-03-03", "2026-03-05"), Pause("2026-03-12", "2026-03-13")]);

        Assert.Equal(Day("2026-03-13"), deadlines.SlaDue);
    }

    [Fact]
    public void Compute_YearAfterTheLegalDate_IsNotNeeded()
    {
        var deadlines = CaseDeadlines.Compute(National, MatterSla.OfWorkingDays(60), Day("2026-11-25"), [Pause("2026-12-01", "2027-03-01")]);

        Assert.Equal((Day("2026-12-25"), Day("2026-12-25")), (deadlines.SlaDue, deadlines.LegalDue));
    }

    [Fact]
    public void Compute_LegalDateInAYearWithoutNotice_IsRefused()
        => Assert.Equal(2027, Assert.Throws<CalendarYearMissingException>(() => CaseDeadlines.Compute(National, FiveDays, Day("2026-12-01"), [])).Year);

    [Theory]
    [InlineData("2026-03-01", "2026-03-03", null, null)] // Before the receipt
    [InlineData("2026-03-05", "2026-03-04", null, null)]
    [InlineData("2026-03-03", "2026-03-05", "2026-03-04", "2026-03-06")]
    [InlineData("2026-03-03", null, "2026-03-04", "2026-03-06")]
    public void Compute_PausesOutOfOrder_AreRefused(string requested, string? provided, string? nextRequested, string? nextProvided)
    {
        List<CasePause> pauses = [Pause(requested, provided)];
        if (nextRequested is not null)
            pauses.Add(Pause(nextRequested, nextProvided));

        Assert.Throws<ArgumentException>(() => CaseDeadlines.Compute(National, FiveDays, Day("2026-03-02"), pauses));
    }

    [Fact]
    public void Compute_AnyPause_KeepsTheOrderOfTheDates()
        => Gen.Select(Gen.DateOnly[Day("2025-01-01"), Day("2026-08-31")], Gen.Int[1, 30], Gen.Int[0, 20], Gen.Int[0, 40]).Sample((receipt, days, wait, length) =>
        {
            var sla = MatterSla.OfWorkingDays(days);
            var requested = receipt.AddDays(wait);
            var without = CaseDeadlines.Compute(National, sla, receipt, []);
            var with = CaseDeadlines.Compute(National, sla, receipt, [new CasePause(requested, requested.AddDays(length))]);
            var open = CaseDeadlines.Compute(National, sla, receipt, [new CasePause(requested, null)]);
            return without.LegalDue == with.LegalDue && without.SlaDue <= with.SlaDue && with.SlaDue <= open.SlaDue && open.SlaDue <= open.LegalDue
                && National.IsWorkingDay(with.SlaDue) && National.IsWorkingDay(with.LegalDue);
        });

    [Fact]
    public void Compute_NewerNotice_GivesAnotherVersion()
    {
        var changed = CalendarSet.BuiltIn.With([File(2026, 2, off: ["2026-03-09"])]).For("");

        var deadlines = CaseDeadlines.Compute(changed, FiveDays, Day("2026-03-02"), []);

        Assert.Equal(Day("2026-03-10"), deadlines.SlaDue);
        Assert.StartsWith("CN/2026.2;", deadlines.CalendarVersion);
    }

    [Fact]
    public void OtherLimits_AfterAHoliday_AreCountedInWorkingDays()
    {
        Assert.Equal(new Deadline(Day("2026-02-25"), National.VersionOf(Day("2026-02-14"), Day("2026-02-25"))), CaseDeadlines.ReceiptExpected(National, Day("2026-02-14")));
        Assert.Equal(new Deadline(Day("2025-02-13"), National.VersionOf(Day("2025-01-24"), Day("2025-02-13"))), CaseDeadlines.DisputeWindow(National, Day("2025-01-24")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(WorkingDayCalendar.MaxWorkingDays + 1)]
    public void OfWorkingDays_OutOfRange_IsRefused(int days) => Assert.Throws<ArgumentOutOfRangeException>(() => MatterSla.OfWorkingDays(days));

    private static CasePause Pause(string requested, string? provided) => new(Day(requested), provided is null ? null : Day(provided));
}
