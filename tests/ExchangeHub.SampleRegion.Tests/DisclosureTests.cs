using CsCheck;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;
using Google.Protobuf;

namespace ExchangeHub.SampleRegion.Tests;

/// <summary>Who claims something wrong learns that it is wrong, never what would be right.</summary>
[Collection(SharedRegions.Name)]
public sealed class DisclosureTests(RegionFixture regions)
{
    private static readonly Gen<RegisteredCertificate> AnyCertificate =
        from region in Gen.Int[0, SampleOffices.Regions.Count - 1]
        from index in Gen.Int[0, CertificateCount - 1]
        select SampleData.For(SampleOffices.Regions[region]).Certificates[index];

    private const int CertificateCount = 5_000;

    private static readonly (string Field, Action<VerifyCertificateRequest> Falsify)[] Falsifications =
    [
        ("title", request => request.Title = "测试另一事项"),
        ("issue_date", request => request.IssueDate = new() { Year = 1978, Month = 1, Day = 2 }),
        ("issuing_office_name", request => request.IssuingOfficeName = "测试不存在公证处"),
        ("party.person.name", request => request.Party = new Party { Person = new PersonIdentity { Name = "测试查无此人" } }),
        ("party.organization.name", request => request.Party = new Party { Organization = new OrganizationIdentity { Name = "测试不存在有限公司" } }),
    ];

    [Fact]
    public Task VerifyCertificate_AnythingFalse_NeverTellsWhatIsTrue() =>
        Gen.Select(AnyCertificate, Gen.Int[0, Falsifications.Length - 1].HashSet[1, 3]).SampleAsync(async (certificate, chosen) =>
        {
            var request = Requests.About(certificate);
            foreach (var index in chosen)
                Falsifications[index].Falsify(request);
            var answer = await Endpoint(certificate).VerifyCertificate(request, new CallContext(default));
            Assert.NotEqual(CertificateFinding.Authentic, answer.Finding);
            Assert.Equal(CertificateStatus.Unspecified, answer.Status);
            AssertTellsNothing(answer, certificate);
        }, iter: 1_000, threads: 1);

    [Fact]
    public Task VerifyCertificate_OneThingFalse_IsTheMismatch() =>
        Gen.Select(AnyCertificate, Gen.Int[0, Falsifications.Length - 1]).Where((certificate, _) => IsOpen(certificate))
            .SampleAsync(async (certificate, index) =>
            {
                var request = Requests.About(certificate);
                Falsifications[index].Falsify(request);
                var answer = await Endpoint(certificate).VerifyCertificate(request, new CallContext(default));
                Assert.Equal(CertificateFinding.ContentMismatch, answer.Finding);
                Assert.Equal(
                    FieldComparison.Mismatch,
                    Assert.Single(answer.FieldResults, field => field.Field == Falsifications[index].Field).Comparison);
            }, iter: 500, threads: 1);

    [Fact]
    public Task VerifyCertificate_Everything_MatchesWhereNothingIsInTheWay() =>
        AnyCertificate.Where(IsOpen).SampleAsync(async certificate =>
        {
            var answer = await Endpoint(certificate).VerifyCertificate(Requests.About(certificate), new CallContext(default));
            Assert.Equal(QueryOutcome.Answered, answer.Outcome);
            Assert.Equal(certificate.Status, answer.Status);
            Assert.DoesNotContain(answer.FieldResults, field => field.Comparison == FieldComparison.Mismatch);
        }, iter: 500, threads: 1);

    [Fact]
    public async Task VerifyPowerOfAttorney_AnythingFalse_TellsNoPowers()
    {
        var powers = Certificates(CertificateKind.PowerOfAttorney).Take(60);
        foreach (var certificate in powers)
        {
            foreach (var falsify in new Action<VerifyPowerOfAttorneyRequest>[]
            {
                request => request.Agent = new Party { Person = new PersonIdentity { Name = "测试查无此人" } },
                request => request.Principal.Person.IdentityDocument = Requests.OtherDocument(),
                request => request.IssueDate = new() { Year = 1978, Month = 1, Day = 2 },
                request => request.ClaimedPowers.AddRange(Enum.GetValues<PowerKind>().Skip(1)),
            })
            {
                var request = Requests.AboutPowers(certificate);
                falsify(request);
                var answer = await Endpoint(certificate).VerifyPowerOfAttorney(request, new CallContext(default));
                AssertTellsNothing(answer, certificate);
            }
        }
    }

