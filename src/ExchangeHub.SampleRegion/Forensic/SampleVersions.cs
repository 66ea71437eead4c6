using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;

namespace ExchangeHub.SampleRegion.Forensic;

/// <summary>The versions of one record, each following from the one before.</summary>
/// <param name="region">The region that publishes.</param>
/// <param name="set">The data set.</param>
/// <param name="key">The record's key.</param>
internal sealed class SampleVersions(string region, DataSet set, string key)
{
    private readonly List<Record> _versions = [];

    public IReadOnlyList<Record> All => _versions;

    /// <summary>From a day on, this holds.</summary>
    public void Add(DateOnly effective, RecordContent content) => Add(effective, content, RecordOperation.Upsert, "");

    /// <summary>The version before was wrong: this stands in its place.</summary>
    public void Correct(string reason, RecordContent content)
    {
        var wrong = _versions[^1];
        Add(new DateOnly(wrong.EffectiveDate.Year, wrong.EffectiveDate.Month, wrong.EffectiveDate.Day), content, RecordOperation.Correct, reason);
    }

    private void Add(DateOnly effective, RecordContent content, RecordOperation operation, string reason) => _versions.Add(new Record
    {
        DataSet = set,
        ProducerRegion = region,
        Operation = operation,
        Key = key,
        Version = _versions.Count + 1,
        CorrectedVersion = operation == RecordOperation.Correct ? _versions.Count : 0,
        EffectiveDate = CalendarDates.ToProto(effective),
        Reason = reason,
        Content = content.Clone(),
    });
}
