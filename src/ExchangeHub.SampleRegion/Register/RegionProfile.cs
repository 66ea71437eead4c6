namespace ExchangeHub.SampleRegion.Register;

/// <summary>What differs between the samples of two regions.</summary>
/// <param name="Code">ISO 3166-2 code.</param>
/// <param name="Seed">Seed of the generator: another one gives another register.</param>
/// <param name="Area">The area 5x9999 of synthetic resident numbers and organisations: it does not exist.</param>
internal sealed record RegionProfile(string Code, ulong Seed, string Area)
{
    public IReadOnlyList<SampleOffice> Offices => SampleOffices.For(Code);

    public static RegionProfile Of(string regionCode) => regionCode switch
    {
        SampleOffices.Chongqing => new RegionProfile(regionCode, 500_000, "509999"),
        SampleOffices.Sichuan => new RegionProfile(regionCode, 510_000, "519999"),
        _ => throw new ArgumentException($"The sample has no region '{regionCode}'.", nameof(regionCode)),
    };
}
