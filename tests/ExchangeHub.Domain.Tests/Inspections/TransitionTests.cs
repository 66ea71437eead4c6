using ExchangeHub.Domain.Inspections;
using I = ExchangeHub.Contracts.Forensic.V1.InspectionState;
using P = ExchangeHub.Contracts.Forensic.V1.PlanState;
using R = ExchangeHub.Contracts.Forensic.V1.RectificationState;

namespace ExchangeHub.Domain.Tests.Inspections;

/// <summary>The three tables of states: what each allows, and that it allows nothing else.</summary>
public class TransitionTests
{
    private static readonly (I From, I To)[] Inspections =
    [
        (I.Planned, I.Drawn), (I.Planned, I.Notified), (I.Planned, I.Cancelled), (I.Drawn, I.Notified), (I.Drawn, I.Cancelled),
        (I.Notified, I.OnSite), (I.Notified, I.Cancelled), (I.OnSite, I.Scored), (I.OnSite, I.Cancelled), (I.Scored, I.Reviewed), (I.Scored, I.Cancelled),
        (I.Reviewed, I.Feedback), (I.Reviewed, I.Cancelled), (I.Feedback, I.Objected), (I.Feedback, I.Final), (I.Feedback, I.Cancelled),
        (I.Objected, I.Feedback), (I.Objected, I.Reviewed), (I.Objected, I.Scored), (I.Objected, I.OnSite), (I.Objected, I.Cancelled), (I.Final, I.Published),
    ];

    private static readonly (P From, P To)[] PlansWithDraw = [(P.Announced, P.Drawn), (P.Announced, P.Cancelled), (P.Drawn, P.Done), (P.Drawn, P.Cancelled)];

    private static readonly (P From, P To)[] PlansWithoutDraw = [(P.Announced, P.Done), (P.Announced, P.Cancelled)];

    private static readonly (R From, R To)[] Rectifications =
    [
        (R.Issued, R.Acknowledged), (R.Acknowledged, R.InProgress), (R.InProgress, R.Reported), (R.Reported, R.Reinspected), (R.Reinspected, R.Passed),
        (R.Reinspected, R.Failed), (R.Failed, R.Escalated), (R.Extended, R.InProgress),
    ];

    [Fact]
    public void Inspection_EveryPairOfStates_IsAsTheTableSays()
    {
        Assert.Equal(Inspections.Order(), Matrix<I>(InspectionTransitions.Allows));
        Assert.All(Enum.GetValues<I>(), from => Assert.Equal(Inspections.Where(row => row.From == from).Select(row => row.To).Order(), InspectionTransitions.Next(from).Order()));
    }

    [Fact]
    public void Inspection_OnlyFinalAndPublished_LeaveTheirRegion()
        => Assert.Equal([I.Final, I.Published], Enum.GetValues<I>().Where(InspectionTransitions.LeavesRegion));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_EveryPairOfStates_IsAsTheTableSays(bool hasDraw)
        => Assert.Equal((hasDraw ? PlansWithDraw : PlansWithoutDraw).Order(), Matrix<P>((from, to) => PlanTransitions.Allows(from, to, hasDraw)));

    [Fact]
    public void Plan_First_IsAnnounced() => Assert.Equal(P.Announced, PlanTransitions.First);

    [Fact]
    public void Rectification_EveryPairOfStates_IsAsTheTableSays()
    {
        Assert.Equal(Rectifications.Append((R.Failed, R.Extended)).Order(), Matrix<R>((from, to) => RectificationTransitions.Allows(from, to, wasExtended: false)));
        Assert.Equal(Rectifications.Order(), Matrix<R>((from, to) => RectificationTransitions.Allows(from, to, wasExtended: true)));
    }

    [Fact]
    public void Rectification_Done_IsWhatNothingFollows()
        => Assert.All(
            Enum.GetValues<R>().Where(state => state != R.Unspecified),
            state => Assert.Equal(RectificationTransitions.Next(state, wasExtended: false).Count == 0, RectificationTransitions.IsDone(state)));

    private static IEnumerable<(T From, T To)> Matrix<T>(Func<T, T, bool> allows)
        where T : struct, Enum
        => Enum.GetValues<T>().SelectMany(from => Enum.GetValues<T>().Where(to => allows(from, to)).Select(to => (from, to)));
}
