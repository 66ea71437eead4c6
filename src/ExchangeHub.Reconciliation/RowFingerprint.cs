namespace ExchangeHub.Reconciliation;

/// <summary>
/// The fingerprint (指纹) of one ledger row: the first 16 bytes of the SHA-256 of its canonical form, as four big-endian
/// limbs of 32 bits.
/// </summary>
/// <remarks>
/// It is stored at insert, as four integer columns, so that a range of rows is fingerprinted by four plain sums that
/// come out alike in C#, Java and SQL. See <see cref="CanonicalRow"/>.
/// </remarks>
public readonly record struct RowFingerprint(uint Limb0, uint Limb1, uint Limb2, uint Limb3);
