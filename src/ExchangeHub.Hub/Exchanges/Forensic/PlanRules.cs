using System.Text;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Validation;
using Google.Protobuf.WellKnownTypes;
using Plan = ExchangeHub.Domain.Inspections.DrawPlan;
using Role = ExchangeHub.Domain.Inspections.InspectorRole;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>What a plan of inspections must look like (检查计划), and whether its draw is the one that its seed gives (双随机).</summary>
internal static class PlanRules
{
    /// <summary>
    /// The most bytes of a plan with its result: a message has 256 KiB, some of which the record around it takes. A plan is
    /// judged by it before the draw, lest it be drawn and can't be published.
    /// </summary>
    public const int MaxBytes = 240 * 1024;

    private const int MaxObjects = 2_000;
    private const int MaxInspectors = 1_000;
    private const int SeedBytes = DrawSeed.Size;
    private const int FirstYear = 2000;
    private const int LastYear = 2200;

    private static readonly Rule Years = ForensicRules.Range(FirstYear, LastYear);
    private static readonly Rule ObjectCount = ForensicRules.Count(1, MaxObjects);
    private static readonly Rule InspectorCount = ForensicRules.Count(0, MaxInspectors);
    private static readonly Rule DrawnCount = ForensicRules.Count(0, MaxObjects);
    private static readonly Rule OnlyRandom = new("ONLY_WHEN_RANDOM", "must be given with the type DOUBLE_RANDOM, and only then", "仅在双随机检查时填写，且必须填写");
    private static readonly Rule OnlyDrawn = new("ONLY_WHEN_DRAWN", "must be absent before the draw", "抽取前应留空");
    private static readonly Rule SeedZero = new("SEED_ZERO", "is all zeros: nobody drew it", "全为零：并非随机产生");
    private static readonly Rule NoTime = new("NOT_A_TIME", "must be a point in time", "必须是有效的时间");
    private static readonly Rule TooLarge = new("TOO_LARGE", $"is, or could be with its result, larger than {MaxBytes} bytes; make several plans of it", $"连同抽取结果超过或可能超过 {MaxBytes} 字节，请拆分为多个计划");

    public static void Check(InspectionPlan plan, string path, Violations violations)
    {
        ForensicRules.Number.Check(violations, path, "plan_number", plan.PlanNumber);
        violations.Require(plan.Year is >= FirstYear and <= LastYear, path, "year", Years);
        CommonRules.Given(violations, path, "type", plan.Type);
        CommonRules.Given(violations, path, "state", plan.State);
        ForensicRules.Name.Check(violations, path, "title", plan.Title);
        violations.Require(plan.Draw is not null == (plan.Type == InspectionType.DoubleRandom), path, "draw", OnlyRandom);
        if (plan.Draw is { } draw)
            Draw(plan, draw, $"{path}.draw", violations);
    }

    private static void Draw(InspectionPlan message, RandomDraw draw, string path, Violations violations)
    {
        ForensicRules.Sha256(violations, path, "seed_commitment", draw.SeedCommitment);
        var isDrawn = Stage(message.State, draw, path, violations);
        // A list that is too long is not looked into: what a plan can cost has a limit.
        var counted = violations.Require(draw.Objects.Count is >= 1 and <= MaxObjects, path, "objects", ObjectCount)
            & violations.Require(draw.Inspectors.Count <= MaxInspectors, path, "inspectors", InspectorCount)
            & violations.Require(draw.DrawnObjects.Count <= MaxObjects, path, "drawn_objects", DrawnCount);
        if (!counted)
            return;

        var plan = DrawMessages.Plan(draw);
        var problems = DoubleRandomDraw.Check(plan);
        foreach (var (field, rule) in problems.Select(problem => DrawMessages.Told(problem, plan)))
        {
            // That the digest has 32 bytes was looked at above.
            if (field != "seed_commitment")
                violations.Add(path, field, rule);
        }
        violations.Require(message.CalculateSize() <= MaxBytes && (isDrawn || problems.Count > 0 || message.CalculateSize() + ResultBytes(plan) <= MaxBytes), "", path, TooLarge);
        if (isDrawn && problems.Count == 0 && IsSeed(draw, path, violations))
        {
            foreach (var (field, rule) in DoubleRandomDraw.Verify(plan, draw.Seed.Span, DrawMessages.Result(draw)).Select(item => DrawMessages.Told(item, draw)))
                violations.Add(path, field, rule);
        }
    }

    /// <summary>Seed, time and result are there once it is drawn, and not before; a plan may be cancelled before and after.</summary>
    /// <returns>Whether it is drawn.</returns>
    private static bool Stage(PlanState state, RandomDraw draw, string path, Violations violations)
    {
        var some = draw.Seed.Length > 0 || draw.DrawTime is not null || draw.DrawnObjects.Count > 0;
        var isDrawn = state is PlanState.Drawn or PlanState.Done || (state == PlanState.Cancelled && some);
        var rule = isDrawn ? CommonRules.Required : OnlyDrawn;
        violations.Require(draw.Seed.Length > 0 == isDrawn, path, "seed", rule);
        violations.Require(draw.DrawTime is not null == isDrawn, path, "draw_time", rule);
        violations.Require(draw.DrawnObjects.Count > 0 == isDrawn, path, "drawn_objects", rule);
        if (draw.DrawTime is { } time && violations.Require(IsTime(time), path, "draw_time", NoTime))
            violations.Require(ChinaTime.DateOf(time.ToDateTimeOffset()) <= violations.Today, path, "draw_time", CommonRules.Future);
        return isDrawn;
    }

    private static bool IsSeed(RandomDraw draw, string path, Violations violations)
        => draw.Seed.Length > 0 // That there is none was said already.
            && violations.Require(draw.Seed.Length == SeedBytes, path, "seed", ForensicRules.Digest)
            && violations.Require(draw.Seed.Span.ContainsAnyExcept((byte)0), path, "seed", SeedZero);

    private static bool IsTime(Timestamp time)
        => time.Seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && time.Seconds <= DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeSeconds() && time.Nanos is >= 0 and < 1_000_000_000;

    /// <summary>The most bytes that seed, time and result can take: for each object a team of those with the longest keys.</summary>
    private static long ResultBytes(Plan plan)
    {
        const int Fixed = 64; // Seed and time.
        const int Item = 5; // Tag and length of a drawn object.
        long drawn = Plan.CountOf(plan.RatioPercent, plan.Objects.Count);
        var team = plan.OfficersPerObject * Longest(Role.Officer) + plan.ExpertsPerObject * Longest(Role.Expert);
        return Fixed + drawn * (Item + plan.Objects.Max(item => Bytes(item.Key)) + team);

        int Longest(Role role) => plan.Inspectors.Where(inspector => inspector.Role == role).Select(inspector => Bytes(inspector.Key)).DefaultIfEmpty().Max();

        static int Bytes(string key) => 3 + Encoding.UTF8.GetByteCount(DrawKeys.Normalise(key) ?? key);
    }
}
