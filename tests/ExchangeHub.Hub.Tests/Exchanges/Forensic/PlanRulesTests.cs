using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Exchanges.Forensic;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using static ExchangeHub.Hub.Tests.Exchanges.Forensic.ForensicRecords;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

/// <summary>The rules of a plan and its draw: each row breaks one of them in an otherwise valid plan.</summary>
public class PlanRulesTests
{
    private const string Path = "inspection_plan";

    private static readonly (Func<InspectionPlan> Make, string[] Expected)[] Broken =
    [
        (Plan(p => p.PlanNumber = ""), ["plan_number TEXT_LENGTH"]),
        (Plan(p => p.Year = 1999), ["year OUT_OF_RANGE"]),
        (Plan(p => p.Year = 2201), ["year OUT_OF_RANGE"]),
        (Plan(p => p.Title = ""), ["title TEXT_LENGTH"]),
        (Plan(p => p.Type = InspectionType.Unspecified), ["type REQUIRED", "draw ONLY_WHEN_RANDOM"]),
        (Plan(p => p.Type = InspectionType.Annual), ["draw ONLY_WHEN_RANDOM"]),
        (Plan(p => p.Draw = null), ["draw ONLY_WHEN_RANDOM"]),
        (Plan(p => p.State = PlanState.Unspecified), ["state REQUIRED"]),
        (Plan(p => p.Draw.SeedCommitment = ByteString.CopyFrom(new byte[31])), ["draw.seed_commitment DIGEST"]),
        (Plan(p => p.Draw.RatioPercent = ""), ["draw.ratio_percent DRAW_PLAN"]),
        (Plan(p => p.Draw.RatioPercent = "0"), ["draw.ratio_percent DRAW_PLAN"]),
        (Plan(p => p.Draw.RatioPercent = "100.0001"), ["draw.ratio_percent DRAW_PLAN"]),
        (Plan(p => p.Draw.RatioPercent = "33.33333"), ["draw.ratio_percent DRAW_PLAN"]),
        (Plan(p => p.Draw.RatioPercent = "1e2"), ["draw.ratio_percent DRAW_PLAN"]),
        (Plan(p => p.Draw.RatioPercent = "50%"), ["draw.ratio_percent DRAW_PLAN"]),
        (Plan(p => p.Draw.Objects.Clear()), ["draw.objects ITEM_COUNT"]),
        (Plan(p => p.Draw.Objects.Add(Enumerable.Range(0, 1991).Select(i => new DrawObject { Key = $"{i}" }))), ["draw.objects ITEM_COUNT"]),
        (Plan(p => p.Draw.Inspectors.Add(Enumerable.Range(0, 992).Select(i => new DrawInspector { Key = $"{i}" }))), ["draw.inspectors ITEM_COUNT"]),
        (Plan(p => p.Draw.Objects[1].Key = "519999001 "), ["draw.objects[1] DRAW_PLAN"]),
        (Plan(p => p.Draw.Objects[1].Key = ""), ["draw.objects[1].key DRAW_PLAN"]),
        (Plan(p => p.Draw.Objects[1].RecusedInspectors.Add("\uFFFD")), ["draw.objects[1].recused_inspectors[0] DRAW_PLAN"]),
        (Plan(p => p.Draw.Objects[1].RecusedRegions.Add("")), ["draw.objects[1].recused_regions[0] DRAW_PLAN"]),
        (Plan(p => p.Draw.Objects[1].RecusedRegions.Add(Region)), ["draw.objects[1] DRAW_PLAN", "draw.objects[1] DRAW_PLAN"]),
        (Plan(p => p.Draw.Inspectors[2].Role = InspectorRole.Observer), ["draw.inspectors[2].role DRAW_PLAN"]),
        (Plan(p => p.Draw.Inspectors[2].RegionCode = ""), ["draw.inspectors[2].region_code DRAW_PLAN"]),
        (Plan(p => p.Draw.Inspectors[7].InstitutionKey = new string('1', 65)), ["draw.inspectors[7].institution_key DRAW_PLAN"]),
        (Plan(p => p.Draw.OfficersPerObject = 1), ["draw.officers_per_object DRAW_PLAN"]),
        (Plan(p => p.Draw.ExpertsPerObject = 21), ["draw.experts_per_object DRAW_PLAN"]),
        (Plan(p => p.Draw.MaxObjectsPerInspector = -1), ["draw.max_objects_per_inspector DRAW_PLAN"]),
        (Plan(p => p.Draw.MaxObjectsPerInspector = 1), ["draw.inspectors DRAW_PLAN", "draw.inspectors DRAW_PLAN"]),
        (Plan(p => p.Draw.Seed = ByteString.CopyFrom(Seed)), ["draw.seed ONLY_WHEN_DRAWN"]),
        (Plan(p => p.Draw.DrawTime = new Timestamp()), ["draw.draw_time ONLY_WHEN_DRAWN"]),
        (Plan(p => p.Draw.DrawnObjects.Add(new DrawnObject())), ["draw.drawn_objects ONLY_WHEN_DRAWN"]),
        (Plan(p => p.State = PlanState.Drawn), ["draw.seed REQUIRED", "draw.draw_time REQUIRED", "draw.drawn_objects REQUIRED"]),

        (Result(p => p.Draw.Seed = ByteString.Empty), ["draw.seed REQUIRED"]),
        (Result(p => p.Draw.Seed = ByteString.CopyFrom(new byte[31])), ["draw.seed DIGEST"]),
        (Result(p => p.Draw.Seed = ByteString.CopyFrom(new byte[32])), ["draw.seed SEED_ZERO"]),
        (Result(p => p.Draw.DrawTime.Nanos = -1), ["draw.draw_time NOT_A_TIME"]),
        (Result(p => p.Draw.DrawTime.Seconds = long.MaxValue), ["draw.draw_time NOT_A_TIME"]),
        (Result(p => p.Draw.DrawTime.Seconds += 365 * 86_400), ["draw.draw_time IN_THE_FUTURE"]),
        (Result(p => p.Draw.SeedCommitment = ByteString.CopyFrom(Seed)), ["draw.seed DRAW_WRONG_COMMITMENT"]),
        (Result(p => p.Draw.DrawnObjects.RemoveAt(4)), ["draw.drawn_objects DRAW_MISSING"]),
        (Result(p => p.Draw.DrawnObjects.Add(p.Draw.DrawnObjects[1])), ["draw.drawn_objects[5] DRAW_REPEATED"]),
        (Result(p => p.Draw.DrawnObjects.Add(new DrawnObject { Key = "519999999" })), ["draw.drawn_objects[5] DRAW_NOT_DRAWN"]),
        (Result(p => p.Draw.DrawnObjects[2].Officers[0] = "SC-ZF-099"), ["draw.drawn_objects[2] DRAW_OTHER_TEAM"]),
        (Result(p => p.Draw.DrawnObjects[2].Experts.Clear()), ["draw.drawn_objects[2] DRAW_OTHER_TEAM"]),
        (Result(p => (p.Draw.DrawnObjects[0], p.Draw.DrawnObjects[1]) = (p.Draw.DrawnObjects[1], p.Draw.DrawnObjects[0])), ["draw.drawn_objects[0] DRAW_OTHER_ORDER"]),
    ];

