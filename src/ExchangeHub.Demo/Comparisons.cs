using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion;
using ExchangeHub.SampleRegion.Register;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.Demo;

/// <summary>Compares what the hub keeps with what each region keeps for itself.</summary>
internal static class Comparisons
{
    private enum RowKind
    {
        Answer,
        Delivery,
        Act,
    }

    /// <summary>Ledgers, row by row: id and fingerprint.</summary>
    public static async Task<IReadOnlyList<LedgerComparison>> OfLedgersAsync(DemoWorld world, CancellationToken cancellationToken)
    {
        var hub = await world.HubLedgerAsync(cancellationToken);
        var comparisons = new List<LedgerComparison>();
        foreach (var code in DemoWorld.RegionCodes)
        {
            var rows = hub.ToLookup(entry => KindFor(code, entry));
            var ours = new[] { RowKind.Answer, RowKind.Delivery, RowKind.Act }.SelectMany(kind => rows[kind])
                .ToDictionary(entry => entry.Settles ?? entry.Id, entry => new RowFingerprint((uint)entry.Fingerprint0, (uint)entry.Fingerprint1, (uint)entry.Fingerprint2, (uint)entry.Fingerprint3));
            var theirs = await world.Region(code).Ledger.FingerprintsAsync(cancellationToken);
            comparisons.Add(new LedgerComparison(
                code, rows[RowKind.Answer].Count(), rows[RowKind.Delivery].Count(), rows[RowKind.Act].Count(), theirs.Count,
                Differences(ours.Select(row => (row.Key, row.Value)), theirs.Select(row => (row.Key, row.Value)))));
        }
        return comparisons;
    }

    /// <summary>Cases, one by one: state and version.</summary>
    public static async Task<IReadOnlyList<CaseComparison>> OfCasesAsync(DemoWorld world, CancellationToken cancellationToken)
    {
        var hub = await HubCasesAsync(world, cancellationToken);
        var comparisons = new List<CaseComparison>();
        foreach (var code in DemoWorld.RegionCodes)
        {
            var offices = SampleOffices.For(code).Select(office => office.Uscc).ToHashSet();
            var ours = hub.Where(file => offices.Contains(file.RequestingOffice.Uscc) || offices.Contains(file.RequestedOffice.Uscc)).ToList();
            var theirs = await world.Region(code).Cases.CasesAsync(cancellationToken);
            comparisons.Add(new CaseComparison(code, ours.Count, theirs.Count, Differences(ours.Select(Row), theirs.Select(Row))));
        }
        return comparisons;

        static (string Id, (CaseState State, int Version)) Row(CaseSummary file) => (file.CaseId, (file.State, file.Version));
    }

    /// <summary>What a region must have a row of: what it answered, what was brought to it, and what its back office did at the hub.</summary>
    private static RowKind? KindFor(string region, LedgerEntry entry)
    {
        if (entry.Outcome is not (ExchangeOutcome.Answered or ExchangeOutcome.Settled))
            return null;
        if (entry.ResponderRegion == region)
            return IsOf(InboxService.Descriptor.FullName) ? RowKind.Delivery : RowKind.Answer;
        return entry.CallerId == SampleBackOffice.CertificateName(region) && IsOf(NotaryAssistanceService.Descriptor.FullName) ? RowKind.Act : null;

        bool IsOf(string service) => entry.Method.StartsWith($"/{service}/", StringComparison.Ordinal);
    }

    /// <summary>How many keys only one has, or have another value.</summary>
    private static int Differences<TKey, TValue>(IEnumerable<(TKey Key, TValue Value)> ours, IEnumerable<(TKey Key, TValue Value)> theirs)
    {
        var (one, other) = (ours.ToHashSet(), theirs.ToHashSet());
        return one.Except(other).Concat(other.Except(one)).Select(row => row.Key).Distinct().Count();
    }

    private static async Task<List<CaseSummary>> HubCasesAsync(DemoWorld world, CancellationToken cancellationToken)
    {
        using var channel = world.Connect(DemoWorld.Auditor, "en");
        var client = new NotaryAssistanceServiceClient(channel.Invoker);
        var cases = new List<CaseSummary>();
        var request = new ListCasesRequest();
        do
        {
            var page = await client.ListCasesAsync(request, cancellationToken: cancellationToken);
            cases.AddRange(page.Cases);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return cases;
    }
}
