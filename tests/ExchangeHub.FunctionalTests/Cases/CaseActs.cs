using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.TestKit;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>The acts of both sides by their kind, each well-formed.</summary>
internal static class CaseActs
{
    /// <summary>All that a side can do to a case that there is.</summary>
    public static readonly CaseEventKind[] All =
    [
        CaseEventKind.ReceiptConfirmed, CaseEventKind.Started, CaseEventKind.SupplementRequested, CaseEventKind.SupplementProvided, CaseEventKind.Transferred,
        CaseEventKind.RestartAgreed, CaseEventKind.Replied, CaseEventKind.Disputed, CaseEventKind.Closed, CaseEventKind.Withdrawn,
    ];

    /// <summary>Does it.</summary>
    /// <param name="client">Who calls.</param>
    /// <param name="act">What is done.</param>
    /// <param name="action">In whose name, to which case.</param>
    /// <param name="next">The office that a transfer leads to.</param>
    public static async Task<CaseSummary> DoAsync(this NotaryAssistanceServiceClient client, CaseEventKind act, CaseAction action, OfficeReference? next = null) => act switch
    {
        CaseEventKind.ReceiptConfirmed => (await client.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = action })).Case,
        CaseEventKind.Started => (await client.StartCaseAsync(new StartCaseRequest { Action = action })).Case,
        CaseEventKind.SupplementRequested => (await client.RequestSupplementAsync(new RequestSupplementRequest { Action = action, SupplementRequest = new SupplementRequest { MissingItems = { "委托书扫描件" } } })).Case,
        CaseEventKind.SupplementProvided => (await client.ProvideSupplementAsync(new ProvideSupplementRequest { Action = action, Supplement = new Supplement { Text = "已补充（测试）" } })).Case,
        CaseEventKind.Transferred => (await client.TransferCaseAsync(Transfer(action, next!))).Case,
        CaseEventKind.RestartAgreed => (await client.AgreeToRestartAsync(new AgreeToRestartRequest { Action = action })).Case,
        CaseEventKind.Replied => (await client.ReplyToCaseAsync(new ReplyToCaseRequest { Action = action, Reply = CaseRequests.Reply() })).Case,
        CaseEventKind.Disputed => (await client.DisputeReplyAsync(new DisputeReplyRequest { Action = action, Statement = CaseRequests.Statement() })).Case,
        CaseEventKind.Closed => (await client.CloseCaseAsync(new CloseCaseRequest { Action = action })).Case,
        CaseEventKind.Withdrawn => (await client.WithdrawCaseAsync(new WithdrawCaseRequest { Action = action, Statement = CaseRequests.Statement() })).Case,
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "No side does that."),
    };

    public static TransferCaseRequest Transfer(CaseAction action, OfficeReference next)
        => new() { Action = action, Transfer = new Transfer { Office = next, Reason = "该事项由该处管辖，移送办理（测试）。" } };
}
