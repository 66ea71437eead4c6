namespace ExchangeHub.Reconciliation;

/// <summary>
/// The fingerprint (指纹) of a range of rows: how many they are, and the plain sum of each limb of their fingerprints.
/// </summary>
/// <remarks>
/// Sums, not XOR, which would not see a row that stands there twice. Below 2³¹ rows of limbs below 2³² no sum leaves a
/// signed 64-bit integer, so no modulus is needed and every database computes the same.
/// </remarks>
/// <param name="Count">Rows.</param>
/// <param name="Sum0">Sum of the first limbs.</param>
/// <param name="Sum1">Sum of the second limbs.</param>
/// <param name="Sum2">Sum of the third limbs.</param>
/// <param name="Sum3">Sum of the fourth limbs.</param>
public readonly record struct RangeFingerprint(long Count, long Sum0, long Sum1, long Sum2, long Sum3);
