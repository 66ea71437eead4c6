using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

public class SketchDecoderTests
{
    /// <summary>With the cells that the size's table says, 1 sketch of 100 can't be read; three times as many would be a wrong table.</summary>
    [Theory]
    [InlineData(10, 400)]
    [InlineData(40, 400)]
    [InlineData(100, 400)]
    [InlineData(200, 400)]
    [InlineData(500, 200)]
    [InlineData(1_000, 200)]
    [InlineData(4_000, 60)]
    public void Decode_SketchOfItsSize_IsNearlyAlwaysRead(int rows, int trials)
    {
        var random = new Random(rows);
        var failed = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var (sketch, added) = Made(SketchSize.CellsPerTable(rows), rows, random);
            var decoded = SketchDecoder.Decode(sketch, _ => true);
            if (decoded.IsComplete)
                Assert.Equal(added, decoded.Rows.ToHashSet());
            else
                failed++;
            Assert.InRange(decoded.EstimatedRows, 0.3 * rows, 1.9 * rows);
        }
        Assert.InRange(failed, 0, Math.Max(3, trials * 3 / 100));
    }

    [Fact]
    public void Decode_FarTooManyRows_TellsHowManyThereAre()
    {
        var (sketch, _) = Made(400, 20_000, new Random(3));
        var decoded = SketchDecoder.Decode(sketch, _ => true);

        Assert.False(decoded.IsComplete);
        Assert.InRange(decoded.EstimatedRows, 18_000, 22_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(-3)]
    public void Decode_SeveralCopies_AreRead(int copies)
    {
        var random = new Random(1);
        var row = new FingerprintedRow(Guid.NewGuid(), Tests.Made.Fingerprint(random));
        var sketch = new Sketch(16);
        sketch.Add(row, copies);

        var decoded = SketchDecoder.Decode(sketch, _ => true);
        Assert.Equal([new DecodedRow(row, copies)], decoded.Rows);
        Assert.True(decoded.IsComplete);
    }

    /// <summary>A count that can't be divided by is left: whoever asked must find the row otherwise.</summary>
    [Fact]
    public void Decode_TwoCopies_AreLeft()
    {
        var sketch = new Sketch(16);
        sketch.Add(new FingerprintedRow(Guid.NewGuid(), Tests.Made.Fingerprint(new Random(1))), 2);

        Assert.False(SketchDecoder.Decode(sketch, _ => true).IsComplete);
    }

    [Fact]
    public void Decode_RowThatCanNotBeThere_IsNotBelieved()
    {
        var sketch = new Sketch(16);
        sketch.Add(new FingerprintedRow(Guid.NewGuid(), Tests.Made.Fingerprint(new Random(1))));
        var decoded = SketchDecoder.Decode(sketch, _ => false);

        Assert.Empty(decoded.Rows);
        Assert.False(decoded.IsComplete);
    }

    /// <summary>Any bytes at all: it ends, and finds no more rows than there are cells.</summary>
    [Fact]
    public void Decode_AnyBytes_Ends()
        => Gen.Select(Gen.Int[1, 40], Gen.Int, Gen.Int[0, 3]).Sample((cells, seed, kind) =>
        {
            var random = new Random(seed);
            var bytes = new byte[cells * Sketch.Tables * Sketch.CellBytes];
            for (var i = 0; i < bytes.Length; i++)
            {
                // Counts of 1 or −1, and words that are often zero, so that checks hold.
                bytes[i] = (i % Sketch.CellBytes, kind) switch
                {
                    (< 4, > 0) => kind == 1 ? (byte)(i % 4 == 3 ? 1 : 0) : byte.MaxValue,
                    (_, 3) => 0,
                    _ => (byte)random.Next(256),
                };
            }
            var decoded = SketchDecoder.Decode(Sketch.FromBytes(bytes, cells)!, _ => true);
            Assert.InRange(decoded.Rows.Count, 0, cells * Sketch.Tables);
        });

    private static (Sketch Sketch, HashSet<DecodedRow> Rows) Made(int cells, int count, Random random)
    {
        var sketch = new Sketch(cells);
        var rows = new HashSet<DecodedRow>();
        for (var i = 0; i < count; i++)
        {
            var row = new DecodedRow(new FingerprintedRow(Guid.NewGuid(), Tests.Made.Fingerprint(random)), random.Next(2) == 0 ? 1 : -1);
            sketch.Add(row.Row, row.Copies);
            rows.Add(row);
        }
        return (sketch, rows);
    }
}
