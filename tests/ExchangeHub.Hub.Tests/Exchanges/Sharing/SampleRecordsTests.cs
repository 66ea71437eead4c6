using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Exchanges.Sharing;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Tests.Cases;
using ExchangeHub.Hub.Validation;
using ExchangeHub.SampleRegion.Sharing;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Hub.Tests.Exchanges.Sharing;

/// <summary>What the sample regions share, judged by the hub's rules.</summary>
public class SampleRecordsTests
{
    private static readonly Dictionary<DataSet, DataSetDefinition> Sets = new SharingDataSets(CaseSamples.State()).All.ToDictionary(set => set.Set);

    [Theory]
    [InlineData("CN-CQ")]
    [InlineData("CN-SC")]
    public void Records_OfARegion_BreakNoRule(string region)
    {
        var wrong = new List<string>();
        var before = new Dictionary<(DataSet, string), Record>();
        foreach (var record in SampleRecords.For(region))
        {
            var previous = before.GetValueOrDefault((record.DataSet, record.Key));
            wrong.AddRange(Violations(previous, record).Select(violation => $"{DataSets.NameOf(record.DataSet)} {record.Key}: {violation.Field} {violation.Rule.Reason}"));
            Assert.Equal((previous?.Version ?? 0) + 1, record.Version);
            Assert.Equal((region, record.Operation != RecordOperation.Upsert), (record.ProducerRegion, record.Reason.Length > 0));
            before[(record.DataSet, record.Key)] = record;
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("CN-CQ")]
    [InlineData("CN-SC")]
    public void Records_OfARegion_AreOfAllDataSetsThatRegionsPublishAndOperations(string region)
    {
        Assert.Equal(Sets.Values.Where(definition => !definition.IsOfHub).Select(definition => definition.Set).Order(), SampleRecords.For(region).Select(record => record.DataSet).Distinct().Order());
        Assert.Equal([RecordOperation.Upsert, RecordOperation.Delete, RecordOperation.Correct], SampleRecords.For(region).Select(record => record.Operation).Distinct().Order());
    }

    private static IReadOnlyList<Violation> Violations(Record? previous, Record record)
    {
        var definition = Sets[record.DataSet];
        var violations = new Violations(RecordSamples.Today);
        if (record.Operation != RecordOperation.Delete)
        {
            Assert.Equal((definition.Content, definition.Key(record.Content)), (record.Content.ContentCase, record.Key));
            definition.Check(record.Content, "content", violations);
        }
        definition.CheckChange(new RecordChange(previous, record, "content", violations, new Dictionary<RecordReference, Record>()));
        return violations.Found;
    }
}
