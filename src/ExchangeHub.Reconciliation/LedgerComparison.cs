namespace ExchangeHub.Reconciliation;

/// <summary>
/// Compares two ledgers of one participant (对账): finds every row that differs, with few bytes where few differ, and proves by the sums that
/// it found all. It holds no more in mind than parts that differ, a page, or a sketch's rows.
/// </summary>
public sealed class LedgerComparison
{
    private readonly ILocalLedger _local;
    private readonly IRemoteLedger _remote;
    private readonly ComparisonOptions _options;

    /// <summary>Compares with the given bounds.</summary>
    /// <param name="local">This side's ledger.</param>
    /// <param name="remote">The other side's.</param>
    /// <param name="options">The bounds.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not in its range.</exception>
    public LedgerComparison(ILocalLedger local, IRemoteLedger remote, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_local, _remote, _options) = (local, remote, options);
    }

    /// <summary>Compares a window.</summary>
    /// <param name="window">The ids to compare.</param>
    /// <param name="found">
    /// Is told each differing row once, one at a time, in no order, while the comparison goes on. When the comparison fails, what it was told
    /// is to be thrown away.
    /// </param>
    /// <param name="progress">Is told how far it is; may be null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">The window is empty.</exception>
    /// <exception cref="RemoteLedgerException">
    /// What the other side says can't be true; or, where <see cref="RemoteLedgerException.IsChange"/>, a ledger changed, and it may be begun again.
    /// </exception>
    public async Task<ComparisonResult> RunAsync(
        IdRange window, Func<RowDifference, CancellationToken, ValueTask> found, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (window.First >= window.Bound)
            throw new ArgumentException("A window's bound must be above its first id.", nameof(window));

        using var local = new LocalReader(_local);
        using var sink = new DifferenceSink(found);
        var (mine, theirs, parts) = await new RangeCutter(local, _remote).BeginAsync(window, _options.Parts, cancellationToken);
        if (mine == theirs)
        {
            progress?.Report(new ComparisonProgress(1, 1));
            return new ComparisonResult(mine, theirs, default, 0, ComparisonMethods.Equal, 1);
        }

        var rounds = new ComparisonRounds(local, _remote, sink, _options, Math.Max(mine.Count, theirs.Count), progress);
        await rounds.RunAsync(parts, cancellationToken);
        var residual = theirs - mine - sink.Explained;
        if (!residual.IsZero)
            throw RemoteClaims.Changed($"The rows found leave {residual} unexplained.", $"所查明的行之外，尚余 {residual} 无法说明。");
        return new ComparisonResult(mine, theirs, residual, sink.Count, rounds.Methods, 1 + rounds.RoundTrips);
    }
}
