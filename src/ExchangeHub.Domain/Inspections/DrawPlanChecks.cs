namespace ExchangeHub.Domain.Inspections;

/// <summary>What must hold of a plan before it is published, whatever seed will be drawn.</summary>
internal static class DrawPlanChecks
{
    /// <returns>Null where something doesn't hold, and <paramref name="problems"/> has everything that doesn't.</returns>
    public static CheckedDrawPlan? Check(DrawPlan plan, DataProblems problems)
    {
        var found = new DataProblems();
        found.Require(DrawSeed.IsDigest(plan.SeedCommitment), nameof(plan.SeedCommitment), "must be 64 hexadecimal digits", "应为 64 位十六进制数");
        found.Require(
            DrawPlan.IsRatio(plan.RatioPercent),
            nameof(plan.RatioPercent), $"must be more than 0 and at most 100, with at most {DrawPlan.RatioDecimals} decimals", $"应大于 0 且不超过 100，小数不超过 {DrawPlan.RatioDecimals} 位");
        var sized = AreSizes(plan, found);
        var objects = Objects(plan.Objects, found);
        var inspectors = Inspectors(plan.Inspectors, found);
        var whole = new CheckedDrawPlan(plan, objects, inspectors);
        // Where a key can't be read, somebody would seem to be missing who isn't.
        if (sized && objects.Count == plan.Objects.Count && inspectors.Count == plan.Inspectors.Count)
            HasInspectors(whole, found);
        problems.AddAll(found);
        return found.Any ? null : whole;
    }

    private static bool AreSizes(DrawPlan plan, DataProblems problems)
    {
        var officers = problems.Require(
            plan.OfficersPerObject is >= DrawPlan.MinOfficers and <= DrawPlan.MaxPerTeam,
            nameof(plan.OfficersPerObject), $"must be {DrawPlan.MinOfficers} to {DrawPlan.MaxPerTeam}", $"应为 {DrawPlan.MinOfficers} 至 {DrawPlan.MaxPerTeam}");
        var experts = problems.Require(
            plan.ExpertsPerObject is >= 0 and <= DrawPlan.MaxPerTeam,
            nameof(plan.ExpertsPerObject), $"must be 0 to {DrawPlan.MaxPerTeam}", $"应为 0 至 {DrawPlan.MaxPerTeam}");
        var limit = problems.Require(plan.MaxObjectsPerInspector is null or >= 1, nameof(plan.MaxObjectsPerInspector), "must be at least 1", "应不小于 1");
        return officers && experts && limit;
    }

