using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;

namespace ExchangeHub.Hub.Tests.Cases;

/// <summary>The whole table, state × act × side, against one that was written down by hand from DOMAIN §1.4 and the contract.</summary>
public class CaseTransitionsTests
{
    private const CaseState Same = CaseState.Unspecified;

    /// <summary>All that is allowed, by state: what the side that asks may do, what the one that answers may, and what the hub does, each with the state after it.</summary>
    private static readonly Dictionary<CaseState, Row> Table = new()
    {
        [CaseState.Submitted] = new(
            Asks: [(Withdrawn, CaseState.Withdrawn)],
            Answers: [(ReceiptConfirmed, CaseState.Received)],
            Hub: [(Delivered, CaseState.Delivered), (Reminded, Same), (Overdue, Same), (DeadlinesMoved, Same)]),
        [CaseState.Delivered] = new(
            Asks: [(Withdrawn, CaseState.Withdrawn), (RestartAgreed, Same)],
            Answers: [(ReceiptConfirmed, CaseState.Received)],
            Hub: [(Unreceived, Same), (Reminded, Same), (Overdue, Same), (DeadlinesMoved, Same)]),
        [CaseState.Received] = new(
            Asks: [(Withdrawn, CaseState.Withdrawn)],
            Answers: [(Started, CaseState.InProgress), (Transferred, CaseState.Transferred), (Replied, CaseState.Replied)],
            Hub: [(Reminded, Same), (Overdue, Same), (DeadlinesMoved, Same)]),
        [CaseState.InProgress] = new(
            Asks: [(Withdrawn, CaseState.Withdrawn)],
            Answers: [(SupplementRequested, CaseState.SupplementRequested), (Transferred, CaseState.Transferred), (Replied, CaseState.Replied)],
            Hub: [(Reminded, Same), (Overdue, Same), (DeadlinesMoved, Same)]),
        [CaseState.SupplementRequested] = new(
            Asks: [(Withdrawn, CaseState.Withdrawn), (SupplementProvided, CaseState.InProgress)],
            Answers: [(Replied, CaseState.Replied)],
            Hub: [(Reminded, Same), (Overdue, Same), (DeadlinesMoved, Same)]),
        [CaseState.Transferred] = new(
            Asks: [(Withdrawn, CaseState.Withdrawn), (RestartAgreed, Same)],
            Answers: [(ReceiptConfirmed, CaseState.Received)],
            Hub: [(Delivered, CaseState.Delivered), (Reminded, Same), (Overdue, Same), (DeadlinesMoved, Same)]),
        [CaseState.Replied] = new(
            Asks: [(Disputed, CaseState.Disputed), (Closed, CaseState.Closed)],
            Answers: [(Replied, CaseState.Replied)],
            Hub: [(Closed, CaseState.Closed), (DeadlinesMoved, Same)]),
        [CaseState.Disputed] = new(
            Asks: [],
            Answers: [(Started, CaseState.InProgress)],
            Hub: [(DeadlinesMoved, Same)]),
        [CaseState.Closed] = new(Asks: [], Answers: [(Replied, Same)], Hub: []),
        [CaseState.Withdrawn] = new(Asks: [], Answers: [(Replied, Same)], Hub: []),
    };

    public static TheoryData<CaseState> States => new(Enum.GetValues<CaseState>().Where(state => state != CaseState.Unspecified));

    [Theory]
    [MemberData(nameof(States))]
    public void Find_EveryActOfEverySide_IsAsTheTableSays(CaseState from)
    {
        foreach (var kind in Enum.GetValues<CaseEventKind>())
        {
            Assert.Equal(Expected(Table[from].Asks, kind, from), Found(kind, CaseSide.Requester, from));
            Assert.Equal(Expected(Table[from].Answers, kind, from), Found(kind, CaseSide.Responder, from));
            Assert.Equal(Expected(Table[from].Hub, kind, from), Found(kind, CaseSide.Hub, from));
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Find_Any_IsLateOnlyAfterTheEnd(CaseState from)
    {
        var late = CaseTransitions.Rows.Where(row => row.From.Contains(from) && row.IsLate).Select(row => row.Event);

        Assert.Equal(from is CaseState.Closed or CaseState.Withdrawn ? [Replied] : [], late);
    }

    [Fact]
    public void Rows_OfOneActAndSide_DoNotOverlap()
        => Assert.All(CaseTransitions.Rows.GroupBy(row => (row.Event, row.By)), rows => Assert.Equal(rows.SelectMany(row => row.From).Count(), rows.SelectMany(row => row.From).Distinct().Count()));

    [Fact]
    public void Require_WhatIsNotAllowed_NamesStateActSideAndWhatIs()
    {
        var file = CaseSamples.File(state: CaseState.Received);

        var error = Assert.Throws<HubException>(() => CaseTransitions.Require(Closed, CaseSide.Responder, file));

        Assert.Equal(("CASE_STATE_WRONG", true), (error.Kind.Reason, error.IsPrecondition));
        Assert.Equal("CASE_STATE_RECEIVED", error.Metadata["state"]);
        Assert.Equal("CASE_EVENT_KIND_CLOSED", error.Metadata["act"]);
        Assert.Equal(("requested", "caller"), (error.Metadata["acting_side"], error.Metadata["side"]));
        Assert.Equal(["CASE_EVENT_KIND_REPLIED", "CASE_EVENT_KIND_STARTED", "CASE_EVENT_KIND_TRANSFERRED"], error.Metadata["allowed"].Split(", ").Order(StringComparer.Ordinal));
        Assert.Equal("-", Assert.Throws<HubException>(() => CaseTransitions.Require(Withdrawn, CaseSide.Requester, CaseSamples.File(state: CaseState.Closed))).Metadata["allowed"]);
    }

    private static CaseState? Found(CaseEventKind kind, CaseSide by, CaseState from)
        => CaseTransitions.Find(kind, by, from) is { } row ? row.To ?? from : null;

    private static CaseState? Expected((CaseEventKind Act, CaseState After)[] allowed, CaseEventKind kind, CaseState from)
    {
        foreach (var (act, after) in allowed)
        {
            if (act == kind)
                return after == Same ? from : after;
        }
        return null;
    }

    private sealed record Row((CaseEventKind Act, CaseState After)[] Asks, (CaseEventKind Act, CaseState After)[] Answers, (CaseEventKind Act, CaseState After)[] Hub);
}
