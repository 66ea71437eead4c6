using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Calendars that change, or are missing.</summary>
public abstract class CaseCalendarTests(string store) : CaseTimeTest(store)
{
    private const int MissingYear = 1623;

    private static readonly int NextYear = TimeProvider.System.GetUtcNow().Year + 1;

    [SkippableFact]
    public async Task Calendar_Changed_MovesTheLimitsAndTellsBothSidesTheEarlierOnes()
    {
        await using var site = await StartShiftedAsync();
        var id = await site.InProgressAsync();
        var before = (await site.SummaryAsync(id)).Deadlines;
        Assert.Equal(0, await DueAsync(site));
        AddHoliday(site, Day(before.LegalDate));
        site.Hub.Reload();

        Assert.Equal(1, await DueAsync(site));
        Assert.Equal(0, await DueAsync(site));

        var present = (await site.SummaryAsync(id)).Deadlines;
        Assert.Equal((before.ServiceDate, WorkingDayAfter(Day(before.LegalDate))), (present.ServiceDate, Day(present.LegalDate)));
        Assert.NotEqual(before.CalendarVersion, present.CalendarVersion);
        foreach (var inbox in new[] { site.ChongqingInbox, site.SichuanInbox })
        {
            await inbox.UntilAsync(id, DeadlinesMoved);
            var notice = inbox.EventsOf(id)[^1].Notice;
            Assert.Equal((before, present), (notice.EarlierDeadlines, notice.Deadlines));
        }
    }

    [SkippableFact]
    public async Task Calendar_ChangedWhileDisputesArePossible_MovesTheirEnd()
    {
        await using var site = await StartShiftedAsync();
        var id = await site.InProgressAsync();
        await site.Chongqing.DoAsync(Replied, CaseSite.Answering(id));
        await DueAsync(site);
        var last = Day((await site.SummaryAsync(id)).Deadlines.DisputeDate);
        AddHoliday(site, last);
        site.Hub.Reload();
        ShiftTo(WorkingDayAfter(last));

        Assert.Equal(1, await DueAsync(site));

        Assert.Equal([DeadlinesMoved], await GivenAsync(site, id));
        Assert.Equal(CaseState.Disputed, (await site.Office.DoAsync(Disputed, CaseSite.Asking(id))).State);
    }

    [SkippableFact]
    public async Task ConfirmReceipt_YearWithoutACalendar_IsRefusedUntilAnOperatorAddsIt()
    {
        await using var site = await StartShiftedAsync((hub, options) =>
        {
            File.Delete(NextButOne(hub));
            return options;
        });
        ShiftTo(new DateOnly(NextYear, 12, 20));
        var id = (await site.SubmitAsync()).CaseId;
        await site.SichuanInbox.UntilAsync(id, Delivered);
        var confirmation = new ConfirmReceiptRequest { Action = CaseSite.Answering(id) };

        var refusal = await RefusedAsync(site.Chongqing.ConfirmReceiptAsync(confirmation));

        Assert.Equal(("CALENDAR_YEAR_MISSING", $"{NextYear + 1}", "hub"), (refusal.Reason, refusal.Metadata["year"], refusal.Side));
        Assert.Contains($"{NextYear + 1}", refusal.Text, StringComparison.Ordinal);
        var file = await site.SummaryAsync(id);
        Assert.Equal((CaseState.Delivered, 2, null), (file.State, file.Version, file.Deadlines));
        TestCalendars.Write(Path.GetDirectoryName(NextButOne(site.Hub))!);
        site.Hub.Reload();
        Assert.Equal(NextYear + 1, (await site.Chongqing.ConfirmReceiptAsync(confirmation)).Case.Deadlines.LegalDate.Year);
    }

    [SkippableFact]
    public async Task Reply_YearWithoutACalendar_IsTakenAndTheEndOfDisputesFollows()
    {
        await using var site = await StartShiftedAsync();
        ShiftTo(new DateOnly(NextYear, 12, 20));
        var id = await site.InProgressAsync();
        File.Delete(NextButOne(site.Hub));
        site.Hub.Reload();
        site.Hub.Log.Allow(MissingYear);

        var replied = await site.Chongqing.DoAsync(Replied, CaseSite.Answering(id));
        Assert.Null(replied.Deadlines.DisputeDate);
        ShiftTo(new DateOnly(NextYear, 12, 22));
        Assert.Equal(0, await DueAsync(site));
        Assert.Contains($"{NextYear + 1}", (await site.Hub.Log.First(MissingYear)).Text, StringComparison.Ordinal);

        TestCalendars.Write(Path.GetDirectoryName(NextButOne(site.Hub))!);
        site.Hub.Reload();
        await DueAsync(site);
        Assert.Equal(WorkingDayAfter(new DateOnly(NextYear, 12, 20), 10), Day((await site.SummaryAsync(id)).Deadlines.DisputeDate));
    }

    /// <summary>How many working days it is late can't be said without a calendar: then nothing is marked as given that was not.</summary>
    [SkippableFact]
    public async Task Overdue_YearWithoutACalendar_IsGivenWhenItIsAdded()
    {
        await using var site = await StartShiftedAsync();
        ShiftTo(new DateOnly(NextYear, 12, 15));
        var id = await site.InProgressAsync();
        File.Delete(NextButOne(site.Hub));
        site.Hub.Reload();
        site.Hub.Log.Allow(MissingYear);
        ShiftTo(new DateOnly(NextYear + 1, 1, 6));

        await DueAsync(site);
        Assert.DoesNotContain(Overdue, await GivenAsync(site, id));
        Assert.False((await site.SummaryAsync(id)).Overdue);

        TestCalendars.Write(Path.GetDirectoryName(NextButOne(site.Hub))!);
        site.Hub.Reload();
        await DueAsync(site);
        Assert.Contains(Overdue, await GivenAsync(site, id));
        Assert.True((await site.SummaryAsync(id)).Overdue);
    }

    private static string NextButOne(TestHub hub) => hub.FileName($"calendars/CN-{NextYear + 1}.json");

    /// <summary>A new edition of the day's year.</summary>
    private static void AddHoliday(CaseSite site, DateOnly day) => File.WriteAllText(site.Hub.FileName($"calendars/CN-{day.Year}.json"), $$"""
        { "region": "CN", "division_prefix": "", "year": {{day.Year}}, "version": "{{day.Year}}.901", "notice_no": "测试", "published": "{{day.Year - 1}}-11-01",
          "days": [ { "from": "{{day:yyyy-MM-dd}}", "to": "{{day:yyyy-MM-dd}}", "kind": "HOLIDAY", "name": "测试" } ] }
        """);
}

public sealed class CaseCalendarTestsOnSqlite() : CaseCalendarTests(StoreOptions.Sqlite);

public sealed class CaseCalendarTestsOnPostgreSql() : CaseCalendarTests(StoreOptions.PostgreSql);
