using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Storage;

namespace ExchangeHub.SampleRegion.Ledger;

/// <summary>Does to a ledger what must never happen to it (故障注入): for the demo and for tests, to see that reconciliation finds it.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="leaveMinutes">Whether the sums of minutes stay as they were, so that they are wrong. Otherwise they are kept in step.</param>
public sealed class LedgerFaults(SqliteRegionLedger ledger, bool leaveMinutes = false)
{
    /// <summary>Loses rows (丢失).</summary>
    /// <returns>How many were there and are gone.</returns>
    public Task<int> LoseAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
        => EachAsync(ids, (session, id) => session.Execute("DELETE FROM ledger WHERE id = @id", ("@id", id)), cancellationToken);

    /// <summary>Has rows once more (重复).</summary>
    /// <returns>How many were there and are once more.</returns>
    public Task<int> DuplicateAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
        => EachAsync(ids, (session, id) => session.Execute(
            $"""
            INSERT INTO ledger (copy, {LedgerRows.EntryColumns})
            SELECT copy + 1, {LedgerRows.EntryColumns} FROM ledger WHERE id = @id ORDER BY copy DESC LIMIT 1
            """, ("@id", id)), cancellationToken);

    /// <summary>Alters rows (篡改): the digest of what was answered, or their state.</summary>
    /// <param name="ids">Which.</param>
    /// <param name="state">Another state; null: another digest of the response.</param>
    /// <param name="keepFingerprint">Whether the stored fingerprint stays as it was: only a comparison with a salt can see it then.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many were there and are altered.</returns>
    public Task<int> AlterAsync(IEnumerable<Guid> ids, byte? state = null, bool keepFingerprint = false, CancellationToken cancellationToken = default)
        => EachAsync(ids, (session, id) => Alter(session, id, state, keepFingerprint), cancellationToken);

    /// <summary>Has rows that never were (虚构).</summary>
    public Task InventAsync(IEnumerable<RegionLedgerEntry> entries, CancellationToken cancellationToken)
        => ledger.WriteAsync(
            session =>
            {
                RegionLedgerEntry[] invented = [.. entries];
                LedgerRows.Change(session);
                return LedgerRows.Add(session, invented, leaveMinutes);
            },
            cancellationToken);

    private Task<int> EachAsync(IEnumerable<Guid> ids, Func<SqliteSession, byte[], int> fault, CancellationToken cancellationToken)
        => ledger.WriteAsync(
            session =>
            {
                var minutes = new HashSet<long>();
                var count = 0;
                foreach (var id in ids)
                {
                    count += fault(session, id.ToByteArray(bigEndian: true));
                    minutes.Add(IdMinutes.Of(id));
                }
                if (!leaveMinutes)
                {
                    foreach (var minute in minutes)
                        LedgerRows.RollUp(session, minute);
                }
                LedgerRows.Change(session);
                return count;
            },
            cancellationToken);

    private static int Alter(SqliteSession session, byte[] id, byte? state, bool keepFingerprint)
    {
        if (session.Query($"SELECT {LedgerRows.EntryColumns} FROM ledger WHERE id = @id AND copy = 0", LedgerRows.Entry, ("@id", id)) is not [var entry])
            return 0;
        var digest = entry.ResponseDigest.Length > 0 ? entry.ResponseDigest : new byte[32];
        if (state is null)
            digest[^1] ^= 1;
        var altered = entry with { State = state ?? entry.State, ResponseDigest = digest };
        var fingerprint = keepFingerprint
            ? entry.Fingerprint
            : CanonicalRow.Fingerprint(altered.Id, altered.Method, altered.State, altered.RequestDigest, altered.ResponseDigest);
        return session.Execute(
            "UPDATE ledger SET state = @state, response_digest = @response, f0 = @f0, f1 = @f1, f2 = @f2, f3 = @f3 WHERE id = @id AND copy = 0",
            ("@id", id),
            ("@state", (long)altered.State),
            ("@response", altered.ResponseDigest),
            ("@f0", (long)fingerprint.Limb0),
            ("@f1", (long)fingerprint.Limb1),
            ("@f2", (long)fingerprint.Limb2),
            ("@f3", (long)fingerprint.Limb3));
    }
}
