using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Forensic;

/// <summary>Whom a sample region inspects: its 40 forensic institutions and 300 appraisers.</summary>
internal sealed class SampleObjects
{
    public const int InstitutionCount = 40;
    public const int AppraiserCount = 300;

    /// <summary>The last two institutions have licences of the old form with 7 digits, of which no appraiser's number can be made.</summary>
    private const int WithAppraisers = InstitutionCount - 2;

    public SampleObjects(RegionProfile region)
    {
        Institutions = [.. Enumerable.Range(1, InstitutionCount).Select(number => Institution(region, number))];
        Appraisers = [.. Enumerable.Range(0, AppraiserCount).Select(Appraiser)];
    }

    public IReadOnlyList<InspectedObject> Institutions { get; }

    public IReadOnlyList<InspectedObject> Appraisers { get; }

    /// <summary>The object with a number.</summary>
    public InspectedObject this[string number] => Institutions.Concat(Appraisers).First(item => item.Number == number).Clone();

    private static InspectedObject Institution(RegionProfile region, int number) => new()
    {
        Kind = InspectedKind.Institution,
        Number = number <= WithAppraisers ? $"{region.Area}{number:000}" : $"{region.Area}{number % 10}",
        // One of five belongs to a hospital and has the code of a public institution.
        Uscc = UnifiedSocialCreditCode.Complete($"{(number % 5 == 0 ? "12" : "34")}{region.Area}", $"MB9903{number:00}"),
        Name = $"测试第{number}司法鉴定所",
        DivisionCode = region.Offices[number % region.Offices.Count].DivisionCode,
    };

    private InspectedObject Appraiser(int index)
    {
        var institution = Institutions[index % WithAppraisers];
        return new InspectedObject(institution)
        {
            Kind = InspectedKind.Appraiser,
            Number = $"{institution.Number}{index / WithAppraisers + 1:000}",
            Name = $"测试鉴定人{index + 1:000}",
        };
    }
}
