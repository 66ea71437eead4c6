using CsCheck;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Any sequence of legal calls leaves hub, requester and responder in the same state, once deliveries have drained.</summary>
public abstract class CasePropertyTests(ITestOutputHelper output, BackOfficeWay way) : CaseTest(StoreOptions.Sqlite, way)
{
    private const int Samples = 15;
    private const int CaseCount = 3;
    private const int MaxRounds = 20;

    /// <summary>More than a month with all weekends at its ends, and less than the papers are kept.</summary>
    private static readonly TimeSpan LongTime = TimeSpan.FromDays(45);

    private static readonly OfficeReference Second = new() { Uscc = "12519999MB990003XT", Name = "重庆市测试第二公证处" };

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, CaseCount - 1], Gen.Int[0, 59], Gen.Bool, (file, choice, byBackOffice) => new Step(file, choice, byBackOffice));

    private static readonly Gen<Plan> Plans = Gen.Select(Steps.Array[1, 3].Array[1, MaxRounds], Gen.Int[0, 2 * MaxRounds], (rounds, daysPassBefore) => new Plan(rounds, daysPassBefore));

    [SkippableFact]
    public async Task LegalCalls_InAnyOrder_LeaveAllThreeInTheSameState()
    {
        var clock = new ShiftedClock();
        await using var site = await StartAsync((_, options) => options with
        {
            Regions = [.. options.Regions.Select(region => region.Code == "CN-CQ" ? region with { Offices = [.. region.Offices, new OfficeOptions { Uscc = Second.Uscc, Name = Second.Name }] } : region)],
        }, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var sichuan = site.Hub.Connect(site.Hub.SichuanCertificate);

        await Plans.SampleAsync(plan => new Run(site, new NotaryAssistanceServiceClient(sichuan.Invoker), clock).RunAsync(plan), output.WriteLine, iter: Samples, threads: 1, print: plan => plan.ToString());
    }

    /// <summary>One thing that is done: in which case, which of the acts that are legal then, and, where Sichuan acts, by whom.</summary>
    private sealed record Step(int Case, int Choice, bool ByBackOffice);

    /// <summary>What is done: the steps of a round at once, the rounds one after the other; before one of them, days may pass.</summary>
    private sealed record Plan(Step[][] Rounds, int DaysPassBefore)
    {
        public override string ToString() => string.Join("; ", Rounds.Select((round, i) => (i == DaysPassBefore ? "DAYS PASS; " : "") + string.Join(" + ", round.Select(step => $"{step.Case}:{step.Choice}{(step.ByBackOffice ? "b" : "")}"))));
    }

    /// <summary>What all three must agree on.</summary>
    private sealed record Standing(CaseState State, int Version, int ReplyVersion, string Office, bool IsOverdue)
    {
        public static Standing Of(CaseSummary file) => new(file.State, file.Version, file.ReplyVersion, file.RequestedOffice.Uscc, file.Overdue);
    }

    /// <summary>One plan, carried out on cases of its own.</summary>
    private sealed class Run(CaseSite site, NotaryAssistanceServiceClient sichuan, ShiftedClock clock)
    {
        private readonly CaseModel[] _models = [.. Enumerable.Range(0, CaseCount).Select(_ => new CaseModel(CaseRequests.Chongqing, Second))];
        private readonly List<CaseSummary> _askersResponses = [];
        private readonly List<CaseSummary> _answerersResponses = [];

        private IEnumerable<CaseModel> Submitted => _models.Where(model => model.Id.Length > 0);

        public async Task RunAsync(Plan plan)
        {
            for (var i = 0; i < plan.Rounds.Length; i++)
            {
                if (i == plan.DaysPassBefore)
                    await LetDaysPassAsync();
                await RoundAsync(plan.Rounds[i]);
            }
            foreach (var model in Submitted)
                await AgreeAsync(model);
        }

        private async Task RoundAsync(Step[] steps)
        {
            var acts = new List<(CaseModel Model, Act Act, bool ByBackOffice)>();
            foreach (var step in steps)
            {
                var model = _models[step.Case];
                var act = model.Legal[step.Choice % model.Legal.Count];
                if (act != Act.Submit || acts.TrueForAll(item => item.Model != model)) // A case is submitted once.
                    acts.Add((model, act, step.ByBackOffice));
            }
            var results = await Task.WhenAll(acts.Select(async item => (item.Model, item.Act, File: await TryAsync(item.Model, item.Act, item.ByBackOffice))));
            foreach (var ofCase in results.GroupBy(result => result.Model))
                Apply(ofCase.Key, [.. ofCase.Select(result => (result.Act, result.File))]);
        }

        /// <summary>The model does what the hub did, in its order; what the hub refused must have come too late for the model too.</summary>
        private static void Apply(CaseModel model, List<(Act Act, CaseSummary? File)> results)
        {
            var refused = results.Where(result => result.File is null).Select(result => result.Act).ToList();
            foreach (var (act, file) in results.Where(result => result.File is not null).OrderBy(result => result.File!.Version))
            {
                Assert.Contains(act, model.Legal);
                model.Apply(act);
                model.Id = file!.CaseId;
                if (model.State != CaseState.Delivered)
                    Assert.Equal(model.State, file.State);
                refused.RemoveAll(late => !model.Legal.Contains(late));
            }
            Assert.Empty(refused);
        }

        /// <summary>Null where the case was in another state by then.</summary>
        private async Task<CaseSummary?> TryAsync(CaseModel model, Act act, bool byBackOffice)
        {
            try
            {
                var isAskers = act is Act.Submit or Act.GiveSupplement or Act.AgreeToRestart or Act.Dispute or Act.Close or Act.Withdraw;
                var file = isAskers ? await AskAsync(byBackOffice ? sichuan : site.Office, model, act) : await AnswerAsync(model, act);
                var responses = isAskers ? _askersResponses : _answerersResponses;
                lock (responses)
                    responses.Add(file);
                return file;
            }
            catch (RpcException error) when (HubError.From(error) is { Reason: "CASE_STATE_WRONG" or "CASE_NOT_FOUND" })
            {
                return null; // Not found: passed on to the other office meanwhile.
            }
        }

        private static async Task<CaseSummary> AskAsync(NotaryAssistanceServiceClient client, CaseModel model, Act act)
        {
            if (act == Act.Submit)
                return (await client.SubmitCaseAsync(CaseRequests.Submit())).Case;
            var action = CaseSite.Asking(model.Id);
            return act switch
            {
                Act.GiveSupplement => (await client.ProvideSupplementAsync(new ProvideSupplementRequest { Action = action, Supplement = new Supplement { Text = "见附件（测试）" } })).Case,
                Act.AgreeToRestart => (await client.AgreeToRestartAsync(new AgreeToRestartRequest { Action = action })).Case,
                Act.Dispute => (await client.DisputeReplyAsync(new DisputeReplyRequest { Action = action, Statement = CaseRequests.Statement() })).Case,
                Act.Close => (await client.CloseCaseAsync(new CloseCaseRequest { Action = action })).Case,
                _ => (await client.WithdrawCaseAsync(new WithdrawCaseRequest { Action = action, Statement = CaseRequests.Statement() })).Case,
            };
        }

        private async Task<CaseSummary> AnswerAsync(CaseModel model, Act act)
        {
            var action = CaseRequests.Action(model.Id, model.Office);
            return act switch
            {
                Act.Confirm => (await site.Chongqing.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = action })).Case,
                Act.Start => (await site.Chongqing.StartCaseAsync(new StartCaseRequest { Action = action })).Case,
                Act.AskForSupplement => (await site.Chongqing.RequestSupplementAsync(new RequestSupplementRequest { Action = action, SupplementRequest = new SupplementRequest { MissingItems = { "委托书扫描件" } } })).Case,
                Act.PassOn => (await site.Chongqing.TransferCaseAsync(new TransferCaseRequest { Action = action, Transfer = new Transfer { Office = model.Other, Reason = "该公证书由另一公证处保管（测试）。" } })).Case,
                _ => (await site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = action, Reply = CaseRequests.Reply() })).Case,
            };
        }

        /// <summary>All is drained first: what waits longer than a week is given up.</summary>
        private async Task LetDaysPassAsync()
        {
            foreach (var model in Submitted)
                await DrainedAsync(model);
            clock.Shift += LongTime;
            await site.Hub.Services.GetRequiredService<CaseDueRunner>().RunAsync(CancellationToken.None);
            foreach (var model in Submitted)
                model.LetDaysPass();
        }

        private async Task AgreeAsync(CaseModel model)
        {
            var hub = await DrainedAsync(model);
            var standing = Standing.Of(hub.Case);
            Assert.Equal(new Standing(model.State, hub.Events.Count, model.ReplyVersion, model.Office.Uscc, model.IsOverdue), standing);
            Assert.Equal(standing, Latest(site.SichuanInbox, _askersResponses, model.Id));
            var answerers = Latest(site.ChongqingInbox, _answerersResponses, model.Id);
            // That it was delivered is the addressee's own doing, and nobody tells it.
            if (hub.Events[^1].Kind == CaseEventKind.Delivered)
                answerers = answerers with { State = CaseState.Delivered, Version = answerers.Version + 1 };
            Assert.Equal(standing, answerers);
        }

        /// <summary>How a case stands for a region: by the latest of what it was brought, in order, and what its own calls were answered.</summary>
        private static Standing Latest(StubInbox inbox, List<CaseSummary> responses, string caseId)
        {
            var brought = inbox.EventsOf(caseId).Select(message => message.Case).ToList();
            Assert.Equal(brought.Select(file => file.Version).Distinct().Order(), brought.Select(file => file.Version));
            return Standing.Of(brought.Concat(responses.Where(file => file.CaseId == caseId)).MaxBy(file => file.Version)!);
        }

        private async Task<GetCaseResponse> DrainedAsync(CaseModel model)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            GetCaseResponse shown;
            while ((shown = await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = model.Id })).PendingDeliveryCount > 0)
                await again.WaitForNextTickAsync(timeout.Token);
            return shown;
        }
    }
}

public sealed class CasePropertyTestsByDialOut(ITestOutputHelper output) : CasePropertyTests(output, BackOfficeWay.DialOut);

public sealed class CasePropertyTestsByLink(ITestOutputHelper output) : CasePropertyTests(output, BackOfficeWay.Link);