    private static readonly (Func<InspectionPlan> Make, string Case)[] Whole =
    [
        (Plan(_ => { }), "announced"),
        (Result(_ => { }), "drawn"),
        (Result(p => p.State = PlanState.Done), "done"),
        (Plan(p => p.State = PlanState.Cancelled), "cancelled before the draw"),
        (Result(p => p.State = PlanState.Cancelled), "cancelled after it"),
        (Plan(p => p.Draw.RatioPercent = "33.3333"), "a ratio of four places"),
        (Plan(p => (p.Type, p.Draw, p.State) = (InspectionType.Special, null, PlanState.Done)), "no draw, done"),
        (Plan(p => p.Draw.Objects.Add(Enumerable.Range(11, 1990).Select(i => new DrawObject { Key = $"51{i:0000000}" }))), "2,000 objects"),
    ];

    public static TheoryData<int> BrokenRows => new(Enumerable.Range(0, Broken.Length));

    public static TheoryData<int> WholeRows => new(Enumerable.Range(0, Whole.Length));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Check_OneRuleBroken_NamesItsFieldAndReason(int row)
        => Assert.Equal(Broken[row].Expected.Select(expected => $"{Path}.{expected}"), Check(Record(Broken[row].Make())));

    [Theory]
    [MemberData(nameof(WholeRows))]
    public void Check_WhatTheRulesAllow_FindsNothing(int row) => Assert.Empty(Check(Record(Whole[row].Make())));

    [Fact]
    public void Check_ResultThatCouldNotBePublished_IsRefusedBeforeTheDraw()
    {
        var plan = Announced(p =>
        {
            p.Draw.RatioPercent = "100";
            p.Draw.OfficersPerObject = 6;
            p.Draw.Objects.Clear();
            p.Draw.Objects.Add(Enumerable.Range(0, 2_000).Select(i => new DrawObject { Key = $"51{i:0000000}" }));
            foreach (var (i, officer) in p.Draw.Inspectors.Index())
                officer.Key = $"SC-ZF-{i}-{new string('0', 20)}";
        });

        Assert.True(plan.CalculateSize() < PlanRules.MaxBytes);
        Assert.Equal([$"{Path}.draw TOO_LARGE"], Check(Record(plan)));
        plan.Draw.RatioPercent = "10";
        Assert.Empty(Check(Record(plan)));
    }

    [Fact]
    public void Check_Texts_NameNoKeys()
    {
        var record = Record(Drawn(p =>
        {
            p.Draw.DrawnObjects.RemoveAt(0);
            p.Draw.DrawnObjects[0].Officers[0] = "SC-ZF-099";
            p.Draw.DrawnObjects.Add(new DrawnObject { Key = "519999999" });
        }));
        var plan = Record(Announced(p =>
        {
            p.Draw.Objects[1].RecusedRegions.Add(Region);
            p.Draw.Objects[2].Key = p.Draw.Objects[0].Key;
        }));
        var violations = new Violations(Today);
        Definition(record).Check(record.Content, "content", violations);
        Definition(plan).Check(plan.Content, "content", violations);

        Assert.True(violations.Found.Count >= 4);
        Assert.All(violations.Found, violation => Assert.DoesNotMatch("519999|SC-Z", violation.Rule.English + violation.Rule.Chinese));
        Assert.Contains(violations.Found, violation => violation.Rule.English == "it is that of objects[0]");
    }

