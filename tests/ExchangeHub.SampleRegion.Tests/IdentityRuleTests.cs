using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Tests;

/// <summary>
/// The same-name rule: a document number, or name and birth date and one thing more. The persons of 测试同名立遗嘱人 are
/// two men born on 1941-02-03 and a woman born on 1950-07-29.
/// </summary>
[Collection(SharedRegions.Name)]
public sealed class IdentityRuleTests(RegionFixture regions)
{
    private const string Region = SampleOffices.Chongqing;
    private const string Shared = "测试同名立遗嘱人";
    private static readonly DateOnly Death = new(2025, 9, 1);
    private static readonly PartialDate BornIn1950 = new() { Year = 1950, Month = 7, Day = 29 };

    [Fact]
    public Task QueryWill_NameOnly_IsAmbiguousWithCountAndNoList() =>
        AssertAmbiguousAsync(new PersonIdentity { Name = Shared }, candidates: 3);

    [Fact]
    public Task QueryWill_NameAndBirthDate_IsStillAmbiguous() =>
        AssertAmbiguousAsync(new PersonIdentity { Name = Shared, BirthDate = BornIn1950 }, candidates: 1);

    [Fact]
    public Task QueryWill_NameAndSex_IsStillAmbiguous() =>
        AssertAmbiguousAsync(new PersonIdentity { Name = Shared, Sex = Sex.Female }, candidates: 1);

    [Fact]
    public Task QueryWill_YearOfBirthAndSex_ProveNothing() =>
        AssertAmbiguousAsync(new PersonIdentity { Name = Shared, BirthDate = new PartialDate { Year = 1950 }, Sex = Sex.Female }, candidates: 1);

    [Fact]
    public async Task QueryWill_NameAndBirthDateAndSex_Proves()
    {
        var answer = await QueryAsync(new PersonIdentity { Name = Shared, BirthDate = BornIn1950, Sex = Sex.Female });
        Assert.Equal(WillFinding.Exists, answer.Finding);
        Assert.Single(answer.Wills);
    }

    [Fact]
    public async Task QueryWill_NameAndBirthDateAndAddress_Proves()
    {
        var testator = Testators().First(person => person.AddressCode.Length > 0 && !person.Name.StartsWith("测试同名", StringComparison.Ordinal));
        var answer = await QueryAsync(new PersonIdentity
        {
            Name = testator.Name,
            BirthDate = testator.BirthDate!.Value.ToProto(),
            AddressCode = testator.AddressCode,
        });
        Assert.Equal(WillFinding.Exists, answer.Finding);
    }

    [Fact]
    public async Task QueryWill_NewNameWithFormerNamesAndBirthDate_Proves()
    {
        var testator = Testators().First(person => person.FormerNames.Count > 0);
        var answer = await QueryAsync(new PersonIdentity
        {
            Name = "测试又改新名",
            FormerNames = { testator.Name, testator.FormerNames[0] },
            BirthDate = testator.BirthDate!.Value.ToProto(),
        });
        Assert.Equal(WillFinding.Exists, answer.Finding);
    }

    [Fact]
    public async Task QueryWill_SameNameBirthDateAndSexOfTwo_IsAmbiguousUntilADocumentDecides()
    {
        var identity = new PersonIdentity { Name = Shared, BirthDate = new PartialDate { Year = 1941, Month = 2, Day = 3 }, Sex = Sex.Male };
        await AssertAmbiguousAsync(identity, candidates: 2);
        foreach (var testator in Testators().Where(person => person.Name == Shared && person.Sex == Sex.Male))
        {
            identity.IdentityDocument = Document(testator);
            var answer = await QueryAsync(identity);
            Assert.Equal(WillFinding.Exists, answer.Finding);
            Assert.Single(answer.Wills);
        }
    }

    [Fact]
    public async Task QueryWill_DocumentInFullWidthAndSmallLetters_Proves()
    {
        var testator = Testators().First(person => person.Document!.RawNumber.EndsWith('X'));
        var number = string.Concat(testator.Document!.RawNumber[..17].Select(digit => (char)(digit - '0' + '０'))) + "x";
        var answer = await QueryAsync(new PersonIdentity
        {
            Name = testator.Name,
            IdentityDocument = new IdentityDocument { Type = IdentityDocumentType.ResidentId, RawNumber = number },
        });
        Assert.Equal(WillFinding.Exists, answer.Finding);
    }

    [Fact]
    public async Task QueryWill_OtherDocument_IsAnotherPerson()
    {
        var answer = await QueryAsync(new PersonIdentity { Name = Shared, IdentityDocument = Requests.OtherDocument() });
        Assert.Equal(WillFinding.NotFound, answer.Finding);
        Assert.Equal(0, answer.CandidateCount);
    }

