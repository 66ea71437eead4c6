using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Validation;
using Drawn = ExchangeHub.Domain.Inspections.DrawnObject;
using Inspector = ExchangeHub.Domain.Inspections.DrawInspector;
using Item = ExchangeHub.Domain.Inspections.DrawObject;
using Role = ExchangeHub.Domain.Inspections.InspectorRole;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Draws as messages have them and as they are computed, and what is wrong with them in terms of the message.</summary>
internal static partial class DrawMessages
{
    /// <summary>The plan; what can't be read of it is such that its check names it.</summary>
    public static DrawPlan Plan(RandomDraw draw) => new()
    {
        SeedCommitment = Convert.ToHexStringLower(draw.SeedCommitment.Span),
        RatioPercent = Ratio().IsMatch(draw.RatioPercent) ? decimal.Parse(draw.RatioPercent, CultureInfo.InvariantCulture) : 0,
        Objects = [.. draw.Objects.Select(item => new Item(item.Key) { Recused = [.. item.RecusedInspectors], RecusedRegions = [.. item.RecusedRegions] })],
        Inspectors = [.. draw.Inspectors.Select(item => new Inspector(item.Key, (Role)(int)item.Role, item.RegionCode, item.InstitutionKey))],
        OfficersPerObject = draw.OfficersPerObject,
        ExpertsPerObject = draw.ExpertsPerObject,
        MaxObjectsPerInspector = draw.MaxObjectsPerInspector == 0 ? null : draw.MaxObjectsPerInspector,
    };

    public static DrawResult Result(RandomDraw draw) => new([.. draw.DrawnObjects.Select(item => new Drawn(item.Key, [.. item.Officers], [.. item.Experts]))]);

    /// <summary>A plan's problem as a violation: its field within the draw, and texts without the keys that it names.</summary>
    public static (string Field, Rule Rule) Told(DataProblem problem, DrawPlan plan)
    {
        var (english, chinese) = (problem.English, problem.Chinese);
        if (Place().Match(problem.Where) is { Success: true } place && KeyAt(plan, place) is { } key && english.StartsWith(key, StringComparison.Ordinal) && chinese.StartsWith(key, StringComparison.Ordinal))
            (english, chinese) = ($"it{english[key.Length..]}", $"该项{chinese[key.Length..]}");
        return (Field(problem.Where), new Rule("DRAW_PLAN", Fields(english), Fields(chinese)));
    }

    /// <summary>A result's disagreement as a violation: its field within the draw, and texts that name objects by their places.</summary>
    public static (string Field, Rule Rule) Told(DrawDisagreement item, RandomDraw draw)
    {
        var listed = draw.DrawnObjects.Index().Where(pair => pair.Item.Key == item.ObjectKey).Select(pair => pair.Index).ToList();
        var known = draw.Objects.Index().Where(pair => DrawKeys.Normalise(pair.Item.Key) == item.ObjectKey).Select(pair => pair.Index).FirstOrDefault(-1);
        var at = listed.Count == 0 ? "drawn_objects" : $"drawn_objects[{(item.Kind == DrawDisagreementKind.Repeated ? listed[^1] : listed[0])}]";
        var reason = $"DRAW_{JsonNamingPolicy.SnakeCaseUpper.ConvertName(item.Kind.ToString())}";
        return item.Kind switch
        {
            DrawDisagreementKind.WrongCommitment => ("seed", new Rule(reason, "is not the one whose digest is seed_commitment", "与公布的种子摘要（seed_commitment）不符")),
            DrawDisagreementKind.NotDrawn => (at, new Rule(reason, "was not drawn by this seed", "不是该种子抽中的对象")),
            DrawDisagreementKind.Missing => (at, new Rule(reason, $"lack objects[{known}], which this seed draws", $"缺少 objects[{known}]：该种子抽中此对象")),
            DrawDisagreementKind.Repeated => (at, new Rule(reason, "stands there already", "重复")),
            DrawDisagreementKind.OtherTeam => (at, new Rule(reason, "has another team than this seed draws, or in another order", "检查组与该种子抽取的人员或顺序不符")),
            _ => (at, new Rule(reason, "is out of the order of the draw, and so may be what follows", "自此项起与抽取顺序不符")),
        };
    }

    private static string? KeyAt(DrawPlan plan, Match place)
    {
        var index = int.Parse(place.Groups["index"].Value, CultureInfo.InvariantCulture);
        return DrawKeys.Normalise(place.Groups["list"].Value == nameof(DrawPlan.Objects) ? plan.Objects[index].Key : plan.Inspectors[index].Key);
    }

    /// <summary>A path of the computation's as one of the message's.</summary>
    private static string Field(string where)
        => string.Join('.', where.Split('.').Select(part => Names.GetValueOrDefault(Word().Match(part).Value) is { } name ? Word().Replace(part, name, 1) : JsonNamingPolicy.SnakeCaseLower.ConvertName(part)));

    /// <summary>A text with the paths in it, e.g. <c>Objects[2]</c>, as the message has them.</summary>
    private static string Fields(string text) => Place().Replace(text, match => Field(match.Value));

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["Objects"] = "objects",
        ["Inspectors"] = "inspectors",
        ["Recused"] = "recused_inspectors",
        ["RecusedRegions"] = "recused_regions",
        ["Region"] = "region_code",
        ["Institution"] = "institution_key",
    };

    [GeneratedRegex(@"^[0-9]{1,3}(?:\.[0-9]{1,4})?\z")]
    private static partial Regex Ratio();

    [GeneratedRegex(@"(?<list>Objects|Inspectors)\[(?<index>[0-9]+)\]")]
    private static partial Regex Place();

    [GeneratedRegex("^[A-Za-z]+")]
    private static partial Regex Word();
}
