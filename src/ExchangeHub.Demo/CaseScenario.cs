using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Cases;
using ExchangeHub.SampleRegion.Questions;

namespace ExchangeHub.Demo;

/// <summary>
/// Requests for assistance (协查函) in both directions: one from its submission to its end with papers both ways, one that is
/// refused, one that is passed on, one to an office by its old name, and one that becomes overdue.
/// </summary>
internal sealed class CaseScenario(DemoWorld world, string language, StepLog log)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (asking, asked) in Scenario.Directions)
        {
            using var sides = new CaseSides(world, language, asking, asked);
            await LifeAsync(new CaseSteps(sides, log, "case", "协查", cancellationToken), WholeAsync);
            await LifeAsync(new CaseSteps(sides, log, "sealed will", "协查·遗嘱密卷", cancellationToken), RefusedAsync);
            await LifeAsync(new CaseSteps(sides, log, "wrong office", "协查·移送", cancellationToken), TransferredAsync);
            await LifeAsync(new CaseSteps(sides, log, "old name", "协查·机构沿革", cancellationToken), OldNameAsync);
        }
        await OverdueAsync(cancellationToken);
        await log.DoAsync("all deliveries are made", "全部送达", "hub", "-", DeliveryDrain.Drained, () => DeliveryDrain.WaitAsync(world, language, cancellationToken));
        // Only now: a delivery of the later day would wait for it, and so would the lease, which the hub gives back when it stops.
        world.Clock.Reset();
    }

    /// <summary>The notary office submits one case, and waits until the region that is asked has replied by itself.</summary>
    public async Task AutomaticAsync(string asking, string asked, CancellationToken cancellationToken)
    {
        using var sides = new CaseSides(world, language, asking, asked);
        await LifeAsync(new CaseSteps(sides, log, "case", "协查", cancellationToken), async steps =>
        {
            await steps.SubmitAsync(sides.OfficeName, Request(sides, "certificate/authentic"), SubmitByOffice(steps));
            await steps.SeeAsync("reply", "复函", sides.AnsweringDeskName, CaseEventKind.Replied, "Replied Answered");
        });
    }

    /// <summary>A request of the sample to a region, from the office of another that asks in the demo.</summary>
    /// <param name="asking">The region that asks.</param>
    /// <param name="asked">The region that is asked.</param>
    /// <param name="question">The ready-made question.</param>
    public static SubmitCaseRequest Request(string asking, string asked, string question)
        => Sample(asked, question).Submit(Scenario.Header(asking), $"测试证协函第{Guid.NewGuid():N}号");

    /// <summary>By the notary office itself: submitted, received, supplemented, replied to with a paper, closed.</summary>
    private static async Task WholeAsync(CaseSteps steps)
    {
        var (sides, cancellationToken) = (steps.Sides, steps.CancellationToken);
        var request = Request(sides, "certificate/authentic");
        await steps.DoAsync("upload a paper", "上传材料", sides.OfficeName, sides.Asked, "OK", async () =>
        {
            request.Request.Materials.Add(await DemoPaper.UploadAsync(sides.OfficeChannel, "测试公证书扫描件", request.Header.RequestingOffice, cancellationToken));
            return new StepOutcome("OK");
        });
        await steps.SubmitAsync(sides.OfficeName, request, SubmitByOffice(steps));
        await steps.SeeDeliveredAsync();
        await steps.DoAsync("download the paper", "下载材料并核对摘要", sides.AnsweringDeskName, sides.Asking, DemoPaper.Same, async () =>
            await DemoPaper.CompareAsync(sides.AnsweringChannel, (await steps.BroughtRequestAsync()).Materials[0], cancellationToken));
        await steps.ConfirmReceiptAsync();
        await steps.AnsweringAsync("start", "开始办理", "InProgress", action => sides.AnsweringDesk.StartAsync(action, cancellationToken: cancellationToken));
        await steps.AnsweringAsync("ask for a supplement", "要求补充材料", "SupplementRequested", action =>
            sides.AnsweringDesk.RequestSupplementAsync(action, new SupplementRequest { MissingItems = { "测试：当事人身份证明" } }, cancellationToken: cancellationToken));
        await steps.AskingAsync("give the supplement", "补充材料", sides.OfficeName, "InProgress", async action =>
        {
            var paper = await DemoPaper.UploadAsync(sides.OfficeChannel, "测试身份证明", action.ActingOffice, cancellationToken);
            var answer = await sides.Office.ProvideSupplementAsync(new ProvideSupplementRequest { Action = action, Supplement = new Supplement { Text = "见附件（测试）", Materials = { paper } } }, cancellationToken: cancellationToken);
            return new ActOutcome(answer.Receipt, answer.Case);
        });
        await steps.ReplyAsync(ReplyOutcome.Answered, async reply =>
        {
            var paper = await DemoPaper.UploadAsync(sides.AnsweringChannel, "测试卷宗复印件", steps.Case.RequestedOffice, cancellationToken);
            reply.Evidence.Add(new AssistanceEvidence { Document = paper, Method = AnswerSource.Archive });
        });
        await ReadReplyAsync(steps, "Answered Authentic");
        await steps.DoAsync("download the evidence", "下载证据并核对摘要", sides.OfficeName, sides.Asked, DemoPaper.Same, async () =>
            await DemoPaper.CompareAsync(sides.OfficeChannel, (await FetchReplyAsync(steps)).Evidence[0].Document, cancellationToken));
        await steps.AskingAsync("close", "办结", sides.OfficeName, "Closed Answered", async action =>
        {
            var answer = await sides.Office.CloseCaseAsync(new CloseCaseRequest { Action = action }, cancellationToken: cancellationToken);
            return new ActOutcome(answer.Receipt, answer.Case);
        });
    }

    /// <summary>By the back office's desk: about a will whose testator lives.</summary>
    private static async Task RefusedAsync(CaseSteps steps)
    {
        await SubmitAndReceiveAsync(steps, Request(steps.Sides, "certificate/sealed-will"));
        await steps.ReplyAsync(ReplyOutcome.Refused);
        await ReadReplyAsync(steps, "Refused SealedWillTestatorAlive");
        await CloseByDeskAsync(steps, ReplyOutcome.Refused);
    }

    /// <summary>By the back office's desk: to an office that does not keep the file, which passes it on to the one that does.</summary>
    private static async Task TransferredAsync(CaseSteps steps)
    {
        var (sides, cancellationToken) = (steps.Sides, steps.CancellationToken);
        await SubmitAndReceiveAsync(steps, Request(sides, "certificate/not-our-office"));
        await steps.AnsweringAsync("transfer", "移送", "Transferred", async action =>
            await sides.AnsweringDesk.TransferAsync(action, (await steps.DecideAsync<CaseDecision.PassOn>()).Transfer, cancellationToken: cancellationToken));
        await steps.SeeDeliveredAsync();
        await steps.AskingAsync("agree that the clock starts again", "同意重新计时", sides.AskingDeskName, "Delivered", action => sides.AskingDesk.AgreeToRestartAsync(action, cancellationToken: cancellationToken));
        await steps.ConfirmReceiptAsync();
        await steps.ReplyAsync(ReplyOutcome.Answered);
        await CloseByDeskAsync(steps, ReplyOutcome.Answered);
    }

    /// <summary>By the back office's desk: addressed as the certificate names its office, which has another name, or is part of another one, today.</summary>
    private static async Task OldNameAsync(CaseSteps steps)
    {
        var (sides, sample) = (steps.Sides, Sample(steps.Sides.Asked, "certificate/renamed-office"));
        var request = Request(sides, "certificate/renamed-office");
        request.Header.TargetOffice = new OfficeReference { Name = request.Request.TargetCertificate.IssuingOfficeName };
        await SubmitAndReceiveAsync(steps, request);
        await steps.DoAsync($"addressed to {request.Header.TargetOffice.Name}", $"寄往{request.Header.TargetOffice.Name}", "hub", sides.Asked, sample.Office.Name, () =>
            Task.FromResult(new StepOutcome(steps.Case is { AddressedOffice: not null, Successions.Count: > 0 } ? steps.Case.RequestedOffice.Name : "-")));
        await steps.ReplyAsync(ReplyOutcome.Answered);
        await CloseByDeskAsync(steps, ReplyOutcome.Answered);
    }

    /// <summary>
    /// Received, and not replied to in time. The hub's clock is set forward to the day after both time limits: by as little as is
    /// needed, when no other case is open.
    /// </summary>
    private async Task OverdueAsync(CancellationToken cancellationToken)
    {
        var cases = new List<CaseSteps>();
        foreach (var (asking, asked) in Scenario.Directions)
        {
            var steps = new CaseSteps(new CaseSides(world, language, asking, asked), log, "overdue", "协查·逾期", cancellationToken);
            cases.Add(steps);
            await LifeAsync(steps, overdue => SubmitAndReceiveAsync(overdue, Request(overdue.Sides, "certificate/corrected")));
        }

        var due = cases.Select(steps => CalendarDates.TryToDateOnly(steps.Case.Deadlines?.ServiceDate, out var date) ? date : world.Clock.Today).Max().AddDays(1);
        await log.DoAsync($"the hub's clock goes from {world.Clock.Today:yyyy-MM-dd} to {due:yyyy-MM-dd}", $"中心时钟由 {world.Clock.Today:yyyy-MM-dd} 拨至 {due:yyyy-MM-dd}", "hub", "-", "OK", async () =>
        {
            world.Clock.ForwardTo(due);
            await world.CheckDueDatesAsync(cancellationToken);
            return new StepOutcome("OK");
        });
        foreach (var steps in cases)
        {
            await LifeAsync(steps, overdue => overdue.SeeAsync("the time limit has passed", "逾期提示", "hub", CaseEventKind.Overdue, "Received overdue"));
            steps.Sides.Dispose();
        }
    }

    /// <summary>Does a case's steps until one fails: what would follow can't be done, and the table shows where it broke off.</summary>
    private static async Task LifeAsync(CaseSteps steps, Func<CaseSteps, Task> life)
    {
        try
        {
            await life(steps);
        }
        catch (StepFailedException)
        {
            return;
        }
    }

    private static async Task SubmitAndReceiveAsync(CaseSteps steps, SubmitCaseRequest request)
    {
        var (sides, cancellationToken) = (steps.Sides, steps.CancellationToken);
        await steps.SubmitAsync(sides.AskingDeskName, request, letter => sides.AskingDesk.SubmitAsync(letter, cancellationToken: cancellationToken));
        await steps.SeeDeliveredAsync();
        await steps.ConfirmReceiptAsync();
    }

    private static Task CloseByDeskAsync(CaseSteps steps, ReplyOutcome outcome)
        => steps.AskingAsync("close", "办结", steps.Sides.AskingDeskName, $"Closed {outcome}", action =>
            steps.Sides.AskingDesk.CloseAsync(action, cancellationToken: steps.CancellationToken));

    private static Task ReadReplyAsync(CaseSteps steps, string expected)
        => steps.DoAsync("read the reply", "查看复函", steps.Sides.OfficeName, steps.Sides.Asked, expected, async () =>
        {
            var reply = await FetchReplyAsync(steps);
            return new StepOutcome($"{reply.Outcome} {(reply.Outcome == ReplyOutcome.Refused ? reply.RefusalReason : reply.CertificateFinding)}");
        });

    private static async Task<AssistanceReply> FetchReplyAsync(CaseSteps steps)
        => (await steps.Sides.Office.GetCaseAsync(new GetCaseRequest { CaseId = steps.Case.CaseId }, cancellationToken: steps.CancellationToken)).Reply;

    private static Func<SubmitCaseRequest, Task<ActOutcome>> SubmitByOffice(CaseSteps steps) => async request =>
    {
        var answer = await steps.Sides.Office.SubmitCaseAsync(request, cancellationToken: steps.CancellationToken);
        return new ActOutcome(answer.Receipt, answer.Case);
    };

    private static SubmitCaseRequest Request(CaseSides sides, string question) => Request(sides.Asking, sides.Asked, question);

    private static SampleCase Sample(string asked, string question) => SampleCases.For(asked).First(sample => sample.Name == $"case/{question}");
}
