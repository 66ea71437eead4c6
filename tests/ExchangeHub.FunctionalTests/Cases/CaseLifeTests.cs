using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>The life of a case, as both sides see it.</summary>
public abstract class CaseLifeTests(string store, BackOfficeWay way = BackOfficeWay.DialOut) : CaseTest(store, way)
{
    [SkippableFact]
    public async Task Case_SubmittedToClosed_ReachesBothSidesInOrder()
    {
        await using var site = await StartAsync();
        var submitted = await site.Office.SubmitCaseAsync(CaseRequests.Submit());
        var id = submitted.Case.CaseId;
        Assert.Equal((1, CaseState.Submitted), (submitted.Case.Version, submitted.Case.State));
        await site.ChongqingInbox.UntilAsync(id, CaseEventKind.Submitted);
        await site.SichuanInbox.UntilAsync(id, CaseEventKind.Delivered);

        var received = await site.Chongqing.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = CaseSite.Answering(id) });
        Assert.Equal(CaseState.Received, received.Case.State);
        Assert.NotNull(received.Case.Deadlines.LegalDate);
        await site.Chongqing.StartCaseAsync(new StartCaseRequest { Action = CaseSite.Answering(id) });
        var missing = await site.Chongqing.RequestSupplementAsync(new RequestSupplementRequest { Action = CaseSite.Answering(id), SupplementRequest = new SupplementRequest { MissingItems = { "委托书扫描件" } } });
        Assert.Equal(CaseState.SupplementRequested, missing.Case.State);
        await site.Office.ProvideSupplementAsync(new ProvideSupplementRequest { Action = CaseSite.Asking(id), Supplement = new Supplement { Text = "见附件（测试）" } });
        var replied = await site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = CaseRequests.Reply() });
        Assert.Equal((1, ReplyOutcome.Answered), (replied.Case.ReplyVersion, replied.Case.ReplyOutcome));
        var closed = await site.Office.CloseCaseAsync(new CloseCaseRequest { Action = CaseSite.Asking(id) });
        Assert.Equal(CaseState.Closed, closed.Case.State);

        await site.ChongqingInbox.UntilAsync(id, CaseEventKind.Closed);
        await site.SichuanInbox.UntilAsync(id, CaseEventKind.Closed);
        Assert.Equal([CaseEventKind.Submitted, CaseEventKind.SupplementProvided, CaseEventKind.Closed], Kinds(site.ChongqingInbox, id));
        Assert.Equal(
            [CaseEventKind.Submitted, CaseEventKind.Delivered, CaseEventKind.ReceiptConfirmed, CaseEventKind.Started, CaseEventKind.SupplementRequested, CaseEventKind.SupplementProvided, CaseEventKind.Replied, CaseEventKind.Closed],
            Kinds(site.SichuanInbox, id));
        Assert.Equal("（2024）渝测证字第𠮷1号", site.ChongqingInbox.EventsOf(id)[0].Request.TargetCertificate.Number.Raw);
        Assert.Equal("办理继承公证（测试）", site.ChongqingInbox.EventsOf(id)[0].Request.Purpose);

        var shown = await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = id });
        Assert.Equal(8, shown.Case.Version);
        Assert.Equal(8, shown.Events.Count);
        Assert.Equal(1, shown.Reply.ReplyVersion);
        Assert.Equal("委托", shown.Request.TargetCertificate.Title);
        await site.UntilAcknowledgedAsync();
        await EveryEventIsRecordedAsync(site, id, shown);
    }

    [SkippableFact]
    public async Task Reply_AfterWithdrawal_IsKeptMarkedLateAndDelivered()
    {
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        await site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() });

        var late = await site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = CaseRequests.Reply() });

        Assert.Equal((CaseState.Withdrawn, 1), (late.Case.State, late.Case.ReplyVersion));
        await site.SichuanInbox.UntilAsync(id, CaseEventKind.Replied);
        var brought = site.SichuanInbox.EventsOf(id)[^1];
        Assert.True(brought.Late);
        Assert.Equal("(2026)渝测证复字第1号", brought.Reply.ReplyNumber);
    }

    [SkippableFact]
    public async Task Reply_Corrected_KeepsTheEarlierOne()
    {
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        await site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = CaseRequests.Reply() });
        var correction = CaseRequests.Reply();
        correction.CertificateFinding = CertificateFinding.Revoked;

        var corrected = await site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = correction });

        Assert.Equal(2, corrected.Case.ReplyVersion);
        await site.SichuanInbox.UntilAsync(kept => kept.Count(request => request.CaseEvent.Kind == CaseEventKind.Replied) == 2);
        Assert.Equal([CertificateFinding.Authentic, CertificateFinding.Revoked], site.SichuanInbox.EventsOf(id).Where(message => message.Reply is not null).Select(message => message.Reply.CertificateFinding));
    }

    [SkippableFact]
    public async Task Act_OfSomebodyWithoutAPart_FindsNoCase()
    {
        System.Security.Cryptography.X509Certificates.X509Certificate2 third = null!;
        await using var site = await StartAsync((hub, options) =>
        {
            third = TestPki.Client(hub.Pki.Sichuan, "sc-third");
            return options with
            {
                Regions = [.. options.Regions.Select(region => region.Code == "CN-SC" ? region with { Offices = [.. region.Offices, new OfficeOptions { Uscc = "12519999MB990003XT", Name = "四川省绵阳市测试公证处" }] } : region)],
                Participants = [.. options.Participants, TestHub.Participant("sc-third", "CN-SC", "notary-office", third) with { Offices = ["12519999MB990003XT"] }],
            };
        });
        var id = await site.InProgressAsync();
        using var channel = site.Hub.Connect(third);
        var client = new NotaryAssistanceService.NotaryAssistanceServiceClient(channel.Invoker);
        var office = new Contracts.Exchange.V1.OfficeReference { Uscc = "12519999MB990003XT", Name = "四川省绵阳市测试公证处" };

        Assert.Equal("CASE_NOT_FOUND", (await RefusedAsync(client.GetCaseAsync(new GetCaseRequest { CaseId = id }))).Reason);
        Assert.Equal("CASE_NOT_FOUND", (await RefusedAsync(client.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseRequests.Action(id, office), Statement = CaseRequests.Statement() }))).Reason);
        Assert.Equal("OFFICE_NOT_REPRESENTED", (await RefusedAsync(client.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() }))).Reason);
        Assert.Empty((await client.ListCasesAsync(new ListCasesRequest())).Cases);
    }

    [SkippableFact]
    public async Task Act_InWrongState_NamesStateAndWhatIsAllowed()
    {
        await using var site = await StartAsync();
        var file = await site.SubmitAsync();

        var refusal = await RefusedAsync(site.Chongqing.StartCaseAsync(new StartCaseRequest { Action = CaseSite.Answering(file.CaseId) }));

        Assert.Equal((StatusCode.FailedPrecondition, "CASE_STATE_WRONG", "caller"), (refusal.Code, refusal.Reason, refusal.Side));
        Assert.Contains("CASE_EVENT_KIND_RECEIPT_CONFIRMED", refusal.Metadata["allowed"], StringComparison.Ordinal);
        Assert.StartsWith("CASE_STATE_", refusal.Metadata["state"], StringComparison.Ordinal);
        var refused = Assert.Single(await site.Hub.LedgerAsync(), entry => entry.Outcome == ExchangeOutcome.Refused);
        Assert.Equal("CASE_STATE_WRONG", refused.Reason);
    }

    [SkippableFact]
    public async Task Act_TwoAtOnce_OneWinsAndTheOtherIsTold()
    {
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        var version = (await site.SummaryAsync(id)).Version;

        var calls = Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                if (i % 2 == 0)
                    await site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id, version), Reply = CaseRequests.Reply() });
                else
                    await site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id, version), Statement = CaseRequests.Statement() });
                return StatusCode.OK;
            }
            catch (RpcException error)
            {
                return error.StatusCode;
            }
        });
        var results = await Task.WhenAll(calls);

        Assert.Equal(1, results.Count(code => code == StatusCode.OK));
        Assert.Equal(7, results.Count(code => code == StatusCode.Aborted));
        Assert.Equal(version + 1, (await site.SummaryAsync(id)).Version);
    }

    [SkippableFact]
    public async Task Submit_LetterNumberAgain_IsRefused()
    {
        await using var site = await StartAsync();
        var first = CaseRequests.Submit();
        await site.Office.SubmitCaseAsync(first);
        var second = CaseRequests.Submit();
        second.Request.LetterNumber = first.Request.LetterNumber;

        Assert.Equal("LETTER_NUMBER_USED", (await RefusedAsync(site.Office.SubmitCaseAsync(second))).Reason);
    }

    [SkippableFact]
    public async Task Submit_Invalid_NamesEveryViolation()
    {
        await using var site = await StartAsync();
        var request = CaseRequests.Submit();
        request.Request.Questions[1].Number = 7;
        request.Request.ApproverName = request.Request.Handler.Name;
        request.Request.Urgency = Urgency.Critical;
        request.Request.TargetCertificate = null;
        request.Header.OwnCaseNumber = "";

        var refusal = await RefusedAsync(site.Office.SubmitCaseAsync(request));

        Assert.Equal(
            ["header.own_case_number", "request.approver_name", "request.questions[1].number", "request.target_certificate", "request.urgency_reason"],
            refusal.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Submit_ToAWholeRegion_IsRefused()
    {
        await using var site = await StartAsync();
        var request = CaseRequests.Submit();
        request.Header.TargetRegion = "CN-CQ";

        Assert.Equal("header.target_office", Assert.Single((await RefusedAsync(site.Office.SubmitCaseAsync(request))).Violations).Field);
    }

    [SkippableFact]
    public async Task ListCases_Filtered_PagesThroughAll()
    {
        await using var site = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add((await site.SubmitAsync()).CaseId);
        await site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(ids[0]), Statement = CaseRequests.Statement() });
        var request = new ListCasesRequest { PageSize = 2, States = { CaseState.Submitted, CaseState.Delivered } };

        var listed = new List<string>();
        do
        {
            var page = await site.Office.ListCasesAsync(request);
            Assert.True(page.Cases.Count <= 2);
            listed.AddRange(page.Cases.Select(file => file.CaseId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(ids.Skip(1).Reverse(), listed);
        request.PageToken = (await site.Office.ListCasesAsync(new ListCasesRequest { PageSize = 1 })).NextPageToken;
        Assert.Equal("PAGE_TOKEN_INVALID", (await RefusedAsync(site.Office.ListCasesAsync(request))).Reason);
    }

    private static async Task EveryEventIsRecordedAsync(CaseSite site, string caseId, GetCaseResponse shown)
    {
        var ledger = (await site.Hub.LedgerAsync()).ToDictionary(entry => entry.Id);
        foreach (var message in shown.Events)
            Assert.Equal(Guid.Parse(caseId), ledger[Guid.Parse(message.EventId)].ExchangeId);
        // What was brought is recorded under the attempt's id on both sides, with the same fingerprint.
        foreach (var row in site.Hub.Chongqing.Ledger)
            Assert.Equal(row.Fingerprint.Limb0, (uint)ledger[row.Id].Fingerprint0);
        Assert.NotEmpty(site.Hub.Chongqing.Ledger);
    }

    private static IEnumerable<CaseEventKind> Kinds(StubInbox inbox, string caseId) => inbox.EventsOf(caseId).Select(message => message.Kind);
}

public sealed class CaseLifeTestsOnSqlite() : CaseLifeTests(StoreOptions.Sqlite);

public sealed class CaseLifeTestsByLink() : CaseLifeTests(StoreOptions.Sqlite, BackOfficeWay.Link);

public sealed class CaseLifeTestsOnPostgreSql() : CaseLifeTests(StoreOptions.PostgreSql);
