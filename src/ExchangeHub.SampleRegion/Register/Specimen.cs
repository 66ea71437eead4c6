using ExchangeHub.Contracts.Exchange.V1;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>
/// A certificate whose main person is given, so that every edge case is in every region's register: rare characters,
/// long names, persons of one name, old files without documents.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="IssueDate">When it was issued.</param>
/// <param name="Name">The name of its applicant, testator or decedent.</param>
internal sealed record Specimen(CertificateKind Kind, DateOnly IssueDate, string Name)
{
    public Sex Sex { get; init; }
    public DateOnly? BirthDate { get; init; }

    /// <summary>Makes it the birth date of somebody without document.</summary>
    public RecordedDate? UndocumentedBirthDate { get; init; }

    public static IReadOnlyList<Specimen> All { get; } =
    [
        .. SampleNames.Rare.Select((name, index) => new Specimen(CertificateKind.General, new DateOnly(2018 + index, 3, 12), name)),
        .. SampleNames.Long.Select((name, index) => new Specimen(CertificateKind.General, new DateOnly(2019 + index, 9, 2), name)),
        .. SampleNames.Rare.Select((name, index) => new Specimen(CertificateKind.PowerOfAttorney, new DateOnly(2020 + index, 6, 8), name)),

        // Two of them are of one sex and born on one day: only the document tells them apart.
        new(CertificateKind.Will, new DateOnly(2010, 5, 11), SampleNames.SharedTestator) { Sex = Sex.Male, BirthDate = new DateOnly(1941, 2, 3) },
        new(CertificateKind.Will, new DateOnly(2014, 8, 20), SampleNames.SharedTestator) { Sex = Sex.Male, BirthDate = new DateOnly(1941, 2, 3) },
        new(CertificateKind.Will, new DateOnly(2017, 11, 6), SampleNames.SharedTestator) { Sex = Sex.Female, BirthDate = new DateOnly(1950, 7, 29) },

        new(CertificateKind.Will, new DateOnly(1988, 4, 5), SampleNames.UndocumentedTestator) { UndocumentedBirthDate = new RecordedDate(1921, 6, 17) },
        new(CertificateKind.Will, new DateOnly(1987, 10, 9), SampleNames.YearOnlyTestator) { UndocumentedBirthDate = new RecordedDate(1919, 0, 0) },

        new(CertificateKind.Inheritance, new DateOnly(2012, 3, 7), SampleNames.SharedDecedent),
        new(CertificateKind.Inheritance, new DateOnly(2020, 12, 1), SampleNames.SharedDecedent),
    ];
}
