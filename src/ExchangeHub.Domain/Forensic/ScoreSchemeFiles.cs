namespace ExchangeHub.Domain.Forensic;

/// <summary>
/// Score schemes as files that an operator adds: JSON (UTF-8), one file for each version of a scheme.
/// <code>
/// { "scheme_id": "JOINT-INSPECTION", "version": "2026", "region": "JOINT", "name_zh": "…", "name_en": "…", "note": "",
///   "valid_from": "2026-01-01", "valid_to": "", "base_max": 85, "bonus_max": 15,
///   "dimensions": [ { "code": "B1", "name_zh": "党建", "name_en": "Party work", "max": 5,
///                     "indicators": [ { "code": "B1.1", "name_zh": "党组织建设", "max": 5 } ] } ],
///   "bonus": { "code": "P", "name_zh": "加分", "name_en": "Bonus", "max": 15, "indicators": [ … ] },
///   "veto_rules": [ { "code": "V1", "name_zh": "…" } ],
///   "star_bands": [ { "stars": 2, "from": 60 }, { "stars": 1, "from": 0 } ],
///   "grade_bands": [ { "grade": "A", "from": 90 }, { "grade": "B", "from": 75 }, { "grade": "C", "from": 60 }, { "grade": "D", "from": 0 } ] }
/// </code>
/// A band reaches up to the lower limit of the next better one, so that the last begins at 0. <c>star_bands</c> or <c>grade_bands</c>
/// may be left out, not both; <c>bonus</c> where <c>bonus_max</c> is 0; <c>valid_to</c> where there is no end yet.
/// </summary>
public static class ScoreSchemeFiles
{
    /// <summary>The most files that are read.</summary>
    public const int MaxFiles = 1_000;

    /// <summary>The largest file, in bytes. A scheme of forty indicators takes 5 KiB.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    /// <summary>Reads all <c>*.json</c> of a folder, not of those within it.</summary>
    /// <exception cref="DataProblemsException">There is no such folder, or something is wrong with its files.</exception>
    public static ScoreSchemes LoadFolder(string folder) => Load(DataFiles.InFolder(folder));

    /// <summary>Reads files.</summary>
    /// <exception cref="DataProblemsException">Something is wrong with them or between them: everything that is.</exception>
    public static ScoreSchemes Load(IEnumerable<string> paths)
    {
        var list = paths.Take(MaxFiles + 1).ToList();
        var problems = new DataProblems();
        if (!problems.Require(list.Count <= MaxFiles, "score schemes", $"more than {MaxFiles} files", $"文件超过 {MaxFiles} 个"))
            problems.ThrowIfAny();

        var read = new List<(string Where, ScoreScheme Scheme)>();
        foreach (var path in list)
        {
            if (DataFiles.Read(path, MaxFileBytes, ScoreSchemeReader.Read, problems) is { } scheme)
                read.Add((path, scheme));
        }
        ScoreSchemes.CheckVersions(read, problems);
        problems.ThrowIfAny();
        return new ScoreSchemes(read.Select(item => item.Scheme));
    }
}
