namespace ExchangeHub.Reconciliation;

/// <summary>A question for one range's sums; see <c>exchangehub.reconciliation.v1.RangeQuestion</c>.</summary>
/// <param name="Range">The range.</param>
/// <param name="Expected">What this side has; the other is told only a check value of it. Null: it is to describe the range in any case.</param>
/// <param name="PartCount">0, or into how many parts (<see cref="RangeParts"/>) it is cut where it is not as expected.</param>
/// <param name="ExpectedPartSums">Null, or each part's first sum modulo 2³²: parts that have the same are left out.</param>
public sealed record RangeQuestion(IdRange Range, RangeFingerprint? Expected, int PartCount = 0, IReadOnlyList<uint>? ExpectedPartSums = null);

/// <summary>The other side's sums of one range.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Parts">
/// Where it is not as expected: the parts, by their index. Left out are, where part sums were expected, those that have the expected one
/// (a part that should have rows and has none is told); where none were, those without rows.
/// </param>
public sealed record RangeSummary(RangeFingerprint Total, IReadOnlyList<(int Index, RangeFingerprint Total)> Parts);

/// <summary>Some of the other side's rows.</summary>
/// <param name="Rows">In order.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record RowPage(IReadOnlyList<FingerprintedRow> Rows, Guid? Next);

/// <summary>
/// The other side's rows, as it tells them: it may be wrong, and it may lie. Whoever implements this over a network checks that messages are
/// well formed; what they claim is checked by who compares. Calls may be made side by side.
/// </summary>
public interface IRemoteLedger
{
    /// <summary>The sums, one for each question, in their order.</summary>
    /// <exception cref="RemoteLedgerException">The answer is malformed.</exception>
    Task<IReadOnlyList<RangeSummary>> SummarizeAsync(IReadOnlyList<RangeQuestion> questions, CancellationToken cancellationToken);

    /// <summary>Rows from the range's beginning on, at most so many; more only where they all are copies of the first one's id.</summary>
    /// <exception cref="RemoteLedgerException">The answer is malformed.</exception>
    Task<RowPage> ListRowsAsync(IdRange range, int maxRows, CancellationToken cancellationToken);

    /// <summary>A sketch of ranges; null where the other side offers none.</summary>
    /// <exception cref="RemoteLedgerException">The answer is malformed.</exception>
    Task<Sketch?> SketchAsync(IReadOnlyList<IdRange> ranges, int cellsPerTable, CancellationToken cancellationToken);
}

/// <summary>What the other side says can't be true, or its ledger changed while it was read.</summary>
/// <param name="message">What is wrong, in English.</param>
/// <param name="messageZh">The same in Chinese.</param>
/// <param name="isChange">Whether it is only that the ledger changed: then the comparison may be begun again.</param>
public sealed class RemoteLedgerException(string message, string messageZh, bool isChange = false) : Exception(message)
{
    /// <summary>What is wrong, in Chinese.</summary>
    public string MessageZh => messageZh;

    /// <summary>Whether the ledger changed while it was read.</summary>
    public bool IsChange => isChange;
}
