using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Reminders, the mark OVERDUE, the alert about a missing receipt, and the end of the time for disputes.</summary>
public abstract class CaseDueTests(string store) : CaseTimeTest(store)
{
    private const int Alert = 1640;

    [SkippableFact]
    public async Task Due_AsDatesPass_GivesEachOnceToBothSides()
    {
        await using var site = await StartShiftedAsync();
        var id = await site.InProgressAsync();
        await site.SichuanInbox.UntilAsync(id, Started);
        var limits = (await site.SummaryAsync(id)).Deadlines;
        Assert.Equal(0, await DueAsync(site));

        ShiftTo(Day(limits.ServiceDate).AddDays(1));
        Assert.Equal(2, await DueAsync(site));
        Assert.Equal(0, await DueAsync(site));
        Assert.Equal([Reminded, Overdue], await GivenAsync(site, id));
        Assert.True((await site.SummaryAsync(id)).Overdue);
        Assert.Equal(CaseState.InProgress, (await site.SummaryAsync(id)).State);

        ShiftTo(WorkingDayAfter(Day(limits.LegalDate), 5));
        Assert.Equal(2, await DueAsync(site));
        Assert.Equal(1, await DueAsync(site));
        Assert.Equal(0, await DueAsync(site));
        Assert.Equal([Reminded, Overdue, Reminded, Overdue, Reminded], await GivenAsync(site, id));

        foreach (var inbox in new[] { site.ChongqingInbox, site.SichuanInbox })
        {
            await inbox.UntilAsync(kept => kept.Count(request => request.CaseEvent.Kind is Reminded or Overdue) == 5);
            var last = inbox.EventsOf(id)[^1];
            Assert.Equal((-5, limits.LegalDate), (last.Notice.WorkingDaysLeft, last.Notice.Deadlines.LegalDate));
        }
    }

    [SkippableFact]
    public async Task Due_OnTwoHubsAtOnce_GivesEachOnce()
    {
        await using var site = await StartShiftedAsync();
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
            ids.Add(await site.InProgressAsync());
        ShiftTo(Day((await site.SummaryAsync(ids[0])).Deadlines.ServiceDate).AddDays(1));
        var other = OtherRunner(site);

        var given = await Task.WhenAll(DueAsync(site), other.RunAsync(CancellationToken.None));

        Assert.Equal(20, given.Sum());
        foreach (var id in ids)
            Assert.Equal([Reminded, Overdue], await GivenAsync(site, id));
    }

    [SkippableFact]
    public async Task Due_AfterALongDowntime_GivesEachOnce()
    {
        await using var site = await StartShiftedAsync();
        var id = await site.InProgressAsync();
        ShiftTo(WorkingDayAfter(Day((await site.SummaryAsync(id)).Deadlines.LegalDate), 20));

        while (await DueAsync(site) > 0)
            Assert.InRange((await GivenAsync(site, id)).Count, 1, 5);

        Assert.Equal([Reminded, Overdue, Reminded, Overdue, Reminded], await GivenAsync(site, id));
    }

