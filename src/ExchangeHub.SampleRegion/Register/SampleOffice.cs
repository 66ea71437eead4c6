using ExchangeHub.Contracts.Exchange.V1;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>A name that an office had, or that an office had which was merged into it. <paramref name="Until"/> is the first day without it.</summary>
public sealed record EarlierOfficeName(string Name, DateOnly From, DateOnly Until);

/// <summary>A notary office (公证处) of the sample, invented and marked 测试.</summary>
/// <param name="Uscc">Unified social credit code, synthetic and well-formed.</param>
/// <param name="Name">The name today.</param>
/// <param name="DivisionCode">The six-digit code of its district.</param>
/// <param name="IssuerCode">The short form (机构代字) in its certificate numbers; two offices may share one.</param>
/// <param name="NameSince">The first day of today's name.</param>
/// <param name="EarlierNames">Names before, of this office and of those merged into it.</param>
/// <param name="IsDigital">Whether its register can be asked at once; otherwise only a letter of request helps.</param>
public sealed record SampleOffice(
    string Uscc,
    string Name,
    string DivisionCode,
    string IssuerCode,
    DateOnly NameSince,
    IReadOnlyList<EarlierOfficeName> EarlierNames,
    bool IsDigital)
{
    /// <summary>The names under which its files of that day were issued: several where offices were merged later.</summary>
    public IReadOnlyList<string> NamesAt(DateOnly date)
    {
        var names = EarlierNames.Where(earlier => earlier.From <= date && date < earlier.Until).Select(earlier => earlier.Name);
        return [.. NameSince <= date ? names.Prepend(Name) : names];
    }

    public OfficeReference ToReference() => new() { Uscc = Uscc, Name = Name };
}
