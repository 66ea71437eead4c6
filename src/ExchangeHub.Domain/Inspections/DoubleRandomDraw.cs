namespace ExchangeHub.Domain.Inspections;

/// <summary>
/// The double-random draw (双随机抽取): objects and their inspectors, drawn by a published method from a seed that becomes public,
/// so that anybody, the other region first of all, can repeat it and check it. Method 1.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>All keys are brought into the normal form of <see cref="DrawKeys"/>.</item>
/// <item>The <see cref="DrawPlan.CountOf"/> objects with the smallest tickets are drawn; see <see cref="DrawTickets"/>.</item>
/// <item>
/// In the order of their tickets, each gets its team: of the officers who aren't recused from it, and who aren't yet in
/// <see cref="DrawPlan.MaxObjectsPerInspector"/> teams, those with the smallest tickets for this object; then experts alike.
/// </item>
/// <item>
/// A plan by which too few could be left for an object, with whatever seed, is refused: of the inspectors who aren't recused
/// from it, a whole team must remain without (drawn objects − 1) × team size ÷ limit, rounded down, of them.
/// </item>
/// </list>
/// </remarks>
public static class DoubleRandomDraw
{
    /// <summary>Everything that is wrong with a plan, whatever the seed; empty for one that can be published. Ask before it is.</summary>
    public static IReadOnlyList<DataProblem> Check(DrawPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var problems = new DataProblems();
        DrawPlanChecks.Check(plan, problems);
        return problems.Found;
    }

    /// <summary>Draws. A plan without problems has a result with every seed.</summary>
    /// <param name="plan">As it was published.</param>
    /// <param name="seed">The seed whose digest the plan has.</param>
    /// <exception cref="DataProblemsException">The plan or the seed is refused: everything that is wrong.</exception>
    public static DrawResult Draw(DrawPlan plan, ReadOnlySpan<byte> seed)
    {
        var checkedPlan = Check(plan, seed, mustBeCommitted: true);
        return new DrawResult(DrawAll(checkedPlan, seed.ToArray()));
    }

    /// <summary>
    /// Repeats a draw, and names everything in which a result differs from it; nothing for a result that is right. A seed other
    /// than the plan's is one such thing, and the rest is then compared with what that seed gives.
    /// </summary>
    /// <exception cref="DataProblemsException">The plan is one by which, or the seed one with which, nothing can be drawn.</exception>
    public static IReadOnlyList<DrawDisagreement> Verify(DrawPlan plan, ReadOnlySpan<byte> seed, DrawResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var checkedPlan = Check(plan, seed, mustBeCommitted: false);
        var disagreements = DrawComparison.Compare(DrawAll(checkedPlan, seed.ToArray()), result);
        return DrawSeed.IsCommitted(seed, plan)
            ? disagreements
            : [new DrawDisagreement(DrawDisagreementKind.WrongCommitment, "", "the seed is not the one whose digest the plan has", "种子与方案公布的摘要不符"), .. disagreements];
    }

    private static CheckedDrawPlan Check(DrawPlan plan, ReadOnlySpan<byte> seed, bool mustBeCommitted)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var problems = new DataProblems();
        var checkedPlan = DrawPlanChecks.Check(plan, problems);
        // A plan without a readable digest has been named already.
        if (DrawSeed.Check(seed, problems) && mustBeCommitted && DrawSeed.IsDigest(plan.SeedCommitment))
            problems.Require(DrawSeed.IsCommitted(seed, plan), "Seed", "is not the one whose digest the plan has", "与方案公布的摘要不符");
        problems.ThrowIfAny();
        return checkedPlan!;
    }

    /// <returns>The objects drawn, in the order of their tickets.</returns>
    private static List<DrawnObject> DrawAll(CheckedDrawPlan plan, byte[] seed)
    {
        var teams = plan.Inspectors.ToDictionary(inspector => inspector.Key, _ => 0, StringComparer.Ordinal);
        var most = plan.Plan.MaxObjectsPerInspector ?? int.MaxValue;
        var drawn = new List<DrawnObject>();
        foreach (var item in DrawTickets.Order(plan.Objects, item => item.Key, key => DrawTickets.OfObject(seed, key)).Take(plan.DrawnCount))
        {
            var free = plan.Inspectors.Where(inspector => teams[inspector.Key] < most && !item.Recuses(inspector)).ToLookup(inspector => inspector.Role);
            drawn.Add(new DrawnObject(item.Key, Members(InspectorRole.Officer), Members(InspectorRole.Expert)));
            foreach (var member in drawn[^1].Officers.Concat(drawn[^1].Experts))
                teams[member]++;

            List<string> Members(InspectorRole role)
                => [.. DrawTickets.Order(free[role].Select(inspector => inspector.Key), key => key, key => DrawTickets.OfInspector(seed, item.Key, key)).Take(plan.TeamSize(role))];
        }
        return drawn;
    }
}
