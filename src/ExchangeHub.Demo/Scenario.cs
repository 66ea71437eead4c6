using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using Google.Protobuf;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.Demo;

/// <summary>
/// The fixed scenario: each of the five questions with each finding, refusals, and cases, in both directions; information
/// sharing; reconciliation of the day before; then what the hub keeps is compared with what the regions keep.
/// </summary>
internal sealed class Scenario(DemoWorld world, string language)
{
    private readonly StepLog _log = new();

    public async Task<ScenarioResult> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (asking, asked) in Directions)
            await QuestionsAsync(asking, asked, cancellationToken);
        foreach (var (asking, asked) in Directions)
            await RefusalsAsync(asking, asked, cancellationToken);
        await new CaseScenario(world, language, _log).RunAsync(cancellationToken);
        foreach (var (reader, producer) in Directions)
        {
            using var sides = new SharingSides(world, language, _log, producer, reader);
            await new SharingScenario(sides).RunAsync(cancellationToken);
            await new GrantScenario(sides).RunAsync(cancellationToken);
        }
        if (world.History is { } history)
            await new ReconciliationScenario(world, language, _log).RunAsync(history, cancellationToken);
        foreach (var (asking, asked) in Directions)
            await RegionDownAsync(asking, asked, cancellationToken);
        return new ScenarioResult(_log.Steps, await Comparisons.OfLedgersAsync(world, cancellationToken), await Comparisons.OfCasesAsync(world, cancellationToken));
    }

    /// <summary>One question for each finding of each of the five.</summary>
    public async Task QuestionsAsync(string asking, string asked, CancellationToken cancellationToken)
    {
        using var channel = world.Connect(DemoWorld.NotaryOffice(asking), language);
        var client = new NotaryVerificationServiceClient(channel.Invoker);
        foreach (var question in SampleQuestions.For(asked).DistinctBy(question => (question.Request.Descriptor.FullName, question.Expected.Outcome, question.Expected.Finding)))
        {
            await AskAsync(question.Name, question.NameZh, DemoWorld.NotaryOffice(asking), asked, question.Expected.ToString(), async () =>
                await question.AskAsync(client, Header(asking), new CallOptions(cancellationToken: cancellationToken)));
        }
    }

    public static IEnumerable<(string Asking, string Asked)> Directions
        => DemoWorld.RegionCodes.SelectMany(asking => DemoWorld.RegionCodes.Where(asked => asked != asking).Select(asked => (asking, asked))).Reverse();

    private async Task RefusalsAsync(string asking, string asked, CancellationToken cancellationToken)
    {
        var options = new CallOptions(cancellationToken: cancellationToken);
        var question = SampleQuestions.For(asked).First(question => question.Request is VerifyCertificateRequest);
        var office = DemoWorld.NotaryOffice(asking);

        await AskAsAsync(DemoWorld.Operator, "refused: an operator may not ask", "拒绝：运维无权查询", "ROLE_NOT_PERMITTED", Header(asking));
        await AskAsAsync(office, "refused: in another office's name", "拒绝：冒用其他机构名义", "OFFICE_NOT_REPRESENTED", Header(asked));
        var incomplete = Header(asking);
        incomplete.Purpose = "";
        incomplete.RequestId = "1";
        await AskAsAsync(office, "refused: two violations", "拒绝：两处不符合要求", "REQUEST_INVALID header.request_id header.purpose", incomplete);

        async Task AskAsAsync(string certificate, string name, string nameZh, string expected, ExchangeHeader header)
        {
            using var channel = world.Connect(certificate, language);
            var client = new NotaryVerificationServiceClient(channel.Invoker);
            await AskAsync(name, nameZh, certificate, asked, expected, () => question.AskAsync(client, header, options));
        }
    }

    private async Task RegionDownAsync(string asking, string asked, CancellationToken cancellationToken)
    {
        await world.Region(asked).StopAsync(cancellationToken);
        using var channel = world.Connect(DemoWorld.NotaryOffice(asking), language);
        var client = new NotaryVerificationServiceClient(channel.Invoker);
        var question = SampleQuestions.For(asked)[0];
        await AskAsync("refused: the region is down", "拒绝：对方地区不可达", DemoWorld.NotaryOffice(asking), asked, "REGION_UNREACHABLE", () =>
            question.AskAsync(client, Header(asking), new CallOptions(cancellationToken: cancellationToken)));
    }

    private async Task AskAsync(string name, string nameZh, string from, string to, string expected, Func<Task<IMessage>> ask)
        => await _log.DoAsync(name, nameZh, from, to, expected, async () =>
        {
            var answer = await ask();
            return new StepOutcome(CallOutcome.Of(answer), CallOutcome.ReceiptOf(answer)?.ExchangeId ?? "");
        });

    public static ExchangeHeader Header(string asking) => new()
    {
        RequestId = Guid.NewGuid().ToString(),
        RequestingOffice = DemoWorld.AskingOffice(asking).ToReference(),
        Purpose = "办理公证（测试）",
        LegalBasis = { "公证法第二十九条", "公证程序规则第三十三条" },
        OwnCaseNumber = "(2026)测受字第1号",
        OperatorName = "测试甲",
    };
}
