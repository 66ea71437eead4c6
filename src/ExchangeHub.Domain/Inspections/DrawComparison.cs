namespace ExchangeHub.Domain.Inspections;

/// <summary>Compares a result with the draw repeated.</summary>
internal static class DrawComparison
{
    /// <returns>What differs: first what the result has, in its order, then what it lacks, in the order of the draw.</returns>
    public static List<DrawDisagreement> Compare(IReadOnlyList<DrawnObject> drawn, DrawResult result)
    {
        var found = new List<DrawDisagreement>();
        var expected = drawn.ToDictionary(item => item.Key, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var item in result.Objects)
        {
            if (!seen.Add(item.Key))
                found.Add(new DrawDisagreement(DrawDisagreementKind.Repeated, item.Key, $"{item.Key} is listed more than once", $"{item.Key} 重复列出"));
            else if (expected.ContainsKey(item.Key))
                order.Add(item.Key);
            else
                found.Add(new DrawDisagreement(DrawDisagreementKind.NotDrawn, item.Key, $"{item.Key} was not drawn", $"{item.Key} 不应被抽中"));

            if (expected.TryGetValue(item.Key, out var drawnItem) && OtherTeam(drawnItem, item) is { } other)
                found.Add(other);
        }
        foreach (var item in drawn.Where(item => !seen.Contains(item.Key)))
            found.Add(new DrawDisagreement(DrawDisagreementKind.Missing, item.Key, $"{item.Key} was drawn and is not listed", $"{item.Key} 应被抽中而未列入"));
        if (FirstOutOfOrder(drawn, seen, order) is { } first)
            found.Add(new DrawDisagreement(DrawDisagreementKind.OtherOrder, first, $"the objects are out of order from {first} on", $"自 {first} 起顺序与抽取顺序不符"));
        return found;
    }

    private static DrawDisagreement? OtherTeam(DrawnObject drawn, DrawnObject item)
        => drawn.Officers.SequenceEqual(item.Officers, StringComparer.Ordinal) && drawn.Experts.SequenceEqual(item.Experts, StringComparer.Ordinal)
            ? null
            : new DrawDisagreement(DrawDisagreementKind.OtherTeam, item.Key, $"{item.Key} drew {Text(drawn)}, and has {Text(item)}", $"{item.Key} 应抽中 {Text(drawn)}，所列为 {Text(item)}");

    private static string? FirstOutOfOrder(IReadOnlyList<DrawnObject> drawn, HashSet<string> seen, List<string> order)
        => drawn.Where(item => seen.Contains(item.Key)).Zip(order).FirstOrDefault(pair => pair.First.Key != pair.Second).Second;

    private static string Text(DrawnObject team) => $"[{string.Join(", ", team.Officers)} | {string.Join(", ", team.Experts)}]";
}
