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
        RemoteClaims.CheckWhole(theirs, answers[0].Total);
        return (mine, answers[0].Total, [.. Differing(ranges, await local.SumAsync(ranges, cancellationToken), theirs)]);
    }

    /// <summary>The smaller parts that differ, and after how many calls, one after the other, they were known.</summary>
    public async Task<(IReadOnlyList<Part> Parts, int RoundTrips)> CutAsync(IReadOnlyList<Cut> cuts, CancellationToken cancellationToken)
    {
        var pieces = await PiecesAsync(cuts, cancellationToken);
        var found = new List<Part>();
        var doubtful = new List<Pieces>();
        foreach (var (piece, answer) in await AskAsync(pieces, piece => piece.Local, cancellationToken))
        {
            // Parts that were left out have the first sum that was expected. If they are not as expected all the same, which is one chance in
            // 2³², or were left out by mistake, the sums tell, and all are asked for.
            var theirs = RemoteClaims.Parts(answer, piece.Local, piece.Cut.Count);
            if (RemoteClaims.Sum(theirs) == answer.Total)
                found.AddRange(Differing(piece.Ranges, piece.Local, theirs));
            else
                doubtful.Add(piece);
        }
        if (doubtful.Count == 0)
            return (found, 1);

        foreach (var (piece, answer) in await AskAsync(doubtful, _ => null, cancellationToken))
        {
            var theirs = RemoteClaims.Parts(answer, new RangeFingerprint[piece.Cut.Count], piece.Cut.Count);
            RemoteClaims.CheckWhole(theirs, answer.Total);
            found.AddRange(Differing(piece.Ranges, piece.Local, theirs));
        }
        return (found, 2);
    }

    private async Task<List<Pieces>> PiecesAsync(IReadOnlyList<Cut> cuts, CancellationToken cancellationToken)
    {
        var ranges = cuts.Select(cut => RangeParts.Of(cut.Part.Range, cut.Count)).ToList();
        var sums = await local.SumAsync([.. ranges.SelectMany(parts => parts)], cancellationToken);
        var pieces = new List<Pieces>();
        var from = 0;
        foreach (var (cut, parts) in cuts.Zip(ranges))
        {
            var own = sums.Skip(from).Take(cut.Count).ToArray();
            from += cut.Count;
            if (RemoteClaims.Sum(own) != cut.Part.Local)
                throw RemoteClaims.Changed($"of the own ledger, a range was {cut.Part.Local} and its parts are {RemoteClaims.Sum(own)}.", $"本方台账的区间原为 {cut.Part.Local}，其各段之和现为 {RemoteClaims.Sum(own)}。");
            pieces.Add(new Pieces(cut, parts, own));
        }
        return pieces;
    }

    private async Task<IEnumerable<(Pieces Piece, RangeSummary Answer)>> AskAsync(
        List<Pieces> pieces, Func<Pieces, RangeFingerprint[]?> expected, CancellationToken cancellationToken)
    {
        var questions = pieces.ConvertAll(piece => new RangeQuestion(
            piece.Cut.Part.Range, piece.Cut.Part.Local, piece.Cut.Count, expected(piece)?.Select(sums => unchecked((uint)sums.Sum0)).ToList()));
        var answers = await remote.SummarizeAsync(questions, cancellationToken);
        RemoteClaims.CheckAnswers(answers.Count, pieces.Count);
        foreach (var (piece, answer) in pieces.Zip(answers))
            RemoteClaims.CheckSame(answer.Total, piece.Cut.Part.Remote);
        return pieces.Zip(answers);
    }

    private static IEnumerable<Part> Differing(IReadOnlyList<IdRange> ranges, IReadOnlyList<RangeFingerprint> mine, RangeFingerprint[] theirs)
        => Enumerable.Range(0, theirs.Length).Where(i => mine[i] != theirs[i]).Select(i => new Part(ranges[i], mine[i], theirs[i]));

    /// <param name="Cut">A part that is cut.</param>
    /// <param name="Ranges">Into these.</param>
    /// <param name="Local">This side's sums of them.</param>
    private sealed record Pieces(Cut Cut, IReadOnlyList<IdRange> Ranges, RangeFingerprint[] Local);
}
