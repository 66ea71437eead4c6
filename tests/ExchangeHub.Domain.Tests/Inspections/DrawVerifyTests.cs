using CsCheck;
using ExchangeHub.Domain.Inspections;
using static ExchangeHub.Domain.Tests.Inspections.DrawSamples;

namespace ExchangeHub.Domain.Tests.Inspections;

public class DrawVerifyTests
{
    private static readonly byte[] SomeSeed = Seed(7);
    private static readonly DrawPlan SomePlan = Plan(SomeSeed);
    private static readonly DrawResult Drawn = DoubleRandomDraw.Draw(SomePlan, SomeSeed);
    private static readonly string NotDrawn = SomePlan.Objects.Select(item => item.Key).Except(Drawn.Objects.Select(item => item.Key)).First();

    [Fact]
    public void Verify_WhatWasDrawn_IsRight()
        => Gen.Select(Gen.Int, Gen.Int[1, 30], Gen.Int[1, 100]).Sample(
            (number, objects, ratio) =>
            {
                var plan = Plan(Seed(number), objects, ratio: ratio);
                return DoubleRandomDraw.Verify(plan, Seed(number), DoubleRandomDraw.Draw(plan, Seed(number))).Count == 0;
            },
            iter: 50);

    [Fact]
    public void Verify_OtherCommitment_IsNamedAlone()
        => AssertFound([(DrawDisagreementKind.WrongCommitment, "")], DoubleRandomDraw.Verify(SomePlan with { SeedCommitment = DrawSeed.Commitment(Seed(8)) }, SomeSeed, Drawn));

    [Fact]
    public void Verify_OtherSeed_IsNamedWithWhatItDraws()
    {
        var kinds = DoubleRandomDraw.Verify(SomePlan, Seed(8), Drawn).Select(item => item.Kind).ToList();

        Assert.Equal(DrawDisagreementKind.WrongCommitment, kinds[0]);
        Assert.Contains(DrawDisagreementKind.NotDrawn, kinds);
        Assert.Contains(DrawDisagreementKind.Missing, kinds);
    }

    [Fact]
    public void Verify_SomebodyLeftOut_IsMissing()
        => AssertFound([(DrawDisagreementKind.Missing, Drawn.Objects[2].Key)], Verify([.. Drawn.Objects.Take(2), .. Drawn.Objects.Skip(3)]));

    [Fact]
    public void Verify_SomebodyAdded_WasNotDrawn()
        => AssertFound([(DrawDisagreementKind.NotDrawn, NotDrawn)], Verify([.. Drawn.Objects.Take(2), Drawn.Objects[0] with { Key = NotDrawn }, .. Drawn.Objects.Skip(2)]));

    [Fact]
    public void Verify_SomebodyExchanged_IsNamedOnBothSides()
        => AssertFound(
            [(DrawDisagreementKind.NotDrawn, NotDrawn), (DrawDisagreementKind.Missing, Drawn.Objects[4].Key)],
            Verify([.. Drawn.Objects.Take(4), Drawn.Objects[4] with { Key = NotDrawn }]));

    [Fact]
    public void Verify_SomebodyUnknown_WasNotDrawn()
        => AssertFound([(DrawDisagreementKind.NotDrawn, "X")], Verify([.. Drawn.Objects, new DrawnObject("X", [], [])]));

    [Fact]
    public void Verify_SomebodyTwice_IsRepeated()
        => AssertFound([(DrawDisagreementKind.Repeated, Drawn.Objects[1].Key)], Verify([.. Drawn.Objects, Drawn.Objects[1]]));

    [Fact]
    public void Verify_TwiceWithAnotherTeam_IsNamedForBoth()
        => AssertFound(
            [(DrawDisagreementKind.Repeated, Drawn.Objects[1].Key), (DrawDisagreementKind.OtherTeam, Drawn.Objects[1].Key)],
            Verify([.. Drawn.Objects, Drawn.Objects[1] with { Experts = [] }]));

    [Fact]
    public void Verify_ObjectsInAnotherOrder_IsNamedOnce()
        => AssertFound([(DrawDisagreementKind.OtherOrder, Drawn.Objects[3].Key)], Verify([Drawn.Objects[0], Drawn.Objects[3], Drawn.Objects[1], Drawn.Objects[2], Drawn.Objects[4]]));

