using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>A write that is repeated with its request id gets the first result, and does nothing twice.</summary>
public abstract class CaseIdempotencyTests(string store) : CaseTest(store)
{
    [SkippableFact]
    public async Task Submit_Repeated_GetsTheFirstResultEvenAfterLaterEvents()
    {
        await using var site = await StartAsync();
        var request = CaseRequests.Submit();
        var first = await site.Office.SubmitCaseAsync(request);
        var id = first.Case.CaseId;
        await site.Chongqing.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = CaseSite.Answering(id) });

        var again = await site.Office.SubmitCaseAsync(request);

        Assert.Equal(first.ToByteArray(), again.ToByteArray());
        Assert.Single((await site.Office.ListCasesAsync(new ListCasesRequest())).Cases);
        Assert.Equal(again.Receipt.ExchangeId, (await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = id })).Events[0].EventId);
        await site.ChongqingInbox.UntilAsync(id, CaseEventKind.Submitted);
        Assert.Single(site.ChongqingInbox.EventsOf(id));
    }

    [SkippableFact]
    public async Task Acts_EachRepeatedAfterLaterOnes_GetTheirFirstResults()
    {
        await using var site = await StartAsync();
        var id = (await site.SubmitAsync()).CaseId;
        var calls = new List<(Func<Task<IMessage>> Call, byte[] First)>();

        await CallAsync(site.Chongqing.ConfirmReceiptAsync, new ConfirmReceiptRequest { Action = CaseSite.Answering(id) });
        await CallAsync(site.Chongqing.StartCaseAsync, new StartCaseRequest { Action = CaseSite.Answering(id) });
        await CallAsync(site.Chongqing.RequestSupplementAsync, new RequestSupplementRequest { Action = CaseSite.Answering(id), SupplementRequest = new SupplementRequest { MissingItems = { "委托书" } } });
        await CallAsync(site.Office.ProvideSupplementAsync, new ProvideSupplementRequest { Action = CaseSite.Asking(id), Supplement = new Supplement { Text = "补充" } });
        await CallAsync(site.Chongqing.ReplyToCaseAsync, new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = CaseRequests.Reply() });
        await CallAsync(site.Office.DisputeReplyAsync, new DisputeReplyRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() });
        var version = (await site.SummaryAsync(id)).Version;

        foreach (var (call, first) in calls)
            Assert.Equal(first, (await call()).ToByteArray());
        Assert.Equal(version, (await site.SummaryAsync(id)).Version);

        async Task CallAsync<TRequest, TResponse>(Func<TRequest, Metadata?, DateTime?, CancellationToken, AsyncUnaryCall<TResponse>> act, TRequest request)
            where TResponse : IMessage
        {
            Func<Task<IMessage>> call = async () => await act(request, null, null, default);
            calls.Add((call, (await call()).ToByteArray()));
        }
    }

    [SkippableFact]
    public async Task Transfer_RepeatedByTheRegionThatHasNoPartAnyMore_GetsTheFirstResult()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        var id = await site.InProgressAsync();
        var request = CaseActs.Transfer(CaseSite.Answering(id), CaseCast.Guizhou);
        var first = await site.Chongqing.TransferCaseAsync(request);

        var again = await site.Chongqing.TransferCaseAsync(request);

        Assert.Equal(first.ToByteArray(), again.ToByteArray());
        Assert.Equal("CASE_NOT_FOUND", (await RefusedAsync(site.Chongqing.TransferCaseAsync(CaseActs.Transfer(CaseSite.Answering(id), CaseCast.SecondChongqing)))).Reason);
    }

    [SkippableFact]
    public async Task Submit_SixteenAtOnceWithOneId_MakeOneCase()
    {
        await using var site = await StartAsync();
        var request = CaseRequests.Submit();

        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ => await site.Office.SubmitCaseAsync(request)));

        Assert.Single(responses.Select(response => response.ToByteString()).Distinct());
        await using var context = await site.Hub.DatabaseAsync();
        Assert.Equal(1, await context.CaseFiles.CountAsync());
        Assert.Equal(1, await context.CaseEvents.CountAsync(entry => entry.Kind == CaseEventKind.Submitted));
    }

    [SkippableFact]
    public async Task Act_SixteenAtOnceWithOneId_AreOneEvent()
    {
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        var version = (await site.SummaryAsync(id)).Version;
        var request = new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = CaseRequests.Reply() };

        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ => await site.Chongqing.ReplyToCaseAsync(request)));

        Assert.Single(responses.Select(response => response.ToByteString()).Distinct());
        var file = await site.SummaryAsync(id);
        Assert.Equal((version + 1, 1), (file.Version, file.ReplyVersion));
    }

    [SkippableFact]
    public async Task RequestId_WithAnotherBody_IsRefused()
    {
        await using var site = await StartAsync();
        var request = CaseRequests.Submit();
        var id = (await site.Office.SubmitCaseAsync(request)).Case.CaseId;
        request.Request.Questions[0].Text = "该公证书是否有效？";
        var withdrawal = new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() };
        await site.Office.WithdrawCaseAsync(withdrawal);
        withdrawal.Action.OperatorName = "测试戊";

        var submitted = await RefusedAsync(site.Office.SubmitCaseAsync(request));
        var withdrawn = await RefusedAsync(site.Office.WithdrawCaseAsync(withdrawal));

        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (submitted.Code, submitted.Reason));
        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (withdrawn.Code, withdrawn.Reason));
    }

    [SkippableFact]
    public async Task RequestId_OfAnotherCallerOrMethod_IsAnotherOne()
    {
        await using var site = await StartAsync();
        using var channel = site.Hub.Connect(site.Hub.SichuanCertificate);
        var (ours, theirs) = (CaseRequests.Submit(), CaseRequests.Submit());
        theirs.Header.RequestId = ours.Header.RequestId;
        var first = await site.Office.SubmitCaseAsync(ours);

        var second = await new NotaryAssistanceServiceClient(channel.Invoker).SubmitCaseAsync(theirs);
        var withdrawal = new WithdrawCaseRequest { Action = CaseSite.Asking(first.Case.CaseId), Statement = CaseRequests.Statement() };
        withdrawal.Action.RequestId = ours.Header.RequestId;
        var withdrawn = await site.Office.WithdrawCaseAsync(withdrawal);

        Assert.NotEqual(first.Case.CaseId, second.Case.CaseId);
        Assert.Equal(CaseState.Withdrawn, withdrawn.Case.State);
    }

    [SkippableFact]
    public async Task Act_Refused_CanBeRepeatedWithItsIdWhenItsTimeHasCome()
    {
        await using var site = await StartAsync();
        var id = (await site.SubmitAsync()).CaseId;
        var start = new StartCaseRequest { Action = CaseSite.Answering(id) };
        Assert.Equal("CASE_STATE_WRONG", (await RefusedAsync(site.Chongqing.StartCaseAsync(start))).Reason);
        await site.Chongqing.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = CaseSite.Answering(id) });

        var started = await site.Chongqing.StartCaseAsync(start);

        Assert.Equal(CaseState.InProgress, started.Case.State);
        Assert.Equal(started.ToByteArray(), (await site.Chongqing.StartCaseAsync(start)).ToByteArray());
    }

    [SkippableFact]
    public async Task Submit_RepeatedAfterTheHubWasKilled_GetsTheFirstResult()
    {
        await using var setup = await CreateSetupAsync();
        var request = CaseRequests.Submit();
        SubmitCaseResponse first;
        await using (var hub = await HubProcess.StartAsync(setup))
        {
            using var channel = setup.Connect(hub.Address);
            first = await new NotaryAssistanceServiceClient(channel.Invoker).SubmitCaseAsync(request);
            await hub.KillAsync();
        }

        await using var restarted = await HubProcess.StartAsync(setup);
        using var next = setup.Connect(restarted.Address);
        var client = new NotaryAssistanceServiceClient(next.Invoker);

        Assert.Equal(first.ToByteArray(), (await client.SubmitCaseAsync(request)).ToByteArray());
        await setup.Chongqing.Inbox.UntilAsync(first.Case.CaseId, CaseEventKind.Submitted);
        Assert.Single((await client.ListCasesAsync(new ListCasesRequest())).Cases);
    }
}

public sealed class CaseIdempotencyTestsOnSqlite() : CaseIdempotencyTests(StoreOptions.Sqlite);

public sealed class CaseIdempotencyTestsOnPostgreSql() : CaseIdempotencyTests(StoreOptions.PostgreSql);
