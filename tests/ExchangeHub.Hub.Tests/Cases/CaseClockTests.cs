using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using static ExchangeHub.Hub.Tests.Cases.CaseSamples;

namespace ExchangeHub.Hub.Tests.Cases;

/// <summary>The time limits in a case, by the calendar of 2026 (DOMAIN §1.5, §6): 端午 is off from 06-19 to 06-21.</summary>
public class CaseClockTests
{
    [Theory]
    [InlineData(MatterCode.PoaVerify, "2026-06-01", "2026-06-04", "2026-07-01")]
    [InlineData(MatterCode.CertVerify, "2026-06-01", "2026-06-08", "2026-07-01")]
    [InlineData(MatterCode.WillQuery, "2026-06-01", "2026-06-08", "2026-07-01")]
    [InlineData(MatterCode.ArchiveCopy, "2026-06-01", "2026-06-15", "2026-07-01")]
    [InlineData(MatterCode.FactMarriage, "2026-06-01", "2026-07-01", "2026-07-01")]
    [InlineData(MatterCode.CertVerify, "2026-01-15", "2026-01-22", "2026-02-24")]
    [InlineData(MatterCode.Other, "2026-01-31", "2026-02-28", "2026-02-28")]
    public void Receive_FirstTime_StartsBothLimits(MatterCode matter, string receipt, string service, string legal)
    {
        var file = Clock().Received(receipt, matter);

        Assert.Equal((Day(service), Day(legal), At(receipt)), (file.ServiceDate, file.LegalDate, file.ReceiptTime));
        Assert.StartsWith("CN/2026.1;", file.CalendarVersion, StringComparison.Ordinal);
    }

    [Fact]
    public void Receive_ShortlyBeforeMidnightInUtc_CountsTheDayInChina()
    {
        var file = File();

        Clock().Receive(file, new DateTimeOffset(2026, 5, 31, 16, 0, 0, TimeSpan.Zero)); // 06-01 00:00 in Shanghai

        Assert.Equal((Day("2026-06-08"), Day("2026-07-01")), (file.ServiceDate, file.LegalDate));
    }

    [Fact]
    public void Pause_UntilResumed_MovesTheServiceDateAndNeverTheLegalOne()
    {
        var clock = Clock();
        var file = clock.Received("2026-06-01");

        file.State = CaseState.SupplementRequested;
        clock.Pause(file, At("2026-06-03"));
        Assert.Equal((Day("2026-07-01"), Day("2026-07-01")), (file.ServiceDate, file.LegalDate));

        file.State = CaseState.InProgress;
        clock.Resume(file, At("2026-06-10")); // After five working days.
        Assert.Equal((Day("2026-06-15"), Day("2026-07-01")), (file.ServiceDate, file.LegalDate));

        clock.Pause(file, At("2026-06-12"));
        clock.Resume(file, At("2026-06-16")); // Two more.
        Assert.Equal((Day("2026-06-17"), Day("2026-07-01")), (file.ServiceDate, file.LegalDate));
        clock.Pause(file, At("2026-06-16"));
        clock.Resume(file, At("2026-06-25"));
        Assert.Equal(Day("2026-06-26"), file.ServiceDate); // 06-17 and the six working days of the pause, without 06-19.
    }

    /// <summary>A reply need not wait for the supplement; if it is disputed, the clock goes on, and may wait again.</summary>
    [Fact]
    public void Reply_WhileASupplementIsAwaited_EndsThePause()
    {
        var clock = Clock();
        var file = clock.Received("2026-06-01");
        file.State = CaseState.SupplementRequested;
        clock.Pause(file, At("2026-06-03"));

        file.State = CaseState.Replied;
        clock.Reply(file, At("2026-06-10"));
        Assert.Equal((Day("2026-06-15"), Day("2026-07-01")), (file.ServiceDate, file.LegalDate));

        file.State = CaseState.SupplementRequested;
        clock.Pause(file, At("2026-06-12"));
        clock.Resume(file, At("2026-06-16"));
        Assert.Equal((Day("2026-06-17"), Day("2026-07-01")), (file.ServiceDate, file.LegalDate));
    }