    [SkippableFact]
    public async Task Due_NotReceivedForTwoWorkingDays_AlertsOnceAndReceivesNothing()
    {
        await using var site = await StartShiftedAsync();
        var id = (await site.SubmitAsync()).CaseId;
        await site.SichuanInbox.UntilAsync(id, Delivered);
        var today = DateOnly.FromDateTime(Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

        ShiftTo(WorkingDayAfter(today, 2));
        Assert.Equal(0, await DueAsync(site));
        ShiftTo(WorkingDayAfter(today, 2).AddDays(1));
        Assert.Equal(1, await DueAsync(site));
        Assert.Equal(0, await DueAsync(site));

        await site.ChongqingInbox.UntilAsync(id, Unreceived);
        await site.SichuanInbox.UntilAsync(id, Unreceived);
        Assert.Equal(CaseState.Delivered, (await site.SummaryAsync(id)).State);
        Assert.Contains(id, (await site.Hub.Log.First(Alert)).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Due_NotReceivedByTheNextAddressee_AlertsAgain()
    {
        await using var cast = new CaseCast();
        await using var site = await StartShiftedAsync(cast.AddTo);
        var id = (await site.SubmitAsync()).CaseId;
        await site.SichuanInbox.UntilAsync(id, Delivered);
        ShiftTo(DateOnly.FromDateTime(Clock.GetUtcNow().DateTime).AddDays(7));
        Assert.Equal(1, await DueAsync(site));
        await site.Chongqing.DoAsync(ReceiptConfirmed, CaseSite.Answering(id));
        await site.Chongqing.DoAsync(Transferred, CaseSite.Answering(id), CaseCast.SecondChongqing);
        await site.SichuanInbox.UntilAsync(kept => kept.Count(request => request.CaseEvent.Case.CaseId == id && request.CaseEvent.Kind == Delivered) == 2);

        ShiftTo(DateOnly.FromDateTime(Clock.GetUtcNow().DateTime).AddDays(5));
        await DueAsync(site);

        Assert.Equal(2, (await GivenAsync(site, id)).Count(kind => kind == Unreceived));
    }

    [SkippableFact]
    public async Task Reply_NotDisputed_IsClosedByTheHubWhenTheTimeIsOver()
    {
        await using var site = await StartShiftedAsync();
        var id = await RepliedAsync(site);
        var last = Day((await site.SummaryAsync(id)).Deadlines.DisputeDate);

        ShiftTo(last);
        Assert.Equal(0, await DueAsync(site));
        ShiftTo(last.AddDays(1));
        Assert.Equal(1, await DueAsync(site));
        Assert.Equal(0, await DueAsync(site));

        Assert.Equal(CaseState.Closed, (await site.SummaryAsync(id)).State);
        Assert.Equal([Closed], await GivenAsync(site, id));
        await site.ChongqingInbox.UntilAsync(id, Closed);
        await site.SichuanInbox.UntilAsync(id, Closed);
    }

    [SkippableFact]
    public async Task Dispute_OnTheLastDay_IsTakenAndAfterItRefused()
    {
        await using var site = await StartShiftedAsync();
        var (intime, late) = (await RepliedAsync(site), await RepliedAsync(site));
        var last = Day((await site.SummaryAsync(late)).Deadlines.DisputeDate);

        ShiftTo(last);
        Assert.Equal(CaseState.Disputed, (await site.Office.DoAsync(Disputed, CaseSite.Asking(intime))).State);
        ShiftTo(last.AddDays(1));
        var refusal = await RefusedAsync(site.Office.DisputeReplyAsync(new DisputeReplyRequest { Action = CaseSite.Asking(late), Statement = CaseRequests.Statement() }));

        Assert.Equal(("DISPUTE_TOO_LATE", $"{last:yyyy-MM-dd}"), (refusal.Reason, refusal.Metadata["dispute_date"]));
        Assert.Equal(CaseState.Replied, (await site.SummaryAsync(late)).State);
        await DueAsync(site);
        Assert.Equal((CaseState.Disputed, CaseState.Closed), ((await site.SummaryAsync(intime)).State, (await site.SummaryAsync(late)).State));
    }

    [SkippableFact]
    public async Task Act_AfterTheClockWentBack_IsTakenAsOfTheLastEvent()
    {
        await using var site = await StartShiftedAsync();
        Clock.Shift = TimeSpan.FromDays(3);
        var id = await site.InProgressAsync();
        Clock.Shift = TimeSpan.Zero;

        Assert.Equal(CaseState.SupplementRequested, (await site.Chongqing.DoAsync(SupplementRequested, CaseSite.Answering(id))).State);

        var times = (await EventsAsync(site, id)).Where(message => message.Actor is not null).Select(message => message.EventTime.ToDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
    }

    [SkippableFact]
    public async Task Supplement_Awaited_MovesTheServiceDateAndNotTheLegalOne()
    {
        await using var site = await StartShiftedAsync();
        var id = await site.InProgressAsync();
        var before = (await site.SummaryAsync(id)).Deadlines;
        var awaited = (await site.Chongqing.DoAsync(SupplementRequested, CaseSite.Answering(id))).Deadlines;
        Assert.Equal((before.LegalDate, before.LegalDate), (awaited.ServiceDate, awaited.LegalDate));
        ShiftTo(DateOnly.FromDateTime(Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime).AddDays(7)); // Five working days.

        var given = (await site.Office.DoAsync(SupplementProvided, CaseSite.Asking(id))).Deadlines;

        Assert.Equal((WorkingDayAfter(Day(before.ServiceDate), 5), before.LegalDate), (Day(given.ServiceDate), given.LegalDate));
        ShiftTo(Day(given.ServiceDate));
        await DueAsync(site);
        Assert.DoesNotContain(Overdue, await GivenAsync(site, id));
    }

    private static async Task<string> RepliedAsync(CaseSite site)
    {
        var id = await site.InProgressAsync();
        await site.Chongqing.DoAsync(Replied, CaseSite.Answering(id));
        return id;
    }
}

public sealed class CaseDueTestsOnSqlite() : CaseDueTests(StoreOptions.Sqlite);

public sealed class CaseDueTestsOnPostgreSql() : CaseDueTests(StoreOptions.PostgreSql);