    [Fact]
    public void Change_FromAnnouncedToDone_IsTaken()
    {
        Assert.Empty(Change(null, Record(Announced())));
        Assert.Empty(Change(Record(Announced()), Record(Drawn(), 2)));
        Assert.Empty(Change(Record(Drawn(), 2), Record(Drawn(p => p.State = PlanState.Done), 3)));
        Assert.Empty(Change(Record(Announced()), Record(Announced(p => p.State = PlanState.Cancelled), 2)));
    }

    [Fact]
    public void Change_AnyInputBetweenAnnouncementAndDraw_IsNamed()
    {
        var changes = new (Action<RandomDraw> Change, string Field)[]
        {
            (d => d.SeedCommitment = ByteString.CopyFrom(Seed), "seed_commitment"),
            (d => d.RatioPercent = "40", "ratio_percent"),
            (d => d.Objects.RemoveAt(0), "objects"),
            (d => d.Inspectors.RemoveAt(0), "inspectors"),
            (d => d.OfficersPerObject = 3, "officers_per_object"),
            (d => d.ExpertsPerObject = 0, "experts_per_object"),
            (d => d.MaxObjectsPerInspector = 5, "max_objects_per_inspector"),
        };

        Assert.All(changes, item => Assert.Equal([$"draw.{item.Field} DRAW_INPUT_CHANGED"], Change(Record(Announced()), Record(Drawn(p => item.Change(p.Draw)), 2))));
        Assert.All(changes, item => Assert.Equal([$"draw.{item.Field} DRAW_INPUT_CHANGED"], Change(Record(Drawn(), 2), Record(Drawn(p => item.Change(p.Draw)), 3, RecordOperation.Correct))));
        Assert.Equal(
            changes.Select(item => $"draw.{item.Field} DRAW_INPUT_CHANGED"),
            Change(Record(Announced()), Record(Drawn(p => Array.ForEach(changes, item => item.Change(p.Draw))), 2)));
    }

    [Fact]
    public void Change_AfterTheDraw_ResultStaysToo()
        => Assert.Equal(["draw.draw_time DRAW_INPUT_CHANGED"], Change(Record(Drawn(), 2), Record(Drawn(p => { p.State = PlanState.Done; p.Draw.DrawTime.Seconds++; }), 3)));

    [Fact]
    public void Change_AnnouncementBeforeTheDraw_IsCorrectedButNotJustReplaced()
    {
        var other = Announced(p => { p.Draw.RatioPercent = "40"; p.Title = "更正（测试）"; });

        Assert.Empty(Change(Record(Announced()), Record(other, 2, RecordOperation.Correct)));
        Assert.Equal(["title NEEDS_CORRECTION", "draw.ratio_percent DRAW_INPUT_CHANGED"], Change(Record(Announced()), Record(other, 2)));
    }

    [Theory]
    [InlineData(PlanState.Drawn, PlanState.Announced, "PLAN_STATE_DONE, PLAN_STATE_CANCELLED")]
    [InlineData(PlanState.Done, PlanState.Drawn, "-")]
    [InlineData(PlanState.Announced, PlanState.Done, "PLAN_STATE_DRAWN, PLAN_STATE_CANCELLED")]
    public void Change_NotInTheTable_IsRefusedAndNamesWhatIs(PlanState from, PlanState to, string allowed)
    {
        var error = Assert.Throws<HubException>(() => Change(Record(Drawn(p => p.State = from)), Record(Drawn(p => p.State = to), 2, RecordOperation.Correct)));

        Assert.Equal(("RECORD_TRANSITION", true, allowed), (error.Kind.Reason, error.IsPrecondition, error.Metadata["allowed"]));
        Assert.Equal(("DATA_SET_INSPECTION_PLANS", Announced().PlanNumber), (error.Metadata["data_set"], error.Metadata["record_key"]));
    }

    [Fact]
    public void Change_DrawnWithoutAnnouncement_IsRefused()
    {
        var first = Assert.Throws<HubException>(() => Change(null, Record(Drawn())));
        var again = Assert.Throws<HubException>(() => Change(Record(Announced(), 2, RecordOperation.Delete), Record(Drawn(), 3)));

        Assert.All([first, again], error => Assert.Equal(("-", "PLAN_STATE_DRAWN", "PLAN_STATE_ANNOUNCED"), (error.Metadata["from"], error.Metadata["to"], error.Metadata["allowed"])));
        Assert.Empty(Change(Record(Drawn(), 2), Record(Drawn(), 3, RecordOperation.Delete)));
    }

    private static Func<InspectionPlan> Plan(Action<InspectionPlan> change) => () => Announced(change);

    private static Func<InspectionPlan> Result(Action<InspectionPlan> change) => () => Drawn(change);
}
