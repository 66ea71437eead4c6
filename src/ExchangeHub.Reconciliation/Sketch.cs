using System.Buffers.Binary;

namespace ExchangeHub.Reconciliation;

/// <summary>
/// A sketch (摘要表) of rows: four tables of cells, in each of which every row is once. The difference of two sides' sketches is that of
/// the rows which only one of them has, and those can be read from it if there are not too many.
/// </summary>
/// <remarks>The form stands at <c>exchangehub.reconciliation.v1.SketchResponse</c>: sums modulo 2³².</remarks>
public sealed class Sketch
{
    /// <summary>Tables.</summary>
    public const int Tables = 4;

    /// <summary>Bytes of a cell.</summary>
    public const int CellBytes = CellWords * sizeof(uint);

    /// <summary>Most cells in a table: the sketch then has 250 KiB.</summary>
    public const int MaxCellsPerTable = 1600;

    /// <summary>Count, four limbs of the id, four of the fingerprint, check.</summary>
    internal const int CellWords = 10;

    /// <summary>An empty one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There must be 1 to 1,600 cells in a table.</exception>
    public Sketch(int cellsPerTable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cellsPerTable, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cellsPerTable, MaxCellsPerTable);
        CellsPerTable = cellsPerTable;
        Words = new uint[Tables * cellsPerTable * CellWords];
    }

    /// <summary>Cells in each table.</summary>
    public int CellsPerTable { get; }

    /// <summary>The cells' words: table after table, cell after cell.</summary>
    internal uint[] Words { get; }

    /// <summary>Reads one that came as bytes; null where there are not as many as there must be.</summary>
    public static Sketch? FromBytes(ReadOnlySpan<byte> bytes, int cellsPerTable)
    {
        var sketch = new Sketch(cellsPerTable);
        if (bytes.Length != sketch.Words.Length * sizeof(uint))
            return null;
        for (var i = 0; i < sketch.Words.Length; i++)
            sketch.Words[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(i * sizeof(uint))..]);
        return sketch;
    }

    /// <summary>Another one with the same cells.</summary>
    internal Sketch Copy()
    {
        var copy = new Sketch(CellsPerTable);
        Words.CopyTo(copy.Words, 0);
        return copy;
    }

    /// <summary>Adds a row.</summary>
    public void Add(FingerprintedRow row) => Add(row, 1);

    /// <summary>Takes another one's rows away; both have as many cells.</summary>
    /// <exception cref="ArgumentException">They have not.</exception>
    public void Subtract(Sketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.CellsPerTable != CellsPerTable)
            throw new ArgumentException("Both sketches must have as many cells.", nameof(other));
        for (var i = 0; i < Words.Length; i++)
            Words[i] -= other.Words[i];
    }

    /// <summary>Its bytes, as they travel.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Words.Length * sizeof(uint)];
        for (var i = 0; i < Words.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * sizeof(uint)), Words[i]);
        return bytes;
    }

    /// <summary>The check of a row: no sum of limbs, so that two rows' cell does not look like one row's.</summary>
    internal static uint Check(RowFingerprint fingerprint) => (fingerprint.Limb0 & 0xFFFF) * (fingerprint.Limb3 & 0xFFFF);

    /// <summary>Adds so many copies of a row; a negative number takes them away.</summary>
    internal void Add(FingerprintedRow row, int copies)
    {
        Span<byte> id = stackalloc byte[16];
        row.Id.TryWriteBytes(id, bigEndian: true, out _);
        var fingerprint = row.Fingerprint;
        Span<uint> words =
        [
            1,
            BinaryPrimitives.ReadUInt32BigEndian(id), BinaryPrimitives.ReadUInt32BigEndian(id[4..]), BinaryPrimitives.ReadUInt32BigEndian(id[8..]), BinaryPrimitives.ReadUInt32BigEndian(id[12..]),
            fingerprint.Limb0, fingerprint.Limb1, fingerprint.Limb2, fingerprint.Limb3,
            Check(fingerprint),
        ];
        for (var table = 0; table < Tables; table++)
        {
            var cell = Words.AsSpan(CellOf(table, fingerprint) * CellWords, CellWords);
            for (var i = 0; i < CellWords; i++)
                cell[i] += (uint)copies * words[i];
        }
    }

    /// <summary>The cell, counted from the first table's first, in which a table has a row.</summary>
    internal int CellOf(int table, RowFingerprint fingerprint)
    {
        var limb = table switch { 0 => fingerprint.Limb0, 1 => fingerprint.Limb1, 2 => fingerprint.Limb2, _ => fingerprint.Limb3 };
        return table * CellsPerTable + (int)(limb % (uint)CellsPerTable);
    }
}
