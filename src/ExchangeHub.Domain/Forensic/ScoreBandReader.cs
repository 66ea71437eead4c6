namespace ExchangeHub.Domain.Forensic;

/// <summary>Reads bands and says where they leave a gap or overlap.</summary>
internal static class ScoreBandReader
{
    public static IReadOnlyList<StarBand> Stars(RawScoreScheme raw, string where, decimal? totalMax, DataProblems problems)
    {
        var rows = (raw.StarBands ?? []).Select(row => new Row(row?.Stars ?? 0, $"{row?.Stars}", row?.From)).ToList();
        var best = rows.Select(row => row.Rank).Where(stars => stars is >= 1 and <= ScoreScheme.MaxStars).DefaultIfEmpty(1).Max();
        return [.. Read(rows, $"{where}: star_bands", "stars", [.. Enumerable.Range(1, best)], stars => $"{stars}", totalMax, problems).Select(band => new StarBand(band.Rank, band.From))];
    }

    public static IReadOnlyList<GradeBand> Grades(RawScoreScheme raw, string where, decimal? totalMax, DataProblems problems)
    {
        var grades = Enum.GetValues<IntegrityGrade>();
        var rows = (raw.GradeBands ?? []).Select(row => new Row((int)grades.FirstOrDefault(grade => $"{grade}" == row?.Grade), row?.Grade ?? "", row?.From)).ToList();
        return [.. Read(rows, $"{where}: grade_bands", "grade", [.. grades.Select(grade => (int)grade)], rank => $"{(IntegrityGrade)rank}", totalMax, problems).Select(band => new GradeBand((IntegrityGrade)band.Rank, band.From))];
    }

    /// <param name="rows">The bands in the file's order.</param>
    /// <param name="where">Where they stand.</param>
    /// <param name="field">The name of what they are bands of.</param>
    /// <param name="ranks">What there has to be a band of, each once, the lowest first.</param>
    /// <param name="text">What the file says for one of them.</param>
    /// <param name="totalMax">The most points of all; null if that is wrong itself.</param>
    /// <param name="problems">Takes what is wrong.</param>
    private static IEnumerable<(int Rank, decimal From)> Read(IReadOnlyList<Row> rows, string where, string field, IReadOnlyList<int> ranks, Func<int, string> text, decimal? totalMax, DataProblems problems)
    {
        var bands = new Dictionary<int, (decimal? From, string Where)>();
        foreach (var (index, row) in rows.Index())
        {
            var whereRow = $"{where}[{index}]";
            var from = ScoreFields.Points(row.From, 0, totalMax ?? 2 * ScoreScheme.MaxPoints, $"{whereRow}.from", problems);
            if (problems.Require(ranks.Contains(row.Rank), $"{whereRow}.{field}", $"must be one of {string.Join(", ", ranks.Select(text))}: {row.Text}", $"须为 {string.Join("、", ranks.Select(text))} 之一：{row.Text}"))
                problems.Require(bands.TryAdd(row.Rank, (from, whereRow)), $"{whereRow}.{field}", $"{row.Text} stands twice", $"{row.Text} 重复");
        }
        if (bands.Count == 0)
            return [];

        foreach (var missing in ranks.Where(rank => !bands.ContainsKey(rank)))
            problems.Add(where, $"has no band of {text(missing)}", $"缺少 {text(missing)} 的分数段");
        Cover(bands, ranks, text, problems);
        return bands.Where(band => band.Value.From is not null).OrderByDescending(band => band.Key).Select(band => (band.Key, band.Value.From!.Value));
    }

    private static void Cover(Dictionary<int, (decimal? From, string Where)> bands, IReadOnlyList<int> ranks, Func<int, string> text, DataProblems problems)
    {
        var lower = default((decimal From, int Rank)?);
        foreach (var rank in ranks)
        {
            if (!bands.TryGetValue(rank, out var band) || band.From is not { } from)
                continue;
            if (rank == ranks[0])
                problems.Require(from == 0, $"{band.Where}.from", $"must be 0: nothing has the totals below {ScoreFields.Text(from)}", $"须为 0：{ScoreFields.Text(from)} 以下没有分数段");
            if (lower is { } below)
                problems.Require(from > below.From, $"{band.Where}.from", $"overlaps the band of {text(below.Rank)}, which begins at {ScoreFields.Text(below.From)}", $"与 {text(below.Rank)} 的分数段（自 {ScoreFields.Text(below.From)} 起）重叠");
            lower = (from, rank);
        }
    }

    /// <param name="Rank">What it is a band of, higher for better; 0 if unknown.</param>
    /// <param name="Text">The same as the file says it.</param>
    /// <param name="From">The lower limit.</param>
    private sealed record Row(int Rank, string Text, decimal? From);
}
