using ExchangeHub.SampleRegion.Notary;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Tests;

/// <summary>The registers of both regions, filled once for all tests that only read them.</summary>
public sealed class RegionFixture : IDisposable
{
    /// <summary>In China it is the next day already.</summary>
    internal static readonly DateTimeOffset Now = new(2026, 3, 1, 17, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, NotaryRegister> _registers = [];

    public RegionFixture()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("exchangehub-region-").FullName;
        foreach (var regionCode in SampleOffices.Regions)
            _registers[regionCode] = NotaryRegister.Open(PathOf(regionCode), regionCode);
    }

    internal string Directory { get; }

    internal string PathOf(string regionCode) => Path.Combine(Directory, $"{regionCode}.db");

    internal NotaryRegister Register(string regionCode) => _registers[regionCode];

    internal NotaryVerificationEndpoint Endpoint(string regionCode) => new(_registers[regionCode], new StoppedClock(Now));

    internal InProcessClient Client(string regionCode) => new(Endpoint(regionCode));

    public void Dispose()
    {
        foreach (var register in _registers.Values)
            register.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class SharedRegions : ICollectionFixture<RegionFixture>
{
    public const string Name = "Regions";
}