    private static List<CheckedObject> Objects(IReadOnlyList<DrawObject> objects, DataProblems problems)
    {
        var read = new List<CheckedObject>();
        problems.Require(objects.Count > 0, nameof(DrawPlan.Objects), "are none: there is nothing to draw", "为空：没有可抽取的对象");
        if (!problems.Require(objects.Count <= DrawPlan.MaxObjects, nameof(DrawPlan.Objects), $"are more than {DrawPlan.MaxObjects}", $"超过 {DrawPlan.MaxObjects} 个"))
            return read;

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (index, item) in objects.Index())
        {
            var where = $"{nameof(DrawPlan.Objects)}[{index}]";
            var key = Key(item.Key, $"{where}.{nameof(item.Key)}", problems);
            var recused = Keys(item.Recused, $"{where}.{nameof(item.Recused)}", problems);
            var regions = Keys(item.RecusedRegions, $"{where}.{nameof(item.RecusedRegions)}", problems);
            if (key is null || recused is null || regions is null || !IsNew(key, where, seen, problems))
                continue;
            recused.Add(key);
            read.Add(new CheckedObject(key, recused, regions));
        }
        return read;
    }

    private static List<CheckedInspector> Inspectors(IReadOnlyList<DrawInspector> inspectors, DataProblems problems)
    {
        var read = new List<CheckedInspector>();
        if (!problems.Require(inspectors.Count <= DrawPlan.MaxInspectors, nameof(DrawPlan.Inspectors), $"are more than {DrawPlan.MaxInspectors}", $"超过 {DrawPlan.MaxInspectors} 人"))
            return read;

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (index, item) in inspectors.Index())
        {
            var where = $"{nameof(DrawPlan.Inspectors)}[{index}]";
            var key = Key(item.Key, $"{where}.{nameof(item.Key)}", problems);
            var known = problems.Require(Enum.IsDefined(item.Role), $"{where}.{nameof(item.Role)}", "is unknown", "未知角色");
            var region = Key(item.Region, $"{where}.{nameof(item.Region)}", problems);
            var institution = string.IsNullOrEmpty(item.Institution) ? "" : Key(item.Institution, $"{where}.{nameof(item.Institution)}", problems);
            if (key is not null && known && region is not null && institution is not null && IsNew(key, where, seen, problems))
                read.Add(new CheckedInspector(key, item.Role, region, institution));
        }
        return read;
    }

    /// <summary>
    /// Whether every object gets a team, whatever the seed. Were a draw to end without a result, it would be drawn again, and
    /// somebody could see to it that it does.
    /// </summary>
    private static void HasInspectors(CheckedDrawPlan plan, DataProblems problems)
    {
        foreach (var (role, english, chinese) in new[] { (InspectorRole.Officer, "officers", "执法人员"), (InspectorRole.Expert, "experts", "专家") })
        {
            var (needed, full, all) = (plan.TeamSize(role), MostFull(plan, role), plan.Inspectors.Where(inspector => inspector.Role == role).ToList());
            var (fullEnglish, fullChinese) = full == 0 ? ("", "") : ($" beside {full} who may have their places already", $"，另有 {full} 人可能已满额");
            if (!problems.Require(
                all.Count >= needed + full, nameof(DrawPlan.Inspectors),
                $"have {all.Count} {english}, and each object needs {needed}{fullEnglish}", $"中{chinese}仅 {all.Count} 人，每个对象需 {needed} 人{fullChinese}"))
                continue;

            foreach (var (index, item) in plan.Objects.Index())
            {
                var left = all.Count(inspector => !item.Recuses(inspector));
                problems.Require(
                    left >= needed + full, $"{nameof(DrawPlan.Objects)}[{index}]",
                    $"{item.Key} has {left} {english} who aren't recused, and needs {needed}{fullEnglish}", $"{item.Key} 回避后{chinese}仅 {left} 人，需 {needed} 人{fullChinese}");
            }
        }
    }

    /// <summary>How many inspectors can be in as many teams as the limit allows when the last object gets its team: at worst as few share all places.</summary>
    private static int MostFull(CheckedDrawPlan plan, InspectorRole role)
        => plan.Plan.MaxObjectsPerInspector is { } most && DrawPlan.IsRatio(plan.Plan.RatioPercent) && plan.Objects.Count > 0
            ? (plan.DrawnCount - 1) * plan.TeamSize(role) / most
            : 0;

    private static bool IsNew(string key, string where, Dictionary<string, string> seen, DataProblems problems)
        => problems.Require(seen.TryAdd(key, where), where, $"{key} is that of {seen[key]}", $"{key} 与 {seen[key]} 重复");

    private static HashSet<string>? Keys(IReadOnlyList<string> raw, string where, DataProblems problems)
    {
        var keys = raw.Index().Select(item => Key(item.Item, $"{where}[{item.Index}]", problems)).ToList();
        return keys.Contains(null) ? null : keys.OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    private static string? Key(string raw, string where, DataProblems problems)
    {
        var key = DrawKeys.Normalise(raw);
        problems.Require(
            key is not null, where,
            $"must have 1 to {DrawKeys.MaxLength} characters, none of them lost or a control character", $"应为 1 至 {DrawKeys.MaxLength} 个字符，且不含乱码或控制字符");
        return key;
    }
}