    [Fact]
    public async Task VerifyEnforceableDeed_AnythingFalse_TellsNoEnforcement()
    {
        foreach (var certificate in Certificates(CertificateKind.EnforceableDeed).Take(60))
        {
            foreach (var falsify in new Action<VerifyEnforceableDeedRequest>[]
            {
                request => request.Amount.Units++,
                request => request.Amount.CurrencyCode = "USD",
                request => request.Debtor = new Party { Person = new PersonIdentity { Name = "测试查无此人" } },
                request => request.Creditor = new Party { Organization = new OrganizationIdentity { Name = "测试不存在有限公司" } },
            })
            {
                var request = Requests.AboutDebt(certificate);
                falsify(request);
                var answer = await Endpoint(certificate).VerifyEnforceableDeed(request, new CallContext(default));
                AssertTellsNothing(answer, certificate);
            }
        }
    }

    [Fact]
    public async Task VerifyCertificate_RightNameWrongDocument_DoesNotCompareTheRest()
    {
        var certificate = Certificates(CertificateKind.General).First(certificate =>
            IsOpen(certificate) && certificate.Parties[0].Person?.Document?.Type == IdentityDocumentType.ResidentId);
        var request = Requests.About(certificate);
        request.Party.Person.IdentityDocument = Requests.OtherDocument();
        var answer = await Endpoint(certificate).VerifyCertificate(request, new CallContext(default));
        Assert.Equal(FieldComparison.Match, Comparison(answer, "party.person.name"));
        Assert.Equal(FieldComparison.Mismatch, Comparison(answer, "party.person.identity_document"));
        Assert.Equal(FieldComparison.NotDisclosed, Comparison(answer, "party.person.birth_date"));
        Assert.Equal(FieldComparison.NotDisclosed, Comparison(answer, "party.person.sex"));
    }

    [Fact]
    public async Task VerifyCertificate_SealedWill_AnswersAlikeWhateverIsClaimed()
    {
        var will = Certificates(CertificateKind.Will).First(certificate => certificate.Parties[0].Person!.DeathDate is null);
        var expected = await Endpoint(will).VerifyCertificate(Requests.About(will), new CallContext(default));
        Assert.Equal(RefusalReason.SealedWillTestatorAlive, expected.RefusalReason);
        Assert.Empty(expected.FieldResults);
        foreach (var (field, falsify) in Falsifications.Where(item => item.Field != "issuing_office_name"))
        {
            var request = Requests.About(will);
            falsify(request);
            Assert.True(expected.Equals(await Endpoint(will).VerifyCertificate(request, new CallContext(default))), field);
        }
    }

    /// <summary>Registers that anybody may compare with: neither sealed nor closed.</summary>
    private static bool IsOpen(RegisteredCertificate certificate) =>
        certificate is { IsArchiveClosed: false, IsUnderInvestigation: false, Kind: not CertificateKind.Will };

    private static IEnumerable<RegisteredCertificate> Certificates(CertificateKind kind) =>
        SampleOffices.Regions.SelectMany(regionCode => SampleData.For(regionCode).Certificates.Where(certificate => certificate.Kind == kind).Take(30));

    private Notary.NotaryVerificationEndpoint Endpoint(RegisteredCertificate certificate) => regions.Endpoint(
        SampleOffices.Regions.First(regionCode => SampleOffices.For(regionCode).Any(office => office.Uscc == certificate.OfficeUscc)));

    private static FieldComparison Comparison(VerifyCertificateResponse answer, string field) =>
        Assert.Single(answer.FieldResults, result => result.Field == field).Comparison;

    private static void AssertTellsNothing(IMessage answer, RegisteredCertificate certificate)
    {
        var clone = answer.Descriptor.Parser.ParseFrom(answer.ToByteArray());
        // The receipt repeats the exchange's id, and the date is today's.
        clone.Descriptor.FindFieldByName("receipt").Accessor.Clear(clone);
        clone.Descriptor.FindFieldByName("as_of_date").Accessor.Clear(clone);
        var text = clone.ToString()!;
        Assert.DoesNotContain("测试", text);
        Assert.DoesNotContain("\"year\"", text);
        Assert.DoesNotContain("\"units\"", text);
        foreach (var value in TrueValues(certificate))
            Assert.DoesNotContain(value, text);
    }

    private static IEnumerable<string> TrueValues(RegisteredCertificate certificate) =>
    [
        certificate.RawNumber, certificate.Title, certificate.PrintedOfficeName, certificate.OfficeUscc,
        .. certificate.Parties.SelectMany(party => party.Person?.AllNames ?? [party.Organization!.Name]),
        .. certificate.Parties.Select(party => party.Person?.Document?.RawNumber ?? party.Organization?.Uscc).OfType<string>(),
        .. certificate.PowerOfAttorney?.Powers.Select(power => power.Description) ?? [],
        .. certificate.Amount is { } amount ? new[] { amount.Units.ToString() } : [],
    ];
}
