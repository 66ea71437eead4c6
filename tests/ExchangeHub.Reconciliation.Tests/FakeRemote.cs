using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>
/// The other side's ledger in memory, answering by the contract, with the bytes that its messages would have.
/// </summary>
internal sealed class FakeRemote(IEnumerable<FingerprintedRow> rows) : IRemoteLedger
{
    private readonly SortedRows _rows = new(rows);
    private long _bytes;
    private int _calls;
    private int _largest;

    public bool OffersSketches { get; init; } = true;

    /// <summary>Of all messages, both ways.</summary>
    public long Bytes => _bytes;

    public int Calls => _calls;

    /// <summary>Bytes of the largest message.</summary>
    public int Largest => _largest;

    public async Task<IReadOnlyList<RangeSummary>> SummarizeAsync(IReadOnlyList<RangeQuestion> questions, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Assert.InRange(questions.Count, 1, 256);
        Assert.All(questions.Skip(1).Zip(questions), pair => Assert.True(pair.Second.Range.Bound <= pair.First.Range.First));
        List<RangeSummary> answers = [.. questions.Select(Answer)];
        Count(Wire.Request(questions), Wire.Response(answers));
        return answers;
    }

    public async Task<RowPage> ListRowsAsync(IdRange range, int maxRows, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var rows = _rows.Rows(range);
        var count = Math.Min(rows.Count, maxRows);
        if (count < rows.Count)
        {
            // All copies of one id are on one page, and where they are those of the first, they may be more than asked for.
            while (count > 0 && rows[count - 1].Id == rows[count].Id)
                count--;
            if (count == 0)
                count = rows.TakeWhile(row => row.Id == rows[0].Id).Count();
        }
        var page = new RowPage(rows[..count], count < rows.Count ? rows[count].Id : null);
        Count(Wire.Request(range, maxRows), Wire.Response(page));
        return page;
    }

    public async Task<Sketch?> SketchAsync(IReadOnlyList<IdRange> ranges, int cellsPerTable, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Assert.InRange(ranges.Count, 1, 256);
        Assert.All(ranges.Skip(1).Zip(ranges), pair => Assert.True(pair.Second.Bound <= pair.First.First));
        Interlocked.Increment(ref _calls);
        if (!OffersSketches)
            return null;
        var sketch = new Sketch(cellsPerTable);
        foreach (var range in ranges)
        {
            foreach (var row in _rows.Rows(range))
                sketch.Add(row);
        }
        Interlocked.Decrement(ref _calls);
        Count(Wire.Request(ranges, cellsPerTable), new SketchResponse { Cells = UnsafeByteOperations.UnsafeWrap(sketch.ToBytes()) });
        return sketch;
    }

    private RangeSummary Answer(RangeQuestion question)
    {
        var total = _rows.Sum(question.Range);
        if (total == question.Expected || question.PartCount == 0)
            return new RangeSummary(total, []);
        var parts = RangeParts.Of(question.Range, question.PartCount).Select((part, index) => (Index: index, Total: _rows.Sum(part)));
        return new RangeSummary(total, [.. parts.Where(part => question.ExpectedPartSums is { } expected
            ? (uint)part.Total.Sum0 != expected[part.Index] : part.Total.Count > 0)]);
    }

    private void Count(IMessage request, IMessage response)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _bytes, request.CalculateSize() + response.CalculateSize());
        lock (_rows)
            _largest = Math.Max(_largest, Math.Max(request.CalculateSize(), response.CalculateSize()));
    }
}
