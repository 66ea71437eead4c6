using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Cases;

namespace ExchangeHub.Hub.Sharing.Rosters;

/// <summary>Reads the marks of entries of rosters, for who reads the entries.</summary>
internal sealed class RosterMarkReader(RecordStore store)
{
    /// <summary>The marks of these records of one data set that hold on a day, as known at a time, in the order of the records: of those that have any. One query, and none where there can't be any.</summary>
    public async Task<IReadOnlyList<RosterMarks>> OfAsync(DataSet set, IReadOnlyCollection<Record> records, DateOnly day, DateTimeOffset? knownTime, CancellationToken cancellationToken)
    {
        if (records.Count == 0 || !RosterMarking.Rosters.Contains(set))
            return [];
        var keys = records.Select(record => RosterMarking.KeyOf(set, record.ProducerRegion, record.Key)).ToList();
        var versions = await store.VersionsAsync(DataSet.RosterMarks, CaseActor.HubReference.RegionCode, keys, knownTime, cancellationToken);
        return [.. keys.Where(versions.ContainsKey).Select(key => On(versions[key], day)).OfType<RosterMarks>()];
    }

    /// <summary>Marks that have ended since the last look are there no more.</summary>
    private static RosterMarks? On(List<Record> versions, DateOnly day)
    {
        if (RecordTimeline.InEffect(versions, day)?.Content?.RosterMarks is not { } marks)
            return null;
        List<RosterMark> holding = [.. RosterMarking.On(marks.Marks, day)];
        return holding.Count == 0 ? null : new RosterMarks { Entry = marks.Entry, Subject = marks.Subject, Marks = { holding } };
    }
}
