using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Offices;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Sharing;

namespace ExchangeHub.Hub.Addenda;

/// <summary>Reads a producer's feed of revoked certificates (作废公证书), and gives what they are as the ledger knows certificates: by hash.</summary>
internal sealed class RevokedFeed(RecordStore store, PersonIndex index, HubStateHolder state)
{
    private const DataSet Set = DataSet.RevokedCertificates;
    private const int PageSize = 500;

    /// <summary>Versions that are gone through together: for so many, the ledger is read once.</summary>
    private const int RoundSize = 10_000;

    /// <summary>The regions that have published any.</summary>
    public async Task<List<string>> ProducersAsync(CancellationToken cancellationToken)
        => [.. (await store.FeedsAsync(cancellationToken)).Where(feed => feed.DataSet == Set).Select(feed => feed.ProducerRegion)];

    /// <summary>The next versions of a feed, put together by certificate.</summary>
    /// <param name="region">Whose feed.</param>
    /// <param name="sequence">The last version that was gone through.</param>
    /// <param name="settled">When a version must have been recorded, so that no answer from before can still come.</param>
    /// <param name="today">Today, in Asia/Shanghai.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RevokedRound> NextAsync(string region, long sequence, DateTimeOffset settled, DateOnly today, CancellationToken cancellationToken)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var (last, mark, count) = (sequence, sequence, 0);
        var head = (await store.FeedAsync(Set, region, cancellationToken))?.Sequence ?? 0;
        while (count < RoundSize && last < head)
        {
            var page = await store.AfterAsync(Set, region, last, head, PageSize, cancellationToken);
            keys.UnionWith(page.Select(record => record.Key));
            // They are in the order of their recording.
            mark = page.LastOrDefault(record => record.RecordTime.ToDateTimeOffset() <= settled)?.Sequence ?? mark;
            last = page[^1].Sequence;
            count += page.Count;
        }

        var certificates = new Dictionary<string, RevokedCertificate>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (await InTheEndAsync(region, key, cancellationToken) is { } certificate)
                Add(certificates, certificate, today);
        }
        return new RevokedRound(last, mark, certificates);
    }

    /// <summary>What all versions of a record come to, whichever day they hold from: the decision is made. Null where it was deleted.</summary>
    private async Task<RevokedCertificate?> InTheEndAsync(string region, string key, CancellationToken cancellationToken)
    {
        var versions = await store.VersionsAsync(Set, region, key, afterVersion: 0, knownTime: null, RecordRules.MaxVersions, cancellationToken);
        return RecordTimeline.InEffect(versions, DateOnly.MaxValue)?.Content?.RevokedCertificate;
    }

    /// <summary>By the office that the record names and, where that is no more, by the one that keeps its files: who asked had to address that.</summary>
    private void Add(Dictionary<string, RevokedCertificate> certificates, RevokedCertificate certificate, DateOnly today)
    {
        certificates[Key(index.HashCertificate(certificate.OfficeUscc, certificate.CertificateNumber))] = certificate;
        if (state.Current.Lineage.Resolve(certificate.OfficeUscc, today) is { Status: OfficeRouteStatus.Found } route && route.Uscc != certificate.OfficeUscc)
            certificates.TryAdd(Key(index.HashCertificate(route.Uscc, certificate.CertificateNumber)), certificate);
    }

    /// <summary>A hash as the key of a dictionary.</summary>
    public static string Key(byte[] hash) => Convert.ToHexString(hash);
}

/// <summary>Some versions of a feed.</summary>
/// <param name="Last">The last of them; the one before where there were none.</param>
/// <param name="Mark">The last of them that need not be gone through again.</param>
/// <param name="Certificates">What they come to, by <see cref="RevokedFeed.Key"/>.</param>
internal sealed record RevokedRound(long Last, long Mark, IReadOnlyDictionary<string, RevokedCertificate> Certificates);
