using ExchangeHub.Domain.Inspections;
using static ExchangeHub.Domain.Tests.Inspections.DrawSamples;

namespace ExchangeHub.Domain.Tests.Inspections;

public class DrawPlanChecksTests
{
    private static readonly DrawPlan Good = Plan(Seed(1));

    public static TheoryData<string, string, DrawPlan> Broken => new()
    {
        { "SeedCommitment", "64 hexadecimal digits", Good with { SeedCommitment = "" } },
        { "SeedCommitment", "64 hexadecimal digits", Good with { SeedCommitment = Good.SeedCommitment[..63] + "g" } },
        { "RatioPercent", "more than 0", Good with { RatioPercent = 0 } },
        { "RatioPercent", "more than 0", Good with { RatioPercent = -0.0001m } },
        { "RatioPercent", "at most 100", Good with { RatioPercent = 100.0001m } },
        { "RatioPercent", "at most 4 decimals", Good with { RatioPercent = 33.33333m } },
        { "OfficersPerObject", "2 to 20", Good with { OfficersPerObject = 1 } },
        { "OfficersPerObject", "2 to 20", Good with { OfficersPerObject = 21 } },
        { "ExpertsPerObject", "0 to 20", Good with { ExpertsPerObject = -1 } },
        { "ExpertsPerObject", "0 to 20", Good with { ExpertsPerObject = 21 } },
        { "MaxObjectsPerInspector", "at least 1", Good with { MaxObjectsPerInspector = 0 } },
        { "Objects", "nothing to draw", Good with { Objects = [] } },
        { "Objects", "more than 10000", Good with { Objects = [.. Enumerable.Repeat(new DrawObject("1"), DrawPlan.MaxObjects + 1)] } },
        { "Objects[10]", "519990001 is that of Objects[0]", Good with { Objects = [.. Good.Objects, new DrawObject("５1999 0001")] } },
        { "Objects[1].Key", "1 to 64 characters", Good with { Objects = [Good.Objects[0], new DrawObject("\u3000\u200B")] } },
        { "Objects[0].Key", "none of them lost", Good with { Objects = [new DrawObject("51999\uE000")] } },
        { "Objects[0].Key", "control character", Good with { Objects = [new DrawObject("51999\0")] } },
        { "Objects[0].Key", "1 to 64 characters", Good with { Objects = [new DrawObject(new string('1', 65))] } },
        { "Objects[0].Recused[1]", "1 to 64 characters", Good with { Objects = [new DrawObject("1") { Recused = ["2", ""] }] } },
        { "Objects[0].RecusedRegions[0]", "1 to 64 characters", Good with { Objects = [new DrawObject("1") { RecusedRegions = [" "] }] } },
        { "Inspectors", "more than 1000", Good with { Inspectors = [.. Enumerable.Repeat(Good.Inspectors[0], DrawPlan.MaxInspectors + 1)] } },
        { "Inspectors[9]", "SC-ZF-002 is that of Inspectors[1]", Good with { Inspectors = [.. Good.Inspectors, Good.Inspectors[1] with { Key = "sc-zf-００２", Role = InspectorRole.Expert }] } },
        { "Inspectors[9].Key", "1 to 64 characters", Good with { Inspectors = [.. Good.Inspectors, Good.Inspectors[0] with { Key = "" }] } },
        { "Inspectors[9].Role", "unknown", Good with { Inspectors = [.. Good.Inspectors, new DrawInspector("X", default, "CN-SC")] } },
        { "Inspectors[9].Region", "1 to 64 characters", Good with { Inspectors = [.. Good.Inspectors, new DrawInspector("X", InspectorRole.Expert, "")] } },
        { "Inspectors[9].Institution", "1 to 64 characters", Good with { Inspectors = [.. Good.Inspectors, new DrawInspector("X", InspectorRole.Expert, "CN-SC", " ")] } },
        { "Inspectors", "have 6 officers, and each object needs 7", Good with { OfficersPerObject = 7 } },
        { "Inspectors", "have 3 experts, and each object needs 4", Good with { ExpertsPerObject = 4 } },
        { "Objects[0]", "519990001 has 1 officers who aren't recused, and needs 2", Good with { Objects = [Good.Objects[0] with { Recused = [.. Good.Inspectors.Take(5).Select(item => item.Key)] }, Good.Objects[1]] } },
        { "Objects[9]", "519990010 has 0 experts who aren't recused, and needs 1", Good with { Objects = [.. Good.Objects.Take(9), Good.Objects[9] with { Recused = [.. Good.Inspectors.Skip(6).Select(item => item.Key)] }] } },
        { "Inspectors", "have 3 experts, and each object needs 1 beside 4 who may have their places", Good with { MaxObjectsPerInspector = 1, Inspectors = [.. Plan(Seed(1), officers: 10).Inspectors] } },
        { "Inspectors", "have 6 officers, and each object needs 2 beside 8 who may have their places", Good with { MaxObjectsPerInspector = 1, ExpertsPerObject = 0 } },
        { "Objects[3]", "519990004 has 5 officers who aren't recused, and needs 2 beside 4 who", Good with { MaxObjectsPerInspector = 2, Objects = [.. Good.Objects.Take(3), Good.Objects[3] with { Recused = ["SC-ZF-001"] }, .. Good.Objects.Skip(4)] } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Check_OneThingWrong_IsNamed(string where, string english, DrawPlan plan)
    {
        var problem = Assert.Single(DoubleRandomDraw.Check(plan));

        Assert.Equal(where, problem.Where);
        Assert.Contains(english, problem.English);
        Assert.NotEmpty(problem.Chinese);
    }

    [Fact]
    public void Check_GoodPlan_HasNoProblem()
    {
        Assert.Empty(DoubleRandomDraw.Check(Good));
        Assert.Empty(DoubleRandomDraw.Check(Good with { MaxObjectsPerInspector = 2 })); // When the last of 5 objects gets its team, 4 officers and 2 experts may be in 2 teams.
        Assert.Empty(DoubleRandomDraw.Check(Good with { Objects = [new DrawObject(string.Concat(Enumerable.Repeat("𠮷", DrawKeys.MaxLength)))] }));
    }

    [Fact]
    public void Check_LargestPlan_HasNoProblem()
        => Assert.Empty(DoubleRandomDraw.Check(Plan(Seed(1), objects: DrawPlan.MaxObjects, officers: 200)));

    [Fact]
    public void Draw_ManyThingsWrong_SaysThemAll()
    {
        var plan = Good with
        {
            SeedCommitment = "",
            RatioPercent = 0,
            Objects = [Good.Objects[0], Good.Objects[0], new DrawObject("")],
            Inspectors = [.. Good.Inspectors, new DrawInspector("", default, "")],
            OfficersPerObject = 0,
        };

        var problems = Assert.Throws<DataProblemsException>(() => DoubleRandomDraw.Draw(plan, new byte[31])).Problems;

        Assert.Equal(
            ["SeedCommitment", "RatioPercent", "OfficersPerObject", "Objects[1]", "Objects[2].Key", "Inspectors[9].Key", "Inspectors[9].Role", "Inspectors[9].Region", "Seed"],
            problems.Select(problem => problem.Where));
    }

    [Fact]
    public void Check_RatioWrongAndInspectorsMissing_SaysBoth()
        => Assert.Equal(
            ["RatioPercent", "Inspectors", "Inspectors"],
            DoubleRandomDraw.Check(Good with { RatioPercent = 101, Inspectors = [], MaxObjectsPerInspector = 1 }).Select(problem => problem.Where));

    [Theory]
    [InlineData(0, "must be 32 bytes, and has 0")]
    [InlineData(31, "must be 32 bytes, and has 31")]
    [InlineData(33, "must be 32 bytes, and has 33")]
    [InlineData(32, "is all zeros")]
    public void Draw_UnusableSeed_IsRefused(int zeros, string english)
    {
        var plan = Good with { SeedCommitment = DrawSeed.Commitment(new byte[zeros]) };
        var refused = new[]
        {
            Assert.Throws<DataProblemsException>(() => DoubleRandomDraw.Draw(plan, new byte[zeros])),
            Assert.Throws<DataProblemsException>(() => DoubleRandomDraw.Verify(plan, new byte[zeros], new DrawResult([]))),
        };

        Assert.All(refused, one =>
        {
            var problem = Assert.Single(one.Problems);
            Assert.Equal("Seed", problem.Where);
            Assert.Contains(english, problem.English);
        });
    }

    [Fact]
    public void Draw_SeedOtherThanCommitted_IsRefused()
    {
        var problem = Assert.Single(Assert.Throws<DataProblemsException>(() => DoubleRandomDraw.Draw(Good, Seed(2))).Problems);

        Assert.Equal(("Seed", "is not the one whose digest the plan has"), (problem.Where, problem.English));
    }
}
