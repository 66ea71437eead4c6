namespace ExchangeHub.Reconciliation;

/// <summary>Cuts parts that differ into smaller ones and asks in which of them it is (分段).</summary>
internal sealed class RangeCutter(LocalReader local, IRemoteLedger remote)
{
    /// <summary>The parts of the whole window that differ; the other side says its sums in any case, since nothing is known of it yet.</summary>
    public async Task<(RangeFingerprint Local, RangeFingerprint Remote, IReadOnlyList<Part> Parts)> BeginAsync(IdRange window, int count, CancellationToken cancellationToken)
    {
        var mine = (await local.SumAsync([window], cancellationToken))[0];
        var answers = await remote.SummarizeAsync([new RangeQuestion(window, mine, count)], cancellationToken);
        RemoteClaims.CheckAnswers(answers.Count, 1);
        RemoteClaims.CheckSums(answers[0].Total);
        if (answers[0].Total == mine)
            return (mine, mine, []);

        var ranges = RangeParts.Of(window, count);
        var theirs = RemoteClaims.Parts(answers[0], new RangeFingerprint[count], count);
        return (mine, answers[0].Total, Differing(ranges, await local.SumAsync(ranges, cancellationToken), theirs, 0));
    }

    /// <summary>The smaller parts that differ.</summary>
    public async Task<IReadOnlyList<Part>> CutAsync(IReadOnlyList<Cut> cuts, CancellationToken cancellationToken)
    {
        var ranges = cuts.SelectMany(cut => RangeParts.Of(cut.Part.Range, cut.Count)).ToList();
        var mine = await local.SumAsync(ranges, cancellationToken);
        var questions = new List<RangeQuestion>();
        var from = 0;
        foreach (var cut in cuts)
        {
            var own = mine.Skip(from).Take(cut.Count).ToList();
            RequireUnchanged(own, cut.Part.Local);
            questions.Add(new RangeQuestion(cut.Part.Range, cut.Part.Local, cut.Count, [.. own.Select(sums => unchecked((uint)sums.Sum0))]));
            from += cut.Count;
        }

        var answers = await remote.SummarizeAsync(questions, cancellationToken);
        RemoteClaims.CheckAnswers(answers.Count, cuts.Count);
        var parts = new List<Part>();
        from = 0;
        foreach (var (cut, answer) in cuts.Zip(answers))
        {
            RemoteClaims.CheckSame(answer.Total, cut.Part.Remote);
            var own = mine.Skip(from).Take(cut.Count).ToArray();
            parts.AddRange(Differing(ranges, mine, RemoteClaims.Parts(answer, own, cut.Count), from));
            from += cut.Count;
        }
        return parts;
    }

    private static List<Part> Differing(IReadOnlyList<IdRange> ranges, IReadOnlyList<RangeFingerprint> mine, RangeFingerprint[] theirs, int from)
    {
        var parts = new List<Part>();
        for (var i = 0; i < theirs.Length; i++)
        {
            if (mine[from + i] != theirs[i])
                parts.Add(new Part(ranges[from + i], mine[from + i], theirs[i]));
        }
        return parts;
    }

    private static void RequireUnchanged(List<RangeFingerprint> parts, RangeFingerprint whole)
    {
        var sum = parts.Aggregate(default(RangeFingerprint), (left, right) => left + right);
        if (sum != whole)
            throw RemoteClaims.Changed($"of the own ledger, a range was {whole} and its parts are {sum}.", $"本方台账的区间原为 {whole}，其各段之和现为 {sum}。");
    }
}
