using System.Security.Cryptography;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.TestKit;

/// <summary>
/// A region's copies of cases, by the guide alone: each is at the newest event that was brought, or that is its own. They are shown as rows in
/// <see cref="StubRegionLedger.Cases"/>, where a test alters them as it likes.
/// </summary>
public sealed class CaseMirror
{
    private readonly Lock _learning = new();
    private readonly Dictionary<string, int> _versions = [];

    /// <summary>Copies what a back office gets from now on.</summary>
    public CaseMirror(StubBackOffice backOffice)
    {
        ArgumentNullException.ThrowIfNull(backOffice);
        backOffice.Shown.Cases = Shown;
        backOffice.Inbox.OnKept = (request, _) =>
        {
            if (request.CaseEvent is { } message)
                Learn(message.Case, message.EventId);
            return Task.CompletedTask;
        };
    }

    /// <summary>The copies as rows.</summary>
    public StubRegionLedger Shown { get; } = new();

    /// <summary>Learns from the answer to an own act.</summary>
    public void Learn(CaseSummary file, ExchangeReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        Learn(file, receipt.ExchangeId);
    }

    /// <summary>The row of a case that is in a state, after an event.</summary>
    public static RegionLedgerEntry Row(string caseId, CaseState state, string eventId)
    {
        const string Method = "exchangehub.notary.v1.Case";
        var (id, digest) = (Guid.Parse(caseId), SHA256.HashData(Guid.Parse(eventId).ToByteArray(bigEndian: true)));
        return new RegionLedgerEntry(id, Method, (byte)state, [], digest, CanonicalRow.Fingerprint(id, Method, (byte)state, [], digest), CanonicalRow.Version, DateTimeOffset.UnixEpoch);
    }

    private void Learn(CaseSummary file, string eventId)
    {
        lock (_learning)
        {
            if (_versions.GetValueOrDefault(file.CaseId) >= file.Version)
                return;
            _versions[file.CaseId] = file.Version;
            Shown.Remove(Guid.Parse(file.CaseId));
            Shown.Add(Row(file.CaseId, file.State, eventId));
        }
    }
}
