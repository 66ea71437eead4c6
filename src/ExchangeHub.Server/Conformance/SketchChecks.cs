using ExchangeHub.Reconciliation;
using Grpc.Core;

namespace ExchangeHub.Server.Conformance;

/// <summary>Tries <c>Sketch</c>, where it is offered.</summary>
internal static class SketchChecks
{
    private const int Cells = 13;

    /// <summary>Whether it is offered: it need not be.</summary>
    public static async Task<bool> IsOfferedAsync(LedgerProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            await probe.SketchAsync(1, null, cancellationToken, new IdRange(Guid.Empty, Guid.Empty));
            return true;
        }
        catch (RpcException error)
        {
            return error.StatusCode != StatusCode.Unimplemented;
        }
        catch (ConformanceException)
        {
            // It is, and it is wrong: the check itself says how.
            return true;
        }
    }

    public static async Task AddsUpAsync(LedgerSample sample, IReadOnlyList<FingerprintedRow> rows, byte[]? salt, CancellationToken cancellationToken)
    {
        var half = RangeParts.Of(sample.Range, 2);
        await CompareAsync(sample, rows, Cells, salt, cancellationToken, sample.Range);
        await CompareAsync(sample, rows, 1, salt, cancellationToken, [.. half]);
        await CompareAsync(sample, [.. rows.Where(row => row.Id < half[0].Bound)], Sketch.MaxCellsPerTable, salt, cancellationToken, half[0]);
    }

    private static async Task CompareAsync(LedgerSample sample, IReadOnlyList<FingerprintedRow> rows, int cells, byte[]? salt, CancellationToken cancellationToken, params IdRange[] ranges)
    {
        var expected = new Sketch(cells);
        foreach (var row in rows)
            expected.Add(row);
        var bytes = expected.ToBytes();
        var given = await sample.Probe.SketchAsync(cells, salt, cancellationToken, ranges);
        var at = bytes.AsSpan().CommonPrefixLength(given);
        if (at == bytes.Length)
            return;
        var (table, cell) = Math.DivRem(at / Sketch.CellBytes, cells);
        var word = at % Sketch.CellBytes / sizeof(uint);
        string[] words = ["count", "id0", "id1", "id2", "id3", "f0", "f1", "f2", "f3", "check"];
        throw new ConformanceException(
            $"with {cells} cells, cell {cell} of table {table} has another {words[word]} than the rows that are listed give",
            $"每表 {cells} 格时，第 {table} 表第 {cell} 格的 {words[word]} 与列出的行算得的不同");
    }
}
