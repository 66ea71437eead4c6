using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Cases that are passed on, within the region and to a third one.</summary>
public abstract class CaseTransferTests(string store) : CaseTimeTest(store)
{
    [SkippableFact]
    public async Task Transfer_WithinTheRegion_BringsTheRequestToTheNextOfficeAndTheClockGoesOn()
    {
        await using var cast = new CaseCast();
        await using var site = await StartShiftedAsync(cast.AddTo);
        var id = await site.InProgressAsync();
        var limits = (await site.SummaryAsync(id)).Deadlines;

        var passed = await site.Chongqing.DoAsync(Transferred, CaseSite.Answering(id), CaseCast.SecondChongqing);
        Assert.Equal((CaseCast.SecondChongqing, CaseRequests.Chongqing), (passed.RequestedOffice, passed.AddressedOffice));
        Assert.Contains("重庆市测试公证处 移送 重庆市第二测试公证处", Assert.Single(passed.Successions), StringComparison.Ordinal);
        await site.ChongqingInbox.UntilAsync(id, Transferred);
        var brought = site.ChongqingInbox.EventsOf(id)[^1].Transfer;
        Assert.Equal(("委托", "办理继承公证（测试）"), (brought.Request.TargetCertificate.Title, brought.Request.Purpose));
        await site.SichuanInbox.UntilAsync(id, Transferred);

        Assert.Equal("CASE_NOT_FOUND", (await RefusedAsync(site.Chongqing.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = CaseSite.Answering(id) }))).Reason);
        ShiftTo(Day(limits.ServiceDate));
        var received = await site.Chongqing.DoAsync(ReceiptConfirmed, CaseRequests.Action(id, CaseCast.SecondChongqing));
        Assert.Equal((limits, CaseState.Received), (received.Deadlines, received.State));
        Assert.Equal(CaseState.Replied, (await site.Chongqing.DoAsync(Replied, CaseRequests.Action(id, CaseCast.SecondChongqing))).State);
    }

    [SkippableFact]
    public async Task Transfer_RestartAgreed_StartsTheClockAgain()
    {
        await using var cast = new CaseCast();
        await using var site = await StartShiftedAsync(cast.AddTo);
        var id = await site.InProgressAsync();
        var limits = (await site.SummaryAsync(id)).Deadlines;
        await site.Chongqing.DoAsync(Transferred, CaseSite.Answering(id), CaseCast.SecondChongqing);
        ShiftTo(Day(limits.ServiceDate).AddDays(1));
        await DueAsync(site);
        Assert.True((await site.SummaryAsync(id)).Overdue);

        await site.Office.DoAsync(RestartAgreed, CaseSite.Asking(id));
        var received = await site.Chongqing.DoAsync(ReceiptConfirmed, CaseRequests.Action(id, CaseCast.SecondChongqing));

        Assert.False(received.Overdue);
        Assert.Equal(WorkingDayAfter(Day(limits.ServiceDate).AddDays(1), 5), Day(received.Deadlines.ServiceDate));
        Assert.True(Day(received.Deadlines.LegalDate) > Day(limits.LegalDate));
        Assert.Equal("CASE_STATE_WRONG", (await RefusedAsync(site.Office.AgreeToRestartAsync(new AgreeToRestartRequest { Action = CaseSite.Asking(id) }))).Reason);
    }

    [SkippableFact]
    public async Task Transfer_DeliveredToTheNextAddressee_CanStillBeAgreedToRestart()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        var id = await site.InProgressAsync();
        await site.Chongqing.DoAsync(Transferred, CaseSite.Answering(id), CaseCast.SecondChongqing);
        await site.SichuanInbox.UntilAsync(kept => kept.Any(request => request.CaseEvent.Case.CaseId == id && request.CaseEvent.Case.Version > 4 && request.CaseEvent.Kind == Delivered));

        var agreed = await site.Office.DoAsync(RestartAgreed, CaseSite.Asking(id));

        Assert.Equal(CaseState.Delivered, agreed.State);
    }

    [SkippableFact]
    public async Task Transfer_ToAThirdRegion_ReachesItAndEndsThePartOfTheSecond()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        await cast.OpenLinkAsync(site.Hub);
        using var channel = site.Hub.Connect(cast.GuizhouCertificate);
        var guizhou = new NotaryAssistanceServiceClient(channel.Invoker);
        var id = await site.InProgressAsync();
        using var watch = site.Chongqing.WatchCase(new WatchCaseRequest { CaseId = id, SeenVersion = (await site.SummaryAsync(id)).Version });
        await watch.ResponseHeadersAsync;
        Assert.Equal("CASE_NOT_FOUND", (await RefusedAsync(guizhou.GetCaseAsync(new GetCaseRequest { CaseId = id }))).Reason);

        await site.Chongqing.DoAsync(Transferred, CaseSite.Answering(id), CaseCast.Guizhou);

        await cast.GuizhouBackOffice.Inbox.UntilAsync(id, Transferred);
        Assert.Equal("委托", cast.GuizhouBackOffice.Inbox.EventsOf(id)[0].Transfer.Request.TargetCertificate.Title);
        await site.SichuanInbox.UntilAsync(id, Transferred);
        Assert.Equal("CASE_NOT_FOUND", (await RefusedAsync(site.Chongqing.GetCaseAsync(new GetCaseRequest { CaseId = id }))).Reason);
        Assert.Empty((await site.Chongqing.ListCasesAsync(new ListCasesRequest())).Cases);
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(CancellationToken.None))
                Assert.True(watch.ResponseStream.Current.Event.Case.Version > 0);
        });
        Assert.Equal(CaseState.Received, (await guizhou.DoAsync(ReceiptConfirmed, CaseRequests.Action(id, CaseCast.Guizhou))).State);
        Assert.Equal(CaseState.Replied, (await guizhou.DoAsync(Replied, CaseRequests.Action(id, CaseCast.Guizhou))).State);
        await site.SichuanInbox.UntilAsync(id, Replied);
        Assert.DoesNotContain(site.ChongqingInbox.EventsOf(id), message => message.Kind == Replied);
    }

    [SkippableFact]
    public async Task Transfer_ToWhereItMayNotGo_IsRefusedAndChangesNothing()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        var id = await site.InProgressAsync();
        await site.SichuanInbox.UntilAsync(id, Started);
        var before = await site.SummaryAsync(id);

        Assert.Equal("transfer.office.uscc SAME_REGION", await ViolationAsync(CaseCast.OtherSichuan));
        Assert.Equal("transfer.office.uscc SAME_REGION", await ViolationAsync(CaseRequests.Sichuan));
        Assert.Equal("transfer.office.uscc SAME_OFFICE", await ViolationAsync(CaseRequests.Chongqing));
        Assert.Equal("transfer.office.uscc NOT_IN_DIRECTORY", await ViolationAsync(new() { Uscc = Domain.UnifiedSocialCreditCode.Complete("32509999", "MD990099"), Name = "重庆市无此测试公证处" }));
        Assert.Equal(before, await site.SummaryAsync(id));

        async Task<string> ViolationAsync(Contracts.Exchange.V1.OfficeReference office)
            => string.Join(", ", (await RefusedAsync(site.Chongqing.TransferCaseAsync(CaseActs.Transfer(CaseSite.Answering(id), office)))).Violations.Select(violation => $"{violation.Field} {violation.Reason}"));
    }
}

public sealed class CaseTransferTestsOnSqlite() : CaseTransferTests(StoreOptions.Sqlite);

public sealed class CaseTransferTestsOnPostgreSql() : CaseTransferTests(StoreOptions.PostgreSql);
