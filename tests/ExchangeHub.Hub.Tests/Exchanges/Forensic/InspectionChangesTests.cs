using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Errors;
using static ExchangeHub.Hub.Tests.Exchanges.Forensic.ForensicRecords;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

/// <summary>A result in the light of its plan and of the version before.</summary>
public class InspectionChangesTests
{
    private static readonly (Action<Inspection> Change, string[] Expected)[] OutOfPlan =
    [
        (i => i.Object.Number = "519999999", ["object.number OBJECT_NOT_DRAWN"]),
        (i => i.Team[0].Key = "SC-ZF-099", ["team OFFICERS_NOT_DRAWN"]),
        (i => i.Team.Add(Member("SC-ZF-099")), ["team OFFICERS_NOT_DRAWN"]),
        (i => i.Team.RemoveAt(2), ["team EXPERTS_NOT_DRAWN"]),
        (i => i.Team[2].Role = InspectorRole.Officer, ["team OFFICERS_NOT_DRAWN", "team EXPERTS_NOT_DRAWN"]),
        (i => i.PlanNumber = "没有", ["plan_number NO_SUCH_PLAN"]),
        (i => i.PeerRegion = Region, ["peer_region OWN_REGION"]),
    ];

    public static TheoryData<int> Rows => new(Enumerable.Range(0, OutOfPlan.Length));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Change_OtherThanWasDrawn_IsNamed(int row)
        => Assert.Equal(OutOfPlan[row].Expected, Change(null, Record(OfPlan(Drawn(), OutOfPlan[row].Change)), Record(Drawn(), 2)));

    [Fact]
    public void Change_AsDrawn_IsTaken()
    {
        Assert.Empty(Change(null, Record(OfPlan(Drawn())), Record(Drawn(), 2)));
        Assert.Empty(Change(null, Record(OfPlan(Drawn(), i => i.Team.Add(Member("CQ-001", InspectorRole.Observer)))), Record(Drawn(), 2)));
        Assert.Empty(Change(null, Record(OfPlan(Drawn(), i => i.Team[0].Key = i.Team[0].Key.ToLowerInvariant())), Record(Drawn(), 2)));
        Assert.Empty(Change(null, Record(Inspection())));
    }

    [Fact]
    public void Change_PlanThatIsNotDrawnOrWasDeleted_IsNamed()
    {
        Assert.Equal(["plan_number PLAN_NOT_DRAWN"], Change(null, Record(OfPlan(Drawn())), Record(Announced())));
        Assert.Equal(["plan_number NO_SUCH_PLAN"], Change(null, Record(OfPlan(Drawn())), Record(Drawn(), 3, RecordOperation.Delete)));
        Assert.Empty(Change(null, Record(OfPlan(Drawn())), Record(Announced(p => (p.Type, p.Draw) = (InspectionType.Special, null)))));
    }

    [Fact]
    public void Change_SchemeOfAnotherRegion_IsNamed()
    {
        var inspection = Inspection(i => (i.SchemeId, i.SchemeVersion) = ("SC-STAR", "2016"));

        Assert.Empty(Change(null, Record(inspection)));
        Assert.Equal(["peer_region OWN_REGION", "scheme_id SCHEME_OF_OTHER_REGION"], Change(null, Record(inspection, region: "CN-CQ")));
    }

    [Fact]
    public void Change_FinalToPublished_MayChangePublicationAndComplaintOnly()
    {
        var final = Inspection(i => (i.State, i.PublishDate) = (InspectionState.Final, null));
        var other = Inspection(i => { i.Score.TotalHundredths--; i.Findings.RemoveAt(0); i.HasOpenComplaint = true; });

        Assert.Empty(Change(Record(final), Record(Inspection(i => i.HasOpenComplaint = true), 2)));
        Assert.Equal(["findings NEEDS_CORRECTION", "score NEEDS_CORRECTION"], Change(Record(final), Record(other, 2)));
        Assert.Empty(Change(Record(final), Record(other, 2, RecordOperation.Correct)));
    }

    [Fact]
    public void Change_OncePublished_OnlyTheComplaintChanges()
    {
        Assert.Empty(Change(Record(Inspection()), Record(Inspection(i => i.HasOpenComplaint = true), 2)));
        Assert.Equal(["publish_date NEEDS_CORRECTION"], Change(Record(Inspection()), Record(Inspection(i => i.PublishDate = Day("2026-03-23")), 2)));
        Assert.Empty(Change(Record(Inspection()), Record(Inspection(i => i.PublishDate = Day("2026-03-23")), 2, RecordOperation.Correct)));
    }

    [Theory]
    [InlineData(RecordOperation.Upsert)]
    [InlineData(RecordOperation.Correct)]
    public void Change_PublishedBackToFinal_IsRefused(RecordOperation operation)
    {
        var error = Assert.Throws<HubException>(() => Change(Record(Inspection()), Record(Inspection(i => i.State = InspectionState.Final), 2, operation)));

        Assert.Equal(("RECORD_TRANSITION", true), (error.Kind.Reason, error.IsPrecondition));
        Assert.Equal(("INSPECTION_STATE_PUBLISHED", "INSPECTION_STATE_FINAL", "-"), (error.Metadata["from"], error.Metadata["to"], error.Metadata["allowed"]));
    }

    [Fact]
    public void Change_AfterADeletion_BeginsAnew()
        => Assert.Empty(Change(Record(Inspection(), 2, RecordOperation.Delete), Record(Inspection(i => i.State = InspectionState.Final), 3)));

    [Fact]
    public void Change_Deletion_IsTaken() => Assert.Empty(Change(Record(Inspection()), Record(Inspection(), 2, RecordOperation.Delete)));
}
