using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ExchangeHub.Reconciliation;

/// <summary>
/// The fingerprint (指纹) of a range of rows: how many they are, and the plain sum of each limb of their fingerprints.
/// </summary>
/// <remarks>
/// Sums, not XOR, which would not see a row that stands there twice. Below 2³¹ rows of limbs below 2³² no sum leaves a
/// signed 64-bit integer, so no modulus is needed and every database computes the same. A difference of two may be negative.
/// </remarks>
/// <param name="Count">Rows.</param>
/// <param name="Sum0">Sum of the first limbs.</param>
/// <param name="Sum1">Sum of the second limbs.</param>
/// <param name="Sum2">Sum of the third limbs.</param>
/// <param name="Sum3">Sum of the fourth limbs.</param>
public readonly record struct RangeFingerprint(long Count, long Sum0, long Sum1, long Sum2, long Sum3)
{
    /// <summary>Length of <see cref="Check"/> in bytes.</summary>
    public const int CheckBytes = 8;

    /// <summary>Whether nothing is in it; of a difference, whether both sides are the same.</summary>
    public bool IsZero => this == default;

    /// <summary>The sums of both.</summary>
    public static RangeFingerprint operator +(RangeFingerprint left, RangeFingerprint right)
        => new(left.Count + right.Count, left.Sum0 + right.Sum0, left.Sum1 + right.Sum1, left.Sum2 + right.Sum2, left.Sum3 + right.Sum3);

    /// <summary>What is left of one without the other.</summary>
    public static RangeFingerprint operator -(RangeFingerprint left, RangeFingerprint right)
        => new(left.Count - right.Count, left.Sum0 - right.Sum0, left.Sum1 - right.Sum1, left.Sum2 - right.Sum2, left.Sum3 - right.Sum3);

    /// <summary>The fingerprint of so many copies of one row.</summary>
    public static RangeFingerprint Of(RowFingerprint row, long copies = 1)
        => new(copies, copies * row.Limb0, copies * row.Limb1, copies * row.Limb2, copies * row.Limb3);

    /// <summary>The first 8 bytes of the SHA-256 of its text: shows that two sides have the same without telling what.</summary>
    public byte[] Check() => SHA256.HashData(Encoding.ASCII.GetBytes(ToString()))[..CheckBytes];

    /// <summary>Count and sums in decimal, separated by colons.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}:{Sum0}:{Sum1}:{Sum2}:{Sum3}");
}
