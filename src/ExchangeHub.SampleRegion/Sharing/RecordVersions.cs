using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Records;
using Google.Type;

namespace ExchangeHub.SampleRegion.Sharing;

/// <summary>Makes versions of records.</summary>
/// <param name="region">The region that publishes.</param>
internal sealed class RecordVersions(string region)
{
    /// <summary>The first version of a key.</summary>
    public Record First(DataSet set, string key, DateOnly effective, RecordContent content) => First(set, key, CalendarDates.ToProto(effective), content);

    /// <summary>The first version of a key, with a date that its content has too.</summary>
    public Record First(DataSet set, string key, Date effective, RecordContent content) => new()
    {
        DataSet = set,
        ProducerRegion = region,
        Operation = RecordOperation.Upsert,
        Key = key,
        Version = 1,
        EffectiveDate = effective,
        Content = content,
    };

    /// <summary>The next version: from a day on, something is otherwise.</summary>
    public static Record Changed(Record before, DateOnly effective, Action<RecordContent> change)
    {
        var next = Next(before, effective, RecordOperation.Upsert, "");
        next.Content = before.Content.Clone();
        change(next.Content);
        return next;
    }

    /// <summary>The next version: the one before was wrong.</summary>
    public static Record Corrected(Record before, string reason, Action<RecordContent> change)
    {
        var next = Changed(before, RecordTimeline.DateOf(before), change);
        (next.Operation, next.CorrectedVersion, next.Reason) = (RecordOperation.Correct, before.Version, reason);
        return next;
    }

    /// <summary>The next version: there is no such record any more.</summary>
    public static Record Deleted(Record before, DateOnly effective, string reason) => Next(before, effective, RecordOperation.Delete, reason);

    private static Record Next(Record before, DateOnly effective, RecordOperation operation, string reason) => new()
    {
        DataSet = before.DataSet,
        ProducerRegion = before.ProducerRegion,
        Operation = operation,
        Key = before.Key,
        Version = before.Version + 1,
        EffectiveDate = CalendarDates.ToProto(effective),
        Reason = reason,
    };
}
