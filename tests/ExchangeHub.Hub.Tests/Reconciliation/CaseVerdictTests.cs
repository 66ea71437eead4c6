using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Reconciliation.CaseStates;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Tests.Reconciliation;

/// <summary>What a region's copy of a case is, beside the hub's case.</summary>
public sealed class CaseVerdictTests
{
    private static readonly DateTimeOffset Begin = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.CreateVersion7(Begin);

    /// <summary>The last one was not for this region.</summary>
    private static readonly CaseStep[] Steps = [Step(1, CaseState.Submitted), Step(2, CaseState.Received), Step(3, CaseState.InProgress), Step(4, CaseState.InProgress)];

    private static readonly CaseCopy Copy = new(Id, Steps, Steps[2], IsOnItsWay: false);

    [Fact]
    public void SameEventAndState_Agree() => Assert.Null(Of(Copy, Row(Steps[2])));

    [Fact]
    public void EarlierEvent_IsALag()
    {
        var row = Of(Copy, Row(Steps[0]))!;
        Assert.Equal((DifferenceKind.VersionLag, DifferenceSeverity.Major, (int)CaseState.InProgress, (byte)CaseState.Submitted), (row.Kind, row.Severity, row.Hub!.State, row.Region!.State));
        Assert.Equal(CaseRow.EventDigest(Steps[2].EventId), row.Hub.ResponseDigest);
    }

    [Fact]
    public void SameEventInAnotherState_OrAnEarlierOneInAnotherState_IsAMismatch()
    {
        Assert.Equal(DifferenceKind.StateMismatch, Of(Copy, Row(Steps[2] with { State = CaseState.Closed }))!.Kind);
        Assert.Equal(DifferenceKind.StateMismatch, Of(Copy, Row(Steps[0] with { State = CaseState.Closed }))!.Kind);
    }

    [Fact]
    public void EventThatNobodyKnows_OrThatWasNotForThisRegion_IsAMismatch()
    {
        Assert.Equal(DifferenceKind.StateMismatch, Of(Copy, Row(Step(3, CaseState.InProgress)))!.Kind);
        Assert.Equal(DifferenceKind.StateMismatch, Of(Copy, Row(Steps[3]))!.Kind);
    }

    [Fact]
    public void RowOfAnotherMethod_IsAMismatch()
        => Assert.Equal(DifferenceKind.StateMismatch, Of(Copy, Row(Steps[2]) with { Method = "/a.B/C" })!.Kind);

    [Fact]
    public void NoRow_IsMissing_AndTwo_AreADuplicate()
    {
        Assert.Equal(DifferenceKind.MissingAtRegion, Of(Copy)!.Kind);
        var twice = Of(Copy, Row(Steps[2]), Row(Steps[2]))!;
        Assert.Equal((DifferenceKind.Duplicate, 2), (twice.Kind, twice.Found.Remote.Count));
        Assert.Equal(DifferenceKind.VersionLag, Of(Copy, Row(Steps[2]), Row(Steps[1]))!.Kind);
    }

    [Fact]
    public void CaseThatTheHubDoesNotHave_OrInWhichTheRegionHasNoPart_IsLookedInto()
    {
        var invented = CaseVerdict.Of(Id, null, [Row(Steps[0])], Begin)!;
        Assert.Equal((DifferenceKind.MissingAtHub, DifferenceSeverity.Security, null), (invented.Kind, invented.Severity, invented.Hub));
        var others = Of(Copy with { Newest = null }, Row(Steps[0]))!;
        Assert.Equal((DifferenceKind.StateMismatch, DifferenceSeverity.Security), (others.Kind, others.Severity));
        Assert.Null(CaseVerdict.Of(Id, null, [], Begin));
        Assert.Null(Of(Copy with { Newest = null }));
    }

    [Fact]
    public void WhatIsOnItsWay_OrHasJustHappened_IsNoDifference()
    {
        Assert.Null(Of(Copy with { IsOnItsWay = true }, Row(Steps[0])));
        Assert.Null(CaseVerdict.Of(Id, Copy, [Row(Steps[0])], Steps[2].Time.AddTicks(-1)));
        Assert.NotNull(CaseVerdict.Of(Id, Copy, [Row(Steps[0])], Steps[2].Time));
        Assert.NotNull(CaseVerdict.Of(Id, null, [Row(Steps[0])], Begin.AddYears(-1))); // Nothing excuses a case that nobody knows.
    }

    private static ClassifiedRow? Of(CaseCopy copy, params RegionRow[] rows) => CaseVerdict.Of(Id, copy, rows, Begin.AddYears(1));

    private static CaseStep Step(int version, CaseState state) => new(version, Guid.CreateVersion7(Begin.AddMinutes(version)), state, Begin.AddMinutes(version));

    private static RegionRow Row(CaseStep step) => new(Id, CaseRow.Method, (byte)step.State, [], CaseRow.EventDigest(step.EventId), null);
}
