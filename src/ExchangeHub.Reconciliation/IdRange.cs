namespace ExchangeHub.Reconciliation;

/// <summary>The rows whose id is at least <paramref name="First"/> and less than <paramref name="Bound"/>, by the order of the ids' 16 bytes (编号区间).</summary>
/// <param name="First">The first id.</param>
/// <param name="Bound">The first id that is not in it.</param>
public readonly record struct IdRange(Guid First, Guid Bound);

/// <summary>A row as it is compared: its id and its fingerprint.</summary>
/// <param name="Id">The row's id, minted by the hub.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
public readonly record struct FingerprintedRow(Guid Id, RowFingerprint Fingerprint);