    [Fact]
    public async Task QueryWill_DocumentWithQuiteAnotherName_IsAmbiguous()
    {
        var testator = Testators().First(person => person.Name == Shared);
        await AssertAmbiguousAsync(new PersonIdentity { Name = "测试完全不同", IdentityDocument = Document(testator) }, candidates: 1);
    }

    [Fact]
    public async Task QueryWill_DocumentButOldFileWithoutOne_LeavesItOpen()
    {
        // A document that no file knows, and a name and year that the old file has: it may be this person's.
        var answer = await QueryAsync(new PersonIdentity
        {
            Name = "测试仅知出生年立遗嘱人",
            IdentityDocument = new IdentityDocument
            {
                Type = IdentityDocumentType.ResidentId,
                RawNumber = Domain.ResidentId.Complete("50999919190505" + "002"),
            },
        });
        Assert.Equal(WillFinding.Ambiguous, answer.Finding);
        Assert.Equal(1, answer.CandidateCount);
    }

    [Fact]
    public async Task QueryWill_AllegedDeathBeforeWill_RefusesWithoutTelling()
    {
        var testator = Testators().First(person => person is { DeathDate: null, Document.RawNumber.Length: 18 });
        var answer = await QueryAsync(Requests.Everything(testator), new DateOnly(1999, 10, 1));
        Assert.Equal(QueryOutcome.Refused, answer.Outcome);
        Assert.Equal(RefusalReason.SealedWillTestatorAlive, answer.RefusalReason);
        Assert.Equal(WillFinding.Unspecified, answer.Finding);
        Assert.Empty(answer.Wills);
    }

    [Fact]
    public async Task QueryWill_NoOrFutureDeath_IsRefused()
    {
        var request = Requests.Will(Region, new PersonIdentity { Name = Shared }, new DateOnly(2026, 3, 3));
        Assert.Equal(RefusalReason.DeathNotProven, (await AnswerAsync(request)).RefusalReason);
        request.DeathProof = null;
        Assert.Equal(RefusalReason.DeathNotProven, (await AnswerAsync(request)).RefusalReason);
    }

    [Fact]
    public async Task QueryWill_OtherRegion_IsRefused()
    {
        var answer = await AnswerAsync(Requests.Will(SampleOffices.Sichuan, new PersonIdentity { Name = Shared }, Death));
        Assert.Equal(RefusalReason.NotCompetent, answer.RefusalReason);
    }

    [Fact]
    public async Task QueryInheritance_NameBirthDateAndDeathDate_Proves()
    {
        var decedent = SampleData.For(Region).Inheritances.First(inheritance => inheritance.Decedent.Document is not null).Decedent;
        var identity = new PersonIdentity { Name = decedent.Name, BirthDate = decedent.BirthDate!.Value.ToProto() };
        var known = await InheritanceAsync(identity, decedent.DeathDate!.Value);
        Assert.NotEmpty(known.Inheritances);
        var unknown = await InheritanceAsync(identity, decedent.DeathDate.Value.AddDays(1));
        Assert.Equal(InheritanceFinding.None, unknown.Finding);
    }

    private static IEnumerable<RegisteredPerson> Testators() => SampleData.For(Region).Certificates
        .Where(certificate => certificate is { Kind: CertificateKind.Will, Status: Contracts.Notary.V1.CertificateStatus.Effective, OriginalId: null })
        .Select(certificate => certificate.Parties[0].Person!)
        .Where(person => person is { DeathDate: null, Document: not null, BirthDate.IsComplete: true });

    private static IdentityDocument Document(RegisteredPerson person) =>
        new() { Type = person.Document!.Type, RawNumber = person.Document.RawNumber };

    private async Task AssertAmbiguousAsync(PersonIdentity testator, int candidates)
    {
        var answer = await QueryAsync(testator);
        Assert.Equal(WillFinding.Ambiguous, answer.Finding);
        Assert.Equal(candidates, answer.CandidateCount);
        Assert.Empty(answer.Wills);
    }

    private Task<QueryWillResponse> QueryAsync(PersonIdentity testator, DateOnly? deathDate = null) =>
        AnswerAsync(Requests.Will(Region, testator, deathDate ?? Death));

    private Task<QueryWillResponse> AnswerAsync(QueryWillRequest request) =>
        regions.Endpoint(Region).QueryWill(request, new CallContext(default));

    private Task<QueryInheritanceResponse> InheritanceAsync(PersonIdentity decedent, DateOnly deathDate) =>
        regions.Endpoint(Region).QueryInheritance(Requests.Inheritance(Region, decedent, deathDate), new CallContext(default));
}
