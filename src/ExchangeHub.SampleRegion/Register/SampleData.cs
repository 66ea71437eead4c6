using System.Collections.Concurrent;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>
/// A region's whole register, invented: the same on every machine and every day. All persons, offices, numbers and files
/// are synthetic and marked 测试.
/// </summary>
/// <param name="RegionCode">ISO 3166-2 code.</param>
/// <param name="Offices">The region's offices.</param>
/// <param name="OfficesElsewhere">Names under which files were issued that another region's office keeps today, with its code.</param>
/// <param name="People">The index of persons.</param>
/// <param name="Certificates">All certificates, in the order of their ids.</param>
/// <param name="Inheritances">Inheritances, pending and issued.</param>
public sealed record SampleData(
    string RegionCode,
    IReadOnlyList<SampleOffice> Offices,
    IReadOnlyList<(string Name, string KeeperUscc)> OfficesElsewhere,
    IReadOnlyList<RegisteredPerson> People,
    IReadOnlyList<RegisteredCertificate> Certificates,
    IReadOnlyList<RegisteredInheritance> Inheritances)
{
    /// <summary>No certificate is of a later day.</summary>
    public static readonly DateOnly LastDate = new(2025, 6, 30);

    /// <summary>Part of what makes a register; another number means that an existing one must be filled anew.</summary>
    public const int Version = 1;

    private static readonly ConcurrentDictionary<string, Lazy<SampleData>> Known = [];

    /// <summary>The region's register; it is invented once and then shared, as it never changes.</summary>
    public static SampleData For(string regionCode) =>
        Known.GetOrAdd(regionCode, static code => new Lazy<SampleData>(() => Generate(code))).Value;

    /// <summary>Invents the region's register.</summary>
    public static SampleData Generate(string regionCode) => new SampleDataGenerator(RegionProfile.Of(regionCode)).Generate();
}