    [Fact]
    public void Verify_AnotherTeam_IsNamedWithBothTeams()
    {
        var item = Drawn.Objects[1];
        var found = Verify([Drawn.Objects[0], item with { Officers = [item.Officers[0], "SC-ZF-099"] }, .. Drawn.Objects.Skip(2)]);

        AssertFound([(DrawDisagreementKind.OtherTeam, item.Key)], found);
        Assert.Contains($"drew [{item.Officers[0]}, {item.Officers[1]} | {item.Experts[0]}], and has [{item.Officers[0]}, SC-ZF-099 | {item.Experts[0]}]", found[0].English);
    }

    [Fact]
    public void Verify_ManyThingsWrong_SaysThemAll()
        => AssertFound(
            [
                (DrawDisagreementKind.WrongCommitment, ""),
                (DrawDisagreementKind.OtherTeam, Drawn.Objects[1].Key),
                (DrawDisagreementKind.NotDrawn, NotDrawn),
                (DrawDisagreementKind.Missing, Drawn.Objects[3].Key),
                (DrawDisagreementKind.Missing, Drawn.Objects[4].Key),
                (DrawDisagreementKind.OtherOrder, Drawn.Objects[1].Key),
            ],
            DoubleRandomDraw.Verify(
                SomePlan with { SeedCommitment = new string('0', 64) },
                SomeSeed,
                new DrawResult([Drawn.Objects[1] with { Officers = [] }, Drawn.Objects[0], new DrawnObject(NotDrawn, [], []), Drawn.Objects[2]])));

    /// <summary>Every single change of a result, at a place chosen by a number.</summary>
    public static TheoryData<string, Func<DrawResult, int, DrawResult>> Changes => new()
    {
        { "leave out", (result, at) => With(result, at, _ => []) },
        { "repeat", (result, at) => With(result, at, item => [item, item]) },
        { "other key", (result, at) => With(result, at, item => [item with { Key = item.Key + "0" }]) },
        { "insert", (result, at) => With(result, at, item => [item, item with { Key = item.Key + "0" }]) },
        { "swap objects", (result, at) => new([.. result.Objects.Index().OrderBy(item => item.Index == at ? (item.Index + 1.5) % 5 : item.Index).Select(item => item.Item)]) },
        { "swap officers", (result, at) => With(result, at, item => [item with { Officers = [.. item.Officers.Reverse()] }]) },
        { "fewer officers", (result, at) => With(result, at, item => [item with { Officers = [.. item.Officers.Skip(1)] }]) },
        { "more officers", (result, at) => With(result, at, item => [item with { Officers = [.. item.Officers, "SC-ZF-099"] }]) },
        { "no expert", (result, at) => With(result, at, item => [item with { Experts = [] }]) },
        { "expert as officer", (result, at) => With(result, at, item => [item with { Officers = [.. item.Officers, .. item.Experts], Experts = [] }]) },
        { "small letters", (result, at) => With(result, at, item => [item with { Experts = [.. item.Experts.Select(key => key.ToLowerInvariant())] }]) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Verify_AnySingleChange_IsNoticed(string name, Func<DrawResult, int, DrawResult> change)
        => Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 4]).Sample(
            (number, at) =>
            {
                var plan = Plan(Seed(number));
                return DoubleRandomDraw.Verify(plan, Seed(number), change(DoubleRandomDraw.Draw(plan, Seed(number)), at)).Count > 0
                    ? true
                    : throw new InvalidOperationException(name);
            },
            iter: 20);

    private static IReadOnlyList<DrawDisagreement> Verify(IReadOnlyList<DrawnObject> objects) => DoubleRandomDraw.Verify(SomePlan, SomeSeed, new DrawResult(objects));

    private static DrawResult With(DrawResult result, int at, Func<DrawnObject, DrawnObject[]> change)
        => new([.. result.Objects.Index().SelectMany(item => item.Index == at ? change(item.Item) : [item.Item])]);

    private static void AssertFound((DrawDisagreementKind Kind, string Key)[] expected, IReadOnlyList<DrawDisagreement> found)
    {
        Assert.Equal(expected, found.Select(item => (item.Kind, item.ObjectKey)));
        Assert.All(found, item => Assert.NotEmpty(item.Chinese));
    }
}
