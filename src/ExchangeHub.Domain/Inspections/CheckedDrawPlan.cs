namespace ExchangeHub.Domain.Inspections;

/// <summary>A plan by which can be drawn: its keys in their normal form, all different.</summary>
internal sealed record CheckedDrawPlan(DrawPlan Plan, IReadOnlyList<CheckedObject> Objects, IReadOnlyList<CheckedInspector> Inspectors)
{
    public int DrawnCount => DrawPlan.CountOf(Plan.RatioPercent, Objects.Count);

    public int TeamSize(InspectorRole role) => role == InspectorRole.Officer ? Plan.OfficersPerObject : Plan.ExpertsPerObject;
}

internal sealed record CheckedObject(string Key, IReadOnlySet<string> Recused, IReadOnlySet<string> RecusedRegions)
{
    public bool Recuses(CheckedInspector inspector)
        => Recused.Contains(inspector.Key) || Recused.Contains(inspector.Institution) || RecusedRegions.Contains(inspector.Region);
}

/// <param name="Institution">Empty for none, which no object recuses.</param>
internal sealed record CheckedInspector(string Key, InspectorRole Role, string Region, string Institution);
