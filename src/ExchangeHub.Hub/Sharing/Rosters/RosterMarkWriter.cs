using System.Collections.Frozen;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Sharing.Rosters;

/// <summary>Publishes the marks of entries as the hub, where they are not what was published before. Two hubs that do the same add it once.</summary>
internal sealed partial class RosterMarkWriter(
    DataSetCatalogue catalogue, RecordStore store, RosterBook book, PublicationWriter publications, FeedTails tails, TimeProvider clock, ILogger<RosterMarkWriter> logger)
{
    private const DataSet Set = DataSet.RosterMarks;

    /// <summary>The ledger's name for it.</summary>
    private const string Method = "hub:roster-marks";

    private const string NoMarks = "标注均已失效 no mark holds any more";

    /// <summary>How often it begins anew: each time another hub has published in between.</summary>
    private const int MaxAttempts = 10;

    private static readonly string HubRegion = CaseActor.HubReference.RegionCode;

    private static readonly Caller Hub = new(
        new Participant(CaseActor.HubReference.ParticipantId, "", HubRegion, FrozenSet<string>.Empty, FrozenSet<string>.Empty, FrozenSet<string>.Empty, Endpoint: null), []);

    /// <summary>Brings the marks of these entries up to date. Returns how many versions it added.</summary>
    public async Task<int> WriteAsync(IReadOnlyList<RosterSubject> entries, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryWriteAsync(entries, cancellationToken);
            }
            catch (HubException error) when (error.Kind == ErrorCatalogue.RecordVersionTaken && attempt < MaxAttempts)
            {
                cancellationToken.ThrowIfCancellationRequested(); // What another hub has published is read anew.
            }
        }
    }

    /// <summary>What is published is read before what it is made of: a version that others made of something newer stands in the way of one that was made of something older.</summary>
    private async Task<int> TryWriteAsync(IReadOnlyList<RosterSubject> entries, CancellationToken cancellationToken)
    {
        var keys = entries.Select(entry => RosterMarking.KeyOf(entry.DataSet, entry.ProducerRegion, entry.Key)).Distinct().ToList();
        var published = await store.HighestAsync(Set, HubRegion, keys, cancellationToken);
        var now = clock.LedgerNow();
        var today = ChinaTime.DateOf(now);
        var (plans, batch) = (new List<(RosterSubject, DateOnly?)>(), new Dictionary<string, PublishedStatement>(StringComparer.Ordinal));
        foreach (var (entry, marked) in await MarkAsync(entries, today, cancellationToken))
        {
            plans.Add((entry, marked.NextDate));
            var key = RosterMarking.KeyOf(entry.DataSet, entry.ProducerRegion, entry.Key);
            if (Next(key, published.GetValueOrDefault(key), marked.Marks, today) is { } next)
                batch[key] = PublishedStatement.Of(next, HubRegion);
        }
        if (batch.Count > 0)
        {
            await publications.WriteAsync(new Publication(Method, Hub, catalogue[Set], "", "", now), [.. batch.Values], cancellationToken);
            tails.Signal(Set, HubRegion);
        }
        await book.PlanAsync(plans, cancellationToken);
        return batch.Count;
    }

    private async Task<List<(RosterSubject Entry, MarkedEntry Marked)>> MarkAsync(IReadOnlyList<RosterSubject> entries, DateOnly today, CancellationToken cancellationToken)
    {
        var sanctions = await book.SanctionsAsync(entries, cancellationToken);
        var versions = await VersionsAsync([.. entries, .. sanctions], cancellationToken);
        var against = sanctions.ToLookup(sanction => (sanction.SubjectKind, sanction.SubjectKey), NameOf);
        return [.. entries.Select(entry => (entry, RosterMarking.Of(
            versions.GetValueOrDefault(NameOf(entry)) ?? [],
            [.. against[(entry.SubjectKind, entry.SubjectKey)].Where(versions.ContainsKey).Select(name => versions[name]).Where(IsOpen)],
            today)))];
    }

    /// <summary>All versions of records, a query for each feed.</summary>
    private async Task<Dictionary<RecordName, List<Record>>> VersionsAsync(IReadOnlyCollection<RosterSubject> records, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<RecordName, List<Record>>();
        foreach (var feed in records.GroupBy(record => (record.DataSet, record.ProducerRegion)))
        {
            foreach (var (key, found) in await store.VersionsAsync(feed.Key.DataSet, feed.Key.ProducerRegion, [.. feed.Select(record => record.Key).Distinct()], knownTime: null, cancellationToken))
                versions.Add(new RecordName { DataSet = feed.Key.DataSet, ProducerRegion = feed.Key.ProducerRegion, Key = key }, found);
        }
        return versions;
    }

    /// <summary>Everybody may read the marks: what was ever for the departments only makes none.</summary>
    private bool IsOpen(List<Record> versions)
        => catalogue[versions[0].DataSet] is { SharingClass: SharingClass.Unconditional } definition && !versions.Exists(record => record.Content is not null && definition.IsInternal(record.Content));

    /// <summary>The version that says what there is now; null where the highest does.</summary>
    private Record? Next(string key, Record? highest, RosterMarks? marks, DateOnly today)
    {
        if (Equals(highest?.Content?.RosterMarks, marks))
            return null;
        if (highest?.Version >= RecordRules.MaxVersions)
        {
            LogFull(logger, key, RecordRules.MaxVersions);
            return null;
        }
        var since = highest is null ? today : RecordTimeline.DateOf(highest); // Never before the last one, though the clock may go back.
        return new Record
        {
            DataSet = Set,
            Operation = marks is null ? RecordOperation.Delete : RecordOperation.Upsert,
            Key = key,
            Version = (highest?.Version ?? 0) + 1,
            EffectiveDate = CalendarDates.ToProto(since > today ? since : today),
            Reason = marks is null ? NoMarks : "",
            Content = marks is null ? null : new RecordContent { RosterMarks = marks },
        };
    }

    private static RecordName NameOf(RosterSubject record) => new() { DataSet = record.DataSet, ProducerRegion = record.ProducerRegion, Key = record.Key };

    [LoggerMessage(2131, LogLevel.Warning, "The marks {Key} have {Versions} versions, and get no more: they may be out of date")]
    private static partial void LogFull(ILogger logger, string key, int versions);
}
