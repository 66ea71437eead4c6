using System.Collections.Frozen;

namespace ExchangeHub.Domain.Forensic;

/// <summary>All score schemes that there are, in all their versions. Immutable; replaced whole.</summary>
public sealed class ScoreSchemes
{
    private readonly FrozenDictionary<string, IReadOnlyList<ScoreScheme>> _byId;

    /// <exception cref="DataProblemsException">
    /// A version is there twice, or two versions of one scheme hold on one day: everything that is wrong.
    /// </exception>
    public ScoreSchemes(IEnumerable<ScoreScheme> schemes)
    {
        var all = schemes.ToList();
        var problems = new DataProblems();
        CheckVersions(all.Select(scheme => (scheme.ToString(), scheme)), problems);
        problems.ThrowIfAny();
        _byId = all.GroupBy(scheme => scheme.SchemeId).ToFrozenDictionary(
            group => group.Key,
            group => (IReadOnlyList<ScoreScheme>)[.. group.OrderBy(scheme => scheme.ValidFrom)],
            StringComparer.Ordinal);
    }

    /// <summary>
    /// Samples with synthetic points (测试), so that inspections can be tried before anybody supplies a real scheme:
    /// <c>JOINT-INSPECTION</c> 2024 and 2026, and <c>SC-STAR</c> 2016. A hub in service has its own.
    /// </summary>
    public static ScoreSchemes Samples { get; } = new(DataFiles.BuiltIn<ScoreScheme>("Forensic/Samples/", ScoreSchemeReader.Read));

    /// <summary>All of them, by id and then by the first day on which they hold.</summary>
    public IEnumerable<ScoreScheme> All => _byId.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value);

    /// <summary>The version that holds on <paramref name="date"/>.</summary>
    /// <exception cref="ScoreSchemeMissingException">There is no such scheme, or none of its versions holds on that day.</exception>
    public ScoreScheme Find(string schemeId, DateOnly date)
    {
        var versions = VersionsOf(schemeId);
        return versions.FirstOrDefault(scheme => scheme.IsValidOn(date))
            ?? throw new ScoreSchemeMissingException($"No version of score scheme {schemeId} holds on {date:yyyy-MM-dd}; there are {string.Join(", ", versions.Select(Period))}.", schemeId);
    }

    /// <summary>That very version, whenever it holds.</summary>
    /// <exception cref="ScoreSchemeMissingException">There is no such scheme, or no such version of it.</exception>
    public ScoreScheme Find(string schemeId, string version)
    {
        var versions = VersionsOf(schemeId);
        return versions.FirstOrDefault(scheme => scheme.Version == version)
            ?? throw new ScoreSchemeMissingException($"Score scheme {schemeId} has no version {version}; there are {string.Join(", ", versions.Select(Period))}.", schemeId);
    }

    /// <summary>Says which versions are there twice, and which hold on a day on which an earlier one holds too.</summary>
    internal static void CheckVersions(IEnumerable<(string Where, ScoreScheme Scheme)> schemes, DataProblems problems)
    {
        foreach (var scheme in schemes.GroupBy(item => item.Scheme.SchemeId, StringComparer.Ordinal))
        {
            var versions = new List<(string Where, ScoreScheme Scheme)>();
            foreach (var group in scheme.GroupBy(item => item.Scheme.Version, StringComparer.Ordinal))
            {
                versions.Add(group.First());
                foreach (var twice in group.Skip(1))
                    problems.Add(twice.Where, $"version {twice.Scheme} is there already, in {group.First().Where}", $"版本 {twice.Scheme} 重复，已见于 {group.First().Where}");
            }
            CheckPeriods(versions.OrderBy(item => item.Scheme.ValidFrom), problems);
        }
    }

    /// <param name="versions">Versions of one scheme, by their first days.</param>
    /// <param name="problems">Takes what is wrong.</param>
    private static void CheckPeriods(IEnumerable<(string Where, ScoreScheme Scheme)> versions, DataProblems problems)
    {
        var latest = default(ScoreScheme);
        foreach (var (where, scheme) in versions)
        {
            if (latest is not null)
            {
                problems.Require(!latest.IsValidOn(scheme.ValidFrom), where, $"{Period(scheme)} holds at the same time as {Period(latest)}", $"{Period(scheme)} 与 {Period(latest)} 有效期重叠");
                if ((latest.ValidTo ?? DateOnly.MaxValue) >= (scheme.ValidTo ?? DateOnly.MaxValue))
                    continue;
            }
            latest = scheme;
        }
    }

    private static string Period(ScoreScheme scheme) => $"{scheme.Version} ({scheme.ValidFrom:yyyy-MM-dd} – {scheme.ValidTo:yyyy-MM-dd})";

    private IReadOnlyList<ScoreScheme> VersionsOf(string schemeId)
        => _byId.GetValueOrDefault(schemeId)
            ?? throw new ScoreSchemeMissingException($"There is no score scheme {schemeId}; there are {string.Join(", ", _byId.Keys.Order(StringComparer.Ordinal))}.", schemeId);
}
