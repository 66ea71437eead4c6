using System.Text.Json;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>
/// <c>protos/ledger-vectors.json</c> is part of the contract: what a region answers about a small ledger. Where one of these fails, hub and
/// regions no longer compute alike: change the code back.
/// </summary>
public class LedgerVectorTests
{
    private static readonly VectorFile Vectors = JsonSerializer.Deserialize<VectorFile>(File.ReadAllText("ledger-vectors.json"), JsonSerializerOptions.Web)!;

    private static readonly SortedRows Ledger = new(Vectors.Rows.Select(row => new FingerprintedRow(row.Id, row.Row.Fingerprint)));

    public static TheoryData<string> Summaries { get; } = [.. Vectors.Summaries.Select(vector => vector.Name)];

    public static TheoryData<string> Sketches { get; } = [.. Vectors.Sketches.Select(vector => vector.Name)];

    [Fact]
    public void Fingerprint_EveryRow_GivesItsLimbs()
        => Assert.All(Vectors.Rows, row => Assert.Equal(row.Fingerprint, Limbs(row.Row.Fingerprint)));

    [Fact]
    public void Fingerprint_EveryRowWithTheSalt_GivesItsLimbs()
        => Assert.All(Vectors.Rows, row => Assert.Equal(row.SaltedFingerprint, Limbs(row.Row.Salted(Convert.FromHexString(Vectors.Salt)))));

    [Theory]
    [MemberData(nameof(Summaries))]
    public void Sum_Vector_GivesItsTotalAndParts(string name)
    {
        var vector = Vectors.Summaries.Single(one => one.Name == name);
        var range = new IdRange(vector.FirstId, vector.BoundId);
        var total = Ledger.Sum(range);
        var parts = vector.PartCount == 0 ? [] : RangeParts.Of(range, vector.PartCount);

        Assert.Equal(vector.Total, Sums.Of(total));
        Assert.Equal(vector.Expected, Convert.ToHexStringLower(total.Check()));
        Assert.Equal(vector.PartFirstIds, parts.Select(part => part.First));
        Assert.Equal(vector.Parts, parts.Select((part, index) => new Part(index, Sums.Of(Ledger.Sum(part)))).Where(part => part.Total.Count > 0));
    }

    [Theory]
    [MemberData(nameof(Sketches))]
    public void Sketch_Vector_GivesItsCells(string name)
    {
        var vector = Vectors.Sketches.Single(one => one.Name == name);
        var sketch = new Sketch(vector.CellsPerTable);
        foreach (var range in vector.Ranges)
        {
            foreach (var row in Ledger.Rows(new IdRange(range.FirstId, range.BoundId)))
                sketch.Add(row);
        }

        Assert.Equal(string.Concat(vector.Cells), Convert.ToHexStringLower(sketch.ToBytes()));
    }

    private static long[] Limbs(RowFingerprint fingerprint) => [fingerprint.Limb0, fingerprint.Limb1, fingerprint.Limb2, fingerprint.Limb3];

    private sealed record VectorFile(string Salt, IReadOnlyList<RowVector> Rows, IReadOnlyList<SummaryVector> Summaries, IReadOnlyList<SketchVector> Sketches);

    private sealed record RowVector(Guid Id, string Method, byte State, string RequestDigest, string ResponseDigest, long[] Fingerprint, long[] SaltedFingerprint)
    {
        public Row Row => new(Id, Method, State, RequestDigest, ResponseDigest);
    }

    private sealed record SummaryVector(
        string Name, string Note, Guid FirstId, Guid BoundId, int PartCount, Sums Total, string Expected, IReadOnlyList<Guid> PartFirstIds, IReadOnlyList<Part> Parts);

    private sealed record Part(int Index, Sums Total);

    private sealed record Sums(long Count, long Sum0, long Sum1, long Sum2, long Sum3)
    {
        public static Sums Of(RangeFingerprint sums) => new(sums.Count, sums.Sum0, sums.Sum1, sums.Sum2, sums.Sum3);
    }

    private sealed record SketchVector(string Name, string Note, IReadOnlyList<Range> Ranges, int CellsPerTable, IReadOnlyList<string> Cells);

    private sealed record Range(Guid FirstId, Guid BoundId);
}
