namespace ExchangeHub.Reconciliation;

/// <summary>Hands differences on, one at a time, and adds up what they explain.</summary>
internal sealed class DifferenceSink(Func<RowDifference, CancellationToken, ValueTask> found) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>What the other side has more by them.</summary>
    public RangeFingerprint Explained { get; private set; }

    /// <summary>Hands differences on.</summary>
    public async Task AddAsync(IReadOnlyList<RowDifference> differences, CancellationToken cancellationToken)
    {
        if (differences.Count == 0)
            return;
        await _one.WaitAsync(cancellationToken);
        try
        {
            foreach (var difference in differences)
            {
                Count++;
                Explained += Of(difference);
                await found(difference, cancellationToken);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private static RangeFingerprint Of(RowDifference difference)
    {
        var more = difference.Local is { } local ? RangeFingerprint.Of(local, -1) : default;
        foreach (var copy in difference.Remote)
            more += RangeFingerprint.Of(copy);
        return more;
    }
}
