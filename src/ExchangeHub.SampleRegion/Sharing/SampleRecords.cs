using System.Collections.Concurrent;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Sharing;

/// <summary>
/// What a sample region shares: directories, supervision, courses and projects, the same on every machine. Whatever it says of
/// offices and certificates agrees with the register. All are invented and marked 测试.
/// </summary>
public static class SampleRecords
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<Record>>> Known = [];

    /// <summary>All records, each key's versions in their order. They are shared: change a clone only.</summary>
    /// <exception cref="ArgumentException">The sample has no such region.</exception>
    public static IReadOnlyList<Record> For(string regionCode) =>
        Known.GetOrAdd(regionCode, static code => new Lazy<IReadOnlyList<Record>>(() => Create(RegionProfile.Of(code)))).Value;

    /// <summary>Those of one data set.</summary>
    /// <exception cref="ArgumentException">The sample has no such region.</exception>
    public static IEnumerable<Record> For(string regionCode, DataSet set) => For(regionCode).Where(record => record.DataSet == set);

    private static IReadOnlyList<Record> Create(RegionProfile region)
    {
        var directory = new SampleDirectory(region);
        return [.. directory.All(), .. new SampleSupervision(region, directory).All(), .. new SampleKnowledge(region, directory).All()];
    }
}
