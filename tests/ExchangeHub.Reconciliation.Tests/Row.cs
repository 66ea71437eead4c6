using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>The parts of a ledger row, as text where a test compares them.</summary>
public sealed record Row(Guid Id, string Method, byte State, string RequestDigest, string ResponseDigest)
{
    /// <summary>Rows of every shape that the canonical form allows.</summary>
    internal static readonly Gen<Row> Any = Gen.Select(
        Gen.Guid,
        Gen.OneOf(Gen.Char.AlphaNumeric, Gen.Char["/._测试"]).Array[0, 170].Select(chars => new string(chars)),
        Gen.Byte,
        Gen.Byte.Array[0, CanonicalRow.MaxDigestBytes].Select(Convert.ToHexString),
        Gen.Byte.Array[0, CanonicalRow.MaxDigestBytes].Select(Convert.ToHexString),
        (id, method, state, request, response) => new Row(id, method, state, request, response));

    internal byte[] Bytes => CanonicalRow.ToBytes(Id, Method, State, Convert.FromHexString(RequestDigest), Convert.FromHexString(ResponseDigest));

    internal RowFingerprint Fingerprint => CanonicalRow.Fingerprint(Id, Method, State, Convert.FromHexString(RequestDigest), Convert.FromHexString(ResponseDigest));

    internal RowFingerprint Salted(byte[] salt)
        => CanonicalRow.Fingerprint(salt, Id, Method, State, Convert.FromHexString(RequestDigest), Convert.FromHexString(ResponseDigest));
}
