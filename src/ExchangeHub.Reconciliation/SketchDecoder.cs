using System.Buffers.Binary;

namespace ExchangeHub.Reconciliation;

/// <summary>A row that one side has more often.</summary>
/// <param name="Row">The row.</param>
/// <param name="Copies">How many more the other side has; negative: this side.</param>
internal readonly record struct DecodedRow(FingerprintedRow Row, int Copies);

/// <summary>What could be read from the difference of two sketches.</summary>
/// <param name="Rows">The rows, each once.</param>
/// <param name="IsComplete">Whether nothing is left.</param>
/// <param name="EstimatedRows">How many there are in all, by how unevenly the cells are filled.</param>
internal sealed record DecodedSketch(IReadOnlyList<DecodedRow> Rows, bool IsComplete, double EstimatedRows);

/// <summary>
/// Reads the rows that only one side has from the difference of two sketches (解码): a cell in which one row is alone tells it; taken out of
/// its other cells, it leaves others alone.
/// </summary>
internal static class SketchDecoder
{
    /// <summary>The multiplicative inverse of 3 modulo 2³². Even numbers have none: a row that one side has twice more is not read.</summary>
    private const uint InverseOfThree = 0xAAAAAAAB;

    /// <summary>Reads all that can be read; the sketch is what is left then.</summary>
    /// <param name="difference">The other side's sketch without this side's.</param>
    /// <param name="isPossible">Whether a row of this id may be in it.</param>
    public static DecodedSketch Decode(Sketch difference, Func<Guid, bool> isPossible)
    {
        var estimate = Estimate(difference);
        var found = new Dictionary<FingerprintedRow, int>();
        var waiting = new Stack<int>(Enumerable.Range(0, Sketch.Tables * difference.CellsPerTable));

        // As each row found empties a cell for good, there can't be more of them than cells: a made-up sketch ends here.
        var left = Sketch.Tables * difference.CellsPerTable;
        while (left > 0 && waiting.TryPop(out var cell))
        {
            if (Read(difference, cell, isPossible) is not { } one)
                continue;
            left--;
            difference.Add(one.Row, -one.Copies);
            found[one.Row] = found.GetValueOrDefault(one.Row) + one.Copies;
            for (var table = 0; table < Sketch.Tables; table++)
                waiting.Push(difference.CellOf(table, one.Row.Fingerprint));
        }

        var rows = found.Where(row => row.Value != 0).Select(row => new DecodedRow(row.Key, row.Value)).ToList();
        return new DecodedSketch(rows, !difference.Words.AsSpan().ContainsAnyExcept(0u), estimate);
    }

    private static DecodedRow? Read(Sketch sketch, int cell, Func<Guid, bool> isPossible)
    {
        var words = sketch.Words.AsSpan(cell * Sketch.CellWords, Sketch.CellWords);
        var copies = (int)words[0];
        uint inverse;
        switch (copies)
        {
            case 1 or -1:
                inverse = (uint)copies;
                break;
            case 3 or -3:
                inverse = InverseOfThree * (uint)(copies / 3);
                break;
            default:
                return null;
        }

        var fingerprint = new RowFingerprint(words[5] * inverse, words[6] * inverse, words[7] * inverse, words[8] * inverse);
        if (words[9] * inverse != Sketch.Check(fingerprint) || sketch.CellOf(cell / sketch.CellsPerTable, fingerprint) != cell)
            return null;

        Span<byte> id = stackalloc byte[16];
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt32BigEndian(id[(4 * i)..], words[1 + i] * inverse);
        var row = new FingerprintedRow(new Guid(id, bigEndian: true), fingerprint);
        return isPossible(row.Id) ? new DecodedRow(row, copies) : null;
    }

    /// <summary>Rows fall into cells at random, so that each table's counts vary by as much as there are rows in a cell.</summary>
    private static double Estimate(Sketch sketch)
    {
        var cells = sketch.CellsPerTable;
        var estimate = 0.0;
        for (var table = 0; table < Sketch.Tables; table++)
        {
            var (sum, squares) = (0.0, 0.0);
            for (var cell = 0; cell < cells; cell++)
            {
                double count = (int)sketch.Words[(table * cells + cell) * Sketch.CellWords];
                sum += count;
                squares += count * count;
            }
            estimate += Math.Max(Math.Abs(sum), (squares - sum * sum / cells) * cells / Math.Max(1, cells - 1)) / Sketch.Tables;
        }
        return estimate;
    }
}
