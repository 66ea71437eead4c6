using System.Text.Json;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>
/// <c>protos/row-vectors.json</c> is part of the contract. Where one of these fails, the algorithm has changed, and no stored
/// fingerprint agrees with a new one: change the code back, or give the canonical row a new version.
/// </summary>
public class RowVectorTests
{
    private static readonly VectorFile Vectors =
        JsonSerializer.Deserialize<VectorFile>(File.ReadAllText("row-vectors.json"), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Names { get; } = [.. Vectors.Vectors.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ToBytes_Vector_GivesItsCanonicalForm(string name)
        => Assert.Equal(Find(name).Canonical, Convert.ToHexStringLower(Find(name).Row.Bytes));

    [Theory]
    [MemberData(nameof(Names))]
    public void Fingerprint_Vector_GivesItsLimbs(string name)
        => Assert.Equal(Find(name).Fingerprint, Limbs(Find(name).Row.Fingerprint));

    [Fact]
    public void Fingerprint_AllVectors_AddUp()
    {
        var rows = Vectors.Vectors.Select(vector => Limbs(vector.Row.Fingerprint)).ToList();

        Assert.Equal(Vectors.Sums.Count, rows.Count);
        Assert.Equal(Vectors.Sums.Fingerprint, Enumerable.Range(0, 4).Select(limb => rows.Sum(row => row[limb])));
    }

    private static Vector Find(string name) => Vectors.Vectors.Single(vector => vector.Name == name);

    private static long[] Limbs(RowFingerprint fingerprint) => [fingerprint.Limb0, fingerprint.Limb1, fingerprint.Limb2, fingerprint.Limb3];

    private sealed record VectorFile(IReadOnlyList<Vector> Vectors, Sums Sums);

    private sealed record Sums(int Count, long[] Fingerprint);

    private sealed record Vector(string Name, Guid Id, string Method, byte State, string RequestDigest, string ResponseDigest, string Canonical, long[] Fingerprint)
    {
        public Row Row => new(Id, Method, State, RequestDigest, ResponseDigest);
    }
}