    [Fact]
    public void Receive_AfterATransfer_GoesOnUnlessARestartWasAgreed()
    {
        var clock = Clock();
        var file = clock.Received("2026-06-01");
        clock.Pause(file, At("2026-06-03"));
        clock.Resume(file, At("2026-06-04"));
        (file.News, file.IsOverdue) = (CaseNews.ServiceReminder | CaseNews.ServiceOverdue, true);

        clock.Receive(file, At("2026-06-22"));
        Assert.Equal((Day("2026-06-09"), Day("2026-07-01"), At("2026-06-01")), (file.ServiceDate, file.LegalDate, file.ReceiptTime));
        Assert.Equal((CaseNews.ServiceReminder | CaseNews.ServiceOverdue, true), (file.News, file.IsOverdue));

        file.RestartAgreed = true;
        clock.Receive(file, At("2026-06-22"));
        Assert.Equal((Day("2026-06-29"), Day("2026-07-22"), At("2026-06-22")), (file.ServiceDate, file.LegalDate, file.ReceiptTime));
        Assert.Equal((CaseNews.None, false, "", false), (file.News, file.RestartAgreed, file.Pauses, file.IsOverdue));
    }

    [Fact]
    public void Due_AsTheDaysPass_GivesEachWhenItsDayHasCome()
    {
        var clock = Clock();
        var file = clock.Received("2026-06-01");
        var given = new List<string>();
        for (var day = Day("2026-06-01"); day <= Day("2026-08-01"); day = day.AddDays(1))
        {
            foreach (var news in clock.Due(file, day).ToList())
            {
                file.News |= news;
                given.Add($"{day:MM-dd} {news}");
            }
            clock.SetCheckDate(file, At($"{day:yyyy-MM-dd}"));
            Assert.True(file.CheckDate is null || file.CheckDate > day);
        }

        Assert.Equal(["06-04 ServiceReminder", "06-09 ServiceOverdue", "06-29 LegalReminder", "07-02 LegalOverdue", "07-08 LastReminder"], given);
        Assert.Null(file.CheckDate);
    }

    [Fact]
    public void Due_MatterOfOneMonth_RemindsOnceForBothDates()
        => Assert.Equal([CaseNews.LegalReminder, CaseNews.LegalOverdue], Clock().Due(Clock().Received("2026-06-01", MatterCode.FactBirth), Day("2026-07-02")));

    [Fact]
    public void Due_WhileASupplementIsAwaited_IsAboutTheLegalDateOnly()
    {
        var clock = Clock();
        var file = clock.Received("2026-06-01");
        file.State = CaseState.SupplementRequested;
        clock.Pause(file, At("2026-06-02"));

        Assert.Empty(clock.Due(file, Day("2026-06-26")));
        Assert.Equal([CaseNews.LegalReminder], clock.Due(file, Day("2026-06-29")));
    }

    [Fact]
    public void Due_AfterAReply_IsNothing()
    {
        var clock = Clock();
        var file = clock.Received("2026-06-01");
        file.ReplyVersion = 1;

        Assert.Empty(clock.Due(file, Day("2026-09-01")));
    }

    [Fact]
    public void Due_NotReceived_AlertsAfterTwoWorkingDays()
    {
        var clock = Clock();
        var file = File(state: CaseState.Delivered);
        file.DeliverTime = At("2026-06-05"); // A Friday.

        Assert.Empty(clock.Due(file, Day("2026-06-09")));
        Assert.Equal([CaseNews.Unreceived], clock.Due(file, Day("2026-06-10")));
        clock.SetCheckDate(file, At("2026-06-05"));
        Assert.Equal(Day("2026-06-10"), file.CheckDate);
    }

