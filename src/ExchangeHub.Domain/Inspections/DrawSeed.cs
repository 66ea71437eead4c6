using System.Security.Cryptography;

namespace ExchangeHub.Domain.Inspections;

/// <summary>
/// The seed (随机种子) of a draw: random bytes that are kept secret until the draw. Its digest is published with the plan, the
/// seed itself, in hexadecimal, with the result. Each draw has a new one.
/// </summary>
public static class DrawSeed
{
    /// <summary>Length of a seed in bytes.</summary>
    public const int Size = 32;

    /// <summary>What is published before the draw: the SHA-256 of the seed, 64 small hexadecimal digits.</summary>
    public static string Commitment(ReadOnlySpan<byte> seed) => Convert.ToHexStringLower(SHA256.HashData(seed));

    internal static bool Check(ReadOnlySpan<byte> seed, DataProblems problems)
        => problems.Require(seed.Length == Size, "Seed", $"must be {Size} bytes, and has {seed.Length}", $"应为 {Size} 字节，实为 {seed.Length} 字节")
        && problems.Require(seed.ContainsAnyExcept((byte)0), "Seed", "is all zeros: nobody drew it", "全为零：并非随机产生");

    internal static bool IsDigest(string? commitment) => commitment is { Length: 2 * SHA256.HashSizeInBytes } && commitment.All(char.IsAsciiHexDigit);

    internal static bool IsCommitted(ReadOnlySpan<byte> seed, DrawPlan plan)
        => string.Equals(Commitment(seed), plan.SeedCommitment, StringComparison.OrdinalIgnoreCase);
}
