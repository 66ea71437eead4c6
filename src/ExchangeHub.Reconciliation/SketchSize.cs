namespace ExchangeHub.Reconciliation;

/// <summary>How large a sketch must be so that its rows can nearly always be read from it.</summary>
internal static class SketchSize
{
    /// <summary>Fewer cells in a table save nothing worth it, and two rows would too often share all their cells.</summary>
    private const int MinCellsPerTable = 16;

    /// <summary>Cells for each row, by the number of rows, with which at most 1 of 100 fails.</summary>
    private static readonly (double Rows, double Factor)[] Factors =
    [
        (10, 4.0), (20, 2.5), (100, 1.5), (200, 1.5), (500, 1.4), (1_000, 1.35), (10_000, 1.35), (140_000, 1.3),
    ];

    /// <summary>Most rows that the largest sketch holds.</summary>
    public static readonly double MaxRows = Sketch.Tables * Sketch.MaxCellsPerTable / 1.36;

    /// <summary>Cells for each row.</summary>
    public static double Factor(double rows)
    {
        if (rows <= Factors[0].Rows)
            return Factors[0].Factor;
        for (var i = 1; i < Factors.Length; i++)
        {
            var (low, high) = (Factors[i - 1], Factors[i]);
            if (rows <= high.Rows)
                return low.Factor + (high.Factor - low.Factor) * Math.Log(rows / low.Rows) / Math.Log(high.Rows / low.Rows);
        }
        return Factors[^1].Factor;
    }

    /// <summary>Cells in each table.</summary>
    public static int CellsPerTable(double rows)
        => (int)Math.Clamp(Math.Ceiling(rows * Factor(rows) / Sketch.Tables), MinCellsPerTable, Sketch.MaxCellsPerTable);

    /// <summary>Bytes of so many rows' sketch, or of several where one can't hold them.</summary>
    public static double Bytes(double rows)
        => rows <= MaxRows ? CellsPerTable(rows) * Sketch.Tables * Sketch.CellBytes : rows * 1.36 * Sketch.CellBytes;
}
