using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Addenda;

/// <summary>
/// Finds the earlier answers about certificates, and adds what their askers are to be told: in one transaction with a row that says so,
/// so that none is added twice however often, and on however many hubs, the same versions are gone through.
/// </summary>
internal sealed class AddendumBook(
    IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, CaseRecorder recorder, HubStateHolder state, ExchangeIds ids, DeliveryOptions deliveries, TimeProvider clock)
{
    private const int PageSize = 1_000;

    /// <summary>Fewer than the parameters that a statement may have on any database.</summary>
    private const int WrittenAtOnce = 100;

    /// <summary>How far a producer's feed was gone through; 0 in the beginning.</summary>
    public async Task<long> MarkAsync(string region, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AddendumMarks.AsNoTracking().Where(mark => mark.ProducerRegion == region).Select(mark => mark.Sequence).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Says that a feed was gone through up to a version, and that all it asked for is added.</summary>
    public Task MoveMarkAsync(string region, long sequence, CancellationToken cancellationToken) => writer.WriteAnewAsync(
        async (context, token) =>
        {
            if (await context.AddendumMarks.FirstOrDefaultAsync(mark => mark.ProducerRegion == region, token) is not { } mark)
                context.AddendumMarks.Add(new AddendumMark { ProducerRegion = region, Sequence = sequence });
            else if (mark.Sequence < sequence)
                mark.Sequence = sequence;
            return true;
        },
        cancellationToken);

    /// <summary>The earlier answers of a region about these certificates, in portions.</summary>
    public async IAsyncEnumerable<List<Guid>> FindAsync(string region, IReadOnlyDictionary<string, RevokedCertificate> certificates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        var found = new List<Guid>();
        while (await PageAsync(region, last, cancellationToken) is { Count: > 0 } page)
        {
            found.AddRange(page.Where(answer => certificates.ContainsKey(RevokedFeed.Key(answer.Hash))).Select(answer => answer.Id));
            foreach (var portion in found.Chunk(WrittenAtOnce))
                yield return [.. portion];
            found.Clear();
            last = page[^1].Id;
        }
    }

    /// <summary>Adds what the askers have not been told yet. Returns the regions where something waits now, once for each addendum.</summary>
    public Task<List<string>> AddAsync(List<Guid> answers, IReadOnlyDictionary<string, RevokedCertificate> certificates, CancellationToken cancellationToken) => writer.WriteAnewAsync(
        async (context, token) =>
        {
            var now = clock.LedgerNow();
            var entries = await context.LedgerEntries.AsNoTracking().Where(entry => answers.Contains(entry.Id)).OrderBy(entry => entry.Id).ToListAsync(token);
            var earlier = (await context.Addenda.AsNoTracking().Where(addendum => answers.Contains(addendum.EntryId)).ToListAsync(token)).ToLookup(addendum => addendum.EntryId);
            var cases = await AskersAsync(context, entries, token);
            var regions = new List<string>();
            foreach (var entry in entries)
            {
                var certificate = certificates[RevokedFeed.Key(entry.CertificateHash!)];
                var last = earlier[entry.Id].MaxBy(addendum => addendum.Number);
                if (last?.Status == certificate.Status)
                    continue;
                var region = cases.GetValueOrDefault(entry.Id, entry.CallerRegion);
                Add(context, new AddendumEntry { EntryId = entry.Id, Number = (last?.Number ?? 0) + 1, Status = certificate.Status, DeliveryId = ids.Next(), AddTime = now }, Message(entry, certificate), region);
                regions.Add(region);
            }
            return regions;
        },
        cancellationToken);

    private async Task<List<(Guid Id, byte[] Hash)>> PageAsync(string region, Guid last, CancellationToken cancellationToken)
    {
        var hub = CaseActor.HubReference.RegionCode;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // A query is answered by its responder; a reply to a case is an act of its caller's, which the hub answers.
        var page = await context.LedgerEntries.AsNoTracking()
            .Where(entry => entry.Id > last && entry.CertificateHash != null && (entry.ResponderRegion == region || (entry.ResponderRegion == hub && entry.CallerRegion == region)))
            .OrderBy(entry => entry.Id).Take(PageSize).Select(entry => new { entry.Id, entry.CertificateHash }).ToListAsync(cancellationToken);
        return page.ConvertAll(entry => (entry.Id, entry.CertificateHash!));
    }

    /// <summary>Of replies to cases: which region had asked.</summary>
    private static async Task<Dictionary<Guid, string>> AskersAsync(HubDbContext context, List<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var replies = entries.FindAll(IsReply);
        if (replies.Count == 0)
            return [];
        var named = replies.ConvertAll(entry => entry.ExchangeId);
        var cases = await context.CaseFiles.AsNoTracking().Where(file => named.Contains(file.Id)).ToDictionaryAsync(file => file.Id, file => file.RequestingRegion, cancellationToken);
        return replies.ToDictionary(entry => entry.Id, entry => cases[entry.ExchangeId]);
    }

    /// <summary>Whether it is the reply to a case, not the answer to a query.</summary>
    private static bool IsReply(LedgerEntry entry) => entry.ResponderRegion == CaseActor.HubReference.RegionCode;

    /// <summary>The delivery has no case: the earlier answer takes its place in the order of deliveries.</summary>
    private void Add(HubDbContext context, AddendumEntry addendum, CertificateAddendum message, string region)
    {
        context.Addenda.Add(addendum);
        context.KeptMessages.Add(recorder.Keep(addendum.DeliveryId, new DeliverRequest { CertificateAddendum = message }));
        context.Deliveries.Add(new Delivery
        {
            Id = addendum.DeliveryId,
            AddresseeRegion = region,
            MessageId = addendum.DeliveryId,
            CaseId = addendum.EntryId,
            CaseVersion = addendum.Number,
            EventKind = CaseEventKind.Unspecified,
            AcceptTime = addendum.AddTime,
            NextAttemptTime = addendum.AddTime,
            GiveUpTime = addendum.AddTime.AddHours(deliveries.GiveUpHours),
        });
    }

    private CertificateAddendum Message(LedgerEntry entry, RevokedCertificate certificate) => new()
    {
        ExchangeId = entry.Id.ToString(),
        RequestId = IsReply(entry) ? "" : entry.RequestId,
        CaseId = IsReply(entry) ? entry.ExchangeId.ToString() : "",
        OwnCaseNumber = entry.OwnCaseNumber,
        RequestingOffice = new OfficeReference { Uscc = entry.RequestingOffice, Name = state.Current.Offices.GetValueOrDefault(entry.RequestingOffice)?.Name ?? "" },
        AnswerTime = entry.CompleteTime.ToTimestamp(),
        IssuingOffice = new OfficeReference { Uscc = certificate.OfficeUscc, Name = certificate.IssuingOfficeName },
        CertificateNumber = certificate.CertificateNumber,
        Status = certificate.Status,
        DecisionDate = certificate.DecisionDate,
        ReplacementNumber = certificate.ReplacementNumber,
    };
}
