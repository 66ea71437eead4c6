using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Tests;

public sealed class SampleDataTests
{
    public static TheoryData<string> Regions() => [.. SampleOffices.Regions];

    [Theory]
    [MemberData(nameof(Regions))]
    public void Generate_Region_HasPlannedCounts(string regionCode)
    {
        var data = SampleData.For(regionCode);
        var byStatus = data.Certificates.CountBy(certificate => certificate.Status).ToDictionary();
        Assert.Equal(5_000, data.Certificates.Count);
        Assert.Equal(100, byStatus[CertificateStatus.Corrected]);
        Assert.Equal(25, byStatus[CertificateStatus.Revoked]);
        Assert.Equal(20, byStatus[CertificateStatus.Reissued]);
        Assert.Equal(15, byStatus[CertificateStatus.PartlyRevoked]);
        Assert.Equal(25, byStatus[CertificateStatus.UnderReview]);
        Assert.Equal(100, data.Certificates.Count(certificate => certificate.RawNumber.EndsWith("（补正）", StringComparison.Ordinal)));
        Assert.Equal(100, data.Inheritances.Count(inheritance => inheritance.CertificateId is null));
        Assert.Equal(360, data.Inheritances.Count(inheritance => inheritance.CertificateId is not null));
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void Generate_Region_NumbersAreUniqueAtEachOffice(string regionCode) =>
        Assert.DoesNotContain(
            SampleData.For(regionCode).Certificates.CountBy(certificate =>
                (certificate.OfficeUscc, CertificateNumbers.MatchKey(CertificateNumbers.Parse(certificate.RawNumber)))),
            count => count.Value > 1);

    [Theory]
    [MemberData(nameof(Regions))]
    public void Generate_Region_DatesAreConsistent(string regionCode)
    {
        var data = SampleData.For(regionCode);
        Assert.All(data.Certificates, certificate =>
        {
            Assert.InRange(certificate.IssueDate, new DateOnly(1979, 1, 1), SampleData.LastDate);
            Assert.All(
                certificate.Parties.Where(party => party is { Role: not PartyRole.Decedent, Person.DeathDate: not null }),
                party => Assert.True(certificate.IssueDate < party.Person!.DeathDate));
            if (certificate.OriginalId is { } original)
                Assert.True(data.Certificates[original - 1].IssueDate < certificate.IssueDate);
        });
        Assert.All(data.Inheritances, inheritance => Assert.True(inheritance.Decedent.DeathDate < inheritance.AcceptanceDate));
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void Generate_Region_PersonsAreSynthetic(string regionCode)
    {
        var area = regionCode == SampleOffices.Chongqing ? "509999" : "519999";
        var people = SampleData.For(regionCode).People;
        Assert.All(people, person => Assert.All(person.AllNames, name => Assert.StartsWith("测试", name)));
        Assert.All(people.Where(person => person.Document is not null), person =>
        {
            var document = person.Document!;
            Assert.True(IdentityDocuments.TryNormalize(document.Type, document.RawNumber, SampleData.LastDate, out var normalized));
            Assert.Equal(document.NormalizedNumber, normalized);
            if (document.Type == IdentityDocumentType.ResidentId)
                Assert.StartsWith(area, normalized);
        });
        var numbers = people.Where(person => person.Document is not null)
            .Select(person => (person.Document!.Type, person.Document.NormalizedNumber)).ToList();
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void Generate_Region_HasEdgeCases(string regionCode)
    {
        var data = SampleData.For(regionCode);
        foreach (var character in new[] { "𠮷", "𬭎", "𪚥", "䶮", "㐂" })
            Assert.Contains(data.People, person => person.Name.Contains(character, StringComparison.Ordinal));
        Assert.Contains(data.People, person => person.Name.Contains('\u00B7') && UnicodeText.Length(person.Name) >= 50);
        Assert.Contains(data.People, person => person.Document?.RawNumber.Length == 15);
        Assert.Contains(data.People, person => person is { Document: null, BirthDate: { Month: 0 } });
        Assert.Contains(data.People, person => person is { Document: null, BirthDate: { Month: > 0, Day: 0 } });
        Assert.Contains(data.People.CountBy(person => person.Name), count => count.Value > 3);
        Assert.Contains(
            data.Certificates,
            certificate => CertificateNumbers.Parse(certificate.RawNumber).ParseStatus == CertificateNumberParseStatus.Unparsed);
        Assert.Contains(data.Certificates, certificate => certificate.IsArchiveClosed);
    }

    [Fact]
    public void Generate_Chongqing_KeepsFilesOfBefore1997()
    {
        var old = SampleData.For(SampleOffices.Chongqing).Certificates.Where(certificate => certificate.IssueDate < new DateOnly(1997, 6, 18));
        Assert.All(old, certificate => Assert.StartsWith("四川省", certificate.PrintedOfficeName));
        Assert.Contains(old, certificate => certificate.PrintedOfficeName.StartsWith("四川省重庆市", StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_Sichuan_KnowsWhoKeepsFilesOfChongqing()
    {
        var chongqing = SampleOffices.For(SampleOffices.Chongqing).Select(office => office.Uscc).ToHashSet();
        var elsewhere = SampleData.For(SampleOffices.Sichuan).OfficesElsewhere;
        Assert.Equal(30, elsewhere.Count);
        Assert.All(elsewhere, office => Assert.Contains(office.KeeperUscc, chongqing));
    }

    [Theory]
    [InlineData(SampleOffices.Chongqing, "^重庆市测试.{2,3}公证处$")]
    [InlineData(SampleOffices.Sichuan, "^四川省.{2,3}市测试.{2,3}公证处$")]
    public void For_Region_OfficesHaveNamesAndCodesOfTheirRegion(string regionCode, string form)
    {
        var offices = SampleOffices.For(regionCode);
        Assert.Equal(30, offices.Count);
        Assert.All(offices, office => Assert.Matches(form, office.Name));
        Assert.All(offices, office => Assert.True(UnifiedSocialCreditCode.IsValid(office.Uscc), office.Uscc));
        Assert.Equal(30, offices.Select(office => office.Uscc).Distinct().Count());
        Assert.Equal(30, offices.Select(office => office.Name).Distinct().Count());
    }
}
