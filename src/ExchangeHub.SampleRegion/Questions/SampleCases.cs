using System.Collections.Concurrent;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>
/// Ready-made requests for assistance to a sample region, for demonstrations and tests: every matter, and everything that
/// the automatic desk can do with one. They are the same on every machine, as the register is.
/// </summary>
public static class SampleCases
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<SampleCase>>> Known = [];

    /// <summary>The requests to that region, always in the same order. They are shared: <see cref="SampleCase.Submit"/> gives one to send.</summary>
    /// <exception cref="ArgumentException">The sample has no such region.</exception>
    public static IReadOnlyList<SampleCase> For(string regionCode) =>
        Known.GetOrAdd(regionCode, static code => new Lazy<IReadOnlyList<SampleCase>>(() => Create(SampleData.For(code)))).Value;

    private static IReadOnlyList<SampleCase> Create(SampleData data) => [.. new CertificateCases(data).All(), .. new OtherCases(data).All()];
}
