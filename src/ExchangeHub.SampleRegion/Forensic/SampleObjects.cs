using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.SampleRegion.Register;
using ExchangeHub.SampleRegion.Sharing;

namespace ExchangeHub.SampleRegion.Forensic;

/// <summary>Whom a sample region inspects: the forensic institutions and appraisers of its directory.</summary>
internal sealed class SampleObjects
{
    public SampleObjects(RegionProfile region)
    {
        var directory = new SampleDirectory(region);
        var institutions = directory.Forensic.ToDictionary(institution => institution.Uscc);
        Institutions = [.. directory.Forensic.Select(Of)];
        Appraisers = [.. directory.Appraisers.Select(appraiser => Of(appraiser, institutions[appraiser.InstitutionUscc]))];
    }

    public IReadOnlyList<InspectedObject> Institutions { get; }

    public IReadOnlyList<InspectedObject> Appraisers { get; }

    /// <summary>The object with a number.</summary>
    public InspectedObject this[string number] => Institutions.Concat(Appraisers).First(item => item.Number == number).Clone();

    private static InspectedObject Of(Institution institution) => new()
    {
        Kind = InspectedKind.Institution,
        Number = institution.LicenceNumber,
        Uscc = institution.Uscc,
        Name = SampleDirectory.NameOf(institution),
        DivisionCode = institution.DivisionCode,
    };

    private static InspectedObject Of(Practitioner appraiser, Institution institution) => new(Of(institution))
    {
        Kind = InspectedKind.Appraiser,
        Number = appraiser.CertificateNumber,
        Name = appraiser.Name,
    };
}
