using System.Collections.Concurrent;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>
/// Ready-made questions to a sample region, for demonstrations and tests: for each of the five, at least one for each
/// finding and outcome, and the edge cases of the field. They are the same on every machine, as the register is.
/// </summary>
public static class SampleQuestions
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<SampleQuestion>>> Known = [];

    /// <summary>The questions to that region, always in the same order. Requests are shared: clone one before changing it.</summary>
    /// <exception cref="ArgumentException">The sample has no such region.</exception>
    public static IReadOnlyList<SampleQuestion> For(string regionCode) =>
        Known.GetOrAdd(regionCode, static code => new Lazy<IReadOnlyList<SampleQuestion>>(() => Create(SampleData.For(code)))).Value;

    private static IReadOnlyList<SampleQuestion> Create(SampleData data) =>
    [
        .. new CertificateQuestions(data, CertificateKind.General, "certificate", "公证书核验", TrueRequests.Certificate).All(),
        .. new CertificateEdgeCases(data).All(),
        .. new CertificateQuestions(data, CertificateKind.PowerOfAttorney, "power-of-attorney", "委托书核验", TrueRequests.PowerOfAttorney).All(),
        .. new PowerOfAttorneyEdgeCases(data).All(),
        .. new CertificateQuestions(data, CertificateKind.EnforceableDeed, "enforceable-deed", "赋强公证核验", TrueRequests.Deed).All(),
        .. new DeedEdgeCases(data).All(),
        .. new WillQuestions(data).All(),
        .. new InheritanceQuestions(data).All(),
    ];
}
