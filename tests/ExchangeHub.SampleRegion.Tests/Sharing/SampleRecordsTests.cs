using System.Security.Cryptography;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Records;
using ExchangeHub.SampleRegion.Register;
using ExchangeHub.SampleRegion.Sharing;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.SampleRegion.Tests.Sharing;

/// <summary>What a sample region shares. That it follows the hub's rules is tested beside these.</summary>
public sealed class SampleRecordsTests
{
    public static TheoryData<string> Regions() => [.. SampleOffices.Regions];

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_Region_HasPlannedCounts(string regionCode)
    {
        var institutions = First(regionCode, DataSet.Institutions).CountBy(record => record.Content.Institution.Kind).ToDictionary();
        var people = First(regionCode, DataSet.Practitioners).CountBy(record => record.Content.Practitioner.Kind).ToDictionary();

        Assert.Equal((30, 40, 12), (institutions[InstitutionKind.NotaryOffice], institutions[InstitutionKind.ForensicInstitution], institutions[InstitutionKind.LawFirm]));
        Assert.Equal((200, 300, 24), (people[PractitionerKind.Notary], people[PractitionerKind.Appraiser], people[PractitionerKind.Lawyer]));
        Assert.Equal(["2025-Q1", "2025-Q2"], First(regionCode, DataSet.ProjectProgress).Select(record => record.Content.ProjectProgress.Period).Distinct());
        Assert.Contains(First(regionCode, DataSet.Notices), record => record.Content.Notice.IsInternal);
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_Region_RevokedCertificatesAreThoseOfTheRegister(string regionCode)
    {
        var register = SampleData.For(regionCode).Certificates
            .Where(certificate => certificate.Status is >= CertificateStatus.Reissued and <= CertificateStatus.Revoked)
            .Select(certificate => (certificate.OfficeUscc, CertificateNumbers.MatchKey(CertificateNumbers.Parse(certificate.RawNumber)), certificate.Status));
        var shared = First(regionCode, DataSet.RevokedCertificates).Select(record => record.Content.RevokedCertificate)
            .Select(revoked => (revoked.OfficeUscc, CertificateNumbers.MatchKey(revoked.CertificateNumber), revoked.Status));

        Assert.Equal(register.Order(), shared.Order());
        Assert.Equal(160, shared.Count());
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_Region_NamesAreMarked(string regionCode)
    {
        Assert.All(First(regionCode, DataSet.Practitioners), record => Assert.Contains("测试", record.Content.Practitioner.Name, StringComparison.Ordinal));
        Assert.All(First(regionCode, DataSet.Institutions), record => Assert.All(record.Content.Institution.Names, name => Assert.Contains("测试", name.Name, StringComparison.Ordinal)));
    }

    [Fact]
    public void For_OfficesWithAHistory_TellIt()
    {
        var offices = First(SampleOffices.Chongqing, DataSet.Institutions).Select(record => record.Content.Institution).ToDictionary(institution => institution.Names[^1].Name);
        var merged = offices["重庆市测试綦江公证处"];

        Assert.Equal(["四川省重庆市测试綦江公证处", "重庆市测试綦江公证处"], merged.Names.Select(name => name.Name));
        Assert.Equal([(SuccessionKind.Rename, ""), (SuccessionKind.Merge, "重庆市测试万盛公证处")], merged.Successions.Select(step => (step.Kind, step.OtherName)));
    }

    /// <summary>Whoever changes the sample on purpose changes these.</summary>
    [Theory]
    [InlineData(SampleOffices.Chongqing, "bba982c180fe2baf")]
    [InlineData(SampleOffices.Sichuan, "8e0d6413c0449624")]
    public void For_EveryMachine_IsTheSame(string regionCode, string expected)
        => Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData([.. SampleRecords.For(regionCode).SelectMany(RecordDigest.Compute)]))[..16]);

    private static IEnumerable<Record> First(string regionCode, DataSet set) => SampleRecords.For(regionCode, set).Where(record => record.Version == 1);
}
