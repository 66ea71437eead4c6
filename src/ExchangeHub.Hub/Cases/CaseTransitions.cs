using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Errors;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;
using static ExchangeHub.Contracts.Notary.V1.CaseState;

namespace ExchangeHub.Hub.Cases;

/// <summary>Whose side of a case somebody is on.</summary>
internal enum CaseSide
{
    /// <summary>The office that asks (委托机构).</summary>
    Requester,

    /// <summary>The office that is asked (被委托机构).</summary>
    Responder,

    /// <summary>The hub itself.</summary>
    Hub,
}

/// <summary>One row of the table: what may happen to a case, by whom, in which states, and the state after it.</summary>
/// <param name="Event">What happens.</param>
/// <param name="By">Whose act it is.</param>
/// <param name="From">The states in which it may happen.</param>
/// <param name="To">The state after it; null: the same.</param>
/// <param name="IsLate">Whether the case had ended: it is kept and delivered, and marked.</param>
internal sealed record CaseTransition(CaseEventKind Event, CaseSide By, CaseState[] From, CaseState? To, bool IsLate = false);

/// <summary>The life of a case (案件办理流程): the one table that decides who may do what in which state.</summary>
internal static class CaseTransitions
{
    private static readonly CaseState[] BeforeReply = [CaseState.Submitted, CaseState.Transferred, CaseState.Delivered, Received, InProgress, CaseState.SupplementRequested];

    /// <summary>The beginning, which comes from no state.</summary>
    public static readonly CaseTransition Submission = new(CaseEventKind.Submitted, CaseSide.Requester, [], CaseState.Submitted);

    public static readonly IReadOnlyList<CaseTransition> Rows =
    [
        new(CaseEventKind.Delivered, CaseSide.Hub, [CaseState.Submitted, CaseState.Transferred], CaseState.Delivered),
        // Also before the hub knows that it was delivered: the acknowledgement may be on its way, or lost.
        new(ReceiptConfirmed, CaseSide.Responder, [CaseState.Submitted, CaseState.Transferred, CaseState.Delivered], Received),
        new(Started, CaseSide.Responder, [Received, CaseState.Disputed], InProgress),
        new(CaseEventKind.SupplementRequested, CaseSide.Responder, [InProgress], CaseState.SupplementRequested),
        new(SupplementProvided, CaseSide.Requester, [CaseState.SupplementRequested], InProgress),
        new(CaseEventKind.Transferred, CaseSide.Responder, [Received, InProgress], CaseState.Transferred),
        new(RestartAgreed, CaseSide.Requester, [CaseState.Transferred, CaseState.Delivered], null),
        // Also while a supplement is awaited: the legal date does not wait for it.
        new(CaseEventKind.Replied, CaseSide.Responder, [Received, InProgress, CaseState.SupplementRequested, CaseState.Replied], CaseState.Replied),
        new(CaseEventKind.Replied, CaseSide.Responder, [CaseState.Closed, CaseState.Withdrawn], null, IsLate: true),
        new(CaseEventKind.Disputed, CaseSide.Requester, [CaseState.Replied], CaseState.Disputed),
        new(CaseEventKind.Closed, CaseSide.Requester, [CaseState.Replied], CaseState.Closed),
        new(CaseEventKind.Closed, CaseSide.Hub, [CaseState.Replied], CaseState.Closed),
        new(CaseEventKind.Withdrawn, CaseSide.Requester, BeforeReply, CaseState.Withdrawn),
        new(Reminded, CaseSide.Hub, BeforeReply, null),
        new(Overdue, CaseSide.Hub, BeforeReply, null),
        new(Unreceived, CaseSide.Hub, [CaseState.Delivered], null),
        new(DeadlinesMoved, CaseSide.Hub, [.. BeforeReply, CaseState.Replied, CaseState.Disputed], null),
    ];

    /// <summary>The row for it; null where the table has none.</summary>
    public static CaseTransition? Find(CaseEventKind kind, CaseSide by, CaseState from)
        => Rows.FirstOrDefault(row => row.Event == kind && row.By == by && row.From.Contains(from));

    /// <summary>The row for it.</summary>
    /// <exception cref="HubException">The table has none; it names the state, and what is allowed in it.</exception>
    public static CaseTransition Require(CaseEventKind kind, CaseSide by, CaseFile file)
        => Find(kind, by, file.State) ?? throw Wrong(kind, by, file);

    /// <summary>What a side may do in a state.</summary>
    public static IEnumerable<CaseEventKind> Allowed(CaseSide by, CaseState state)
        => Rows.Where(row => row.By == by && row.From.Contains(state)).Select(row => row.Event);

    /// <summary>The refusal of what the table does not allow.</summary>
    public static HubException Wrong(CaseEventKind kind, CaseSide by, CaseFile file)
        => new(ErrorCatalogue.CaseStateWrong,
            ("case_id", file.Id.ToString()), ("act", CaseNames.Of(kind)), ("acting_side", by == CaseSide.Requester ? "requesting" : "requested"),
            ("state", CaseNames.Of(file.State)), ("allowed", Listed(Allowed(by, file.State))))
        {
            IsPrecondition = true,
        };

    private static string Listed(IEnumerable<CaseEventKind> kinds) => string.Join(", ", kinds.Select(CaseNames.Of)) is { Length: > 0 } list ? list : "-";
}