    [Theory]
    [InlineData("2026-06-01", "2026-06-15")]
    [InlineData("2026-09-18", "2026-10-09")] // The makeup Sunday 09-20 counts, 中秋 and 国庆 do not.
    public void Reply_Any_CanBeDisputedForTenWorkingDays(string replied, string last)
    {
        var clock = Clock();
        var file = clock.Received("2026-06-01");

        clock.Reply(file, At(replied));

        Assert.Equal((Day(last), Day(last).AddDays(1)), (file.DisputeDate, file.CheckDate));
    }

    [Fact]
    public void Reply_WithoutACalendar_WaitsForIt()
    {
        var file = File();

        Clock().Reply(file, At("2026-12-28"));

        Assert.Equal((null, Day("2026-12-29")), (file.DisputeDate, file.CheckDate));
    }

    [Fact]
    public void Receive_YearMissing_RefusesAndChangesNothing()
    {
        var file = File(state: CaseState.Delivered);
        var before = Content(file);

        var error = Assert.Throws<HubException>(() => Clock().Receive(file, At("2026-12-15")));

        Assert.Equal(("CALENDAR_YEAR_MISSING", "2027", "CN", true), (error.Kind.Reason, error.Metadata["year"], error.Metadata["calendar"], error.IsPrecondition));
        Assert.Equal(before, Content(file));
    }

    [Fact]
    public void Resume_YearMissing_RefusesAndChangesNothing()
    {
        var file = Clock(DayOff("2027-01-01", 1)).Received("2026-12-15");
        Clock(DayOff("2027-01-01", 1)).Pause(file, At("2026-12-16"));
        var before = Content(file);

        Assert.Equal("CALENDAR_YEAR_MISSING", Assert.Throws<HubException>(() => Clock().Resume(file, At("2026-12-20"))).Kind.Reason);
        Assert.Equal(before, Content(file));
    }

    [Fact]
    public void Recompute_ChangedCalendar_GivesTheEarlierLimits()
    {
        var file = Clock().Received("2026-06-01");
        var version = file.CalendarVersion;
        Assert.Null(Clock().Recompute(file));

        var earlier = Clock(DayOff("2026-06-08", 2)).Recompute(file);

        Assert.Equal((8, version), (earlier!.ServiceDate.Day, earlier.CalendarVersion));
        Assert.Equal((Day("2026-06-09"), Day("2026-07-01")), (file.ServiceDate, file.LegalDate));
        Assert.NotEqual(version, file.CalendarVersion);
    }

    [Fact]
    public void Recompute_ChangedCalendarAfterTheReply_MovesTheTimeForDisputesToo()
    {
        var clock = Clock();
        var file = clock.Received("2026-06-01");
        (file.State, file.ReplyVersion, file.ReplyEventId) = (CaseState.Replied, 1, ExchangeIds.FirstAt(At("2026-06-03")));
        clock.Reply(file, At("2026-06-03"));
        Assert.Equal(Day("2026-06-17"), file.DisputeDate);

        var earlier = Clock(DayOff("2026-06-17", 2)).Recompute(file);

        Assert.Equal(17, earlier!.DisputeDate.Day);
        Assert.Equal(Day("2026-06-18"), file.DisputeDate);
    }

    [Fact]
    public void Receive_OfficeWithHolidaysOfItsOwn_CountsByThem()
    {
        var file = File(requested: LocalOffice);

        Clock(DayOff("2026-06-08", 1, "5133")).Receive(file, At("2026-06-01"));

        Assert.Equal(Day("2026-06-09"), file.ServiceDate);
        Assert.Contains("5133/2026.1", file.CalendarVersion, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-06-18", "2026-06-22", 1)]
    [InlineData("2026-06-22", "2026-06-22", 0)]
    [InlineData("2026-06-23", "2026-06-18", -2)]
    public void WorkingDaysLeft_BeforeAndAfter_CountsWorkingDays(string today, string date, int left)
        => Assert.Equal(left, Clock().WorkingDaysLeft(File(), Day(today), Day(date)));
}
