using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using ExchangeHub.SampleRegion.Register;
using Google.Protobuf;
using Date = Google.Type.Date;

namespace ExchangeHub.SampleRegion.Tests;

[Collection(SharedRegions.Name)]
public sealed class SampleQuestionsTests(RegionFixture regions)
{
    public static TheoryData<string, string> Questions()
    {
        var data = new TheoryData<string, string>();
        foreach (var regionCode in SampleOffices.Regions)
        {
            foreach (var question in SampleQuestions.For(regionCode))
                data.Add(regionCode, question.Name);
        }
        return data;
    }

    public static TheoryData<string> Regions() => [.. SampleOffices.Regions];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task AskAsync_SampleQuestion_GivesExpectedAnswer(string regionCode, string name)
    {
        var answer = await AskAsync(Question(regionCode, name));
        Assert.Equal(Question(regionCode, name).Expected, AnswerSummary.Of(answer));
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task AskAsync_SampleQuestion_ReceiptHoldsExchangeIdOnlyAndDateIsThatOfChina(string regionCode, string name)
    {
        var (receipt, asOf) = await AskAsync(Question(regionCode, name)) switch
        {
            VerifyCertificateResponse answer => (answer.Receipt, answer.AsOfDate),
            VerifyPowerOfAttorneyResponse answer => (answer.Receipt, answer.AsOfDate),
            VerifyEnforceableDeedResponse answer => (answer.Receipt, answer.AsOfDate),
            QueryWillResponse answer => (answer.Receipt, answer.AsOfDate),
            QueryInheritanceResponse answer => (answer.Receipt, answer.AsOfDate),
            var other => throw new InvalidOperationException(other.Descriptor.FullName),
        };
        Assert.Equal(new ExchangeReceipt { ExchangeId = Headers.ExchangeId }, receipt);
        Assert.Equal(new Date { Year = 2026, Month = 3, Day = 2 }, asOf);
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_Region_CoversEveryFindingAndOutcomeOfEachQuestion(string regionCode)
    {
        var byRequest = SampleQuestions.For(regionCode).ToLookup(question => question.Request.GetType(), question => question.Expected);
        Assert.Equal(5, byRequest.Count);
        foreach (var answers in byRequest)
        {
            IEnumerable<Enum> findings = answers.Key == typeof(QueryWillRequest) ? Known<WillFinding>()
                : answers.Key == typeof(QueryInheritanceRequest) ? Known<InheritanceFinding>()
                : Known<CertificateFinding>();
            Assert.Empty(findings.Except(answers.Select(answer => answer.Finding)));
            Assert.Empty(Enum.GetValues<QueryOutcome>().Except([QueryOutcome.Unspecified]).Except(answers.Select(answer => answer.Outcome)));
        }
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_Region_NamesAreUniqueAndRequestsHaveNoHeader(string regionCode)
    {
        var questions = SampleQuestions.For(regionCode);
        Assert.Equal(questions.Count, questions.Select(question => question.Name).Distinct().Count());
        Assert.Equal(questions.Count, questions.Select(question => question.NameZh).Distinct().Count());
        Assert.All(questions, question => Assert.Null(question.Request.Descriptor.FindFieldByNumber(1).Accessor.GetValue(question.Request)));
    }

    [Fact]
    public void For_UnknownRegion_Throws() => Assert.Throws<ArgumentException>(() => SampleQuestions.For("CN-BJ"));

    [Fact]
    public void Address_OfficeQuestion_LeavesCallersHeaderAlone()
    {
        var header = Headers.Any();
        var before = header.Clone();
        var question = Question(SampleOffices.Chongqing, "certificate/authentic");
        Assert.Equal(question.Office, question.Address(header).TargetOffice);
        Assert.Equal(before, header);
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public async Task VerifyPowerOfAttorney_PartiesProven_TellsPowers(string regionCode)
    {
        var question = Question(regionCode, "power-of-attorney/revoked-by-principal");
        var answer = (VerifyPowerOfAttorneyResponse)await AskAsync(question);
        var claimed = ((VerifyPowerOfAttorneyRequest)question.Request).ClaimedPowers;
        Assert.Equal(claimed, answer.Powers.Select(power => power.Kind));
        Assert.All(answer.Powers, power => Assert.Contains("测试", power.Description));
        Assert.NotNull(answer.RevocationDate);
        Assert.Equal(CertificateStatus.Effective, answer.Status);
        Assert.All(answer.FieldResults, field => Assert.Equal(FieldComparison.Match, field.Comparison));
    }

    [Theory]
    [InlineData("power-of-attorney/agent-by-name-only")]
    [InlineData("power-of-attorney/power-not-given")]
    [InlineData("power-of-attorney/content-mismatch")]
    [InlineData("power-of-attorney/other-matter")]
    [InlineData("power-of-attorney/revoked")]
    public async Task VerifyPowerOfAttorney_NotProvenOrWithoutEffect_TellsNoPowers(string name)
    {
        foreach (var regionCode in SampleOffices.Regions)
        {
            var answer = (VerifyPowerOfAttorneyResponse)await AskAsync(Question(regionCode, name));
            Assert.Empty(answer.Powers);
            Assert.Equal(SubDelegation.Unspecified, answer.SubDelegation);
            Assert.Null(answer.ValidFrom ?? answer.ValidTo ?? answer.RevocationDate);
        }
    }

    [Theory]
    [InlineData("enforceable-deed/enforced", true)]
    [InlineData("enforceable-deed/enforcement-certificate", true)]
    [InlineData("enforceable-deed/wrong-amount", false)]
    [InlineData("enforceable-deed/content-mismatch", false)]
    public async Task VerifyEnforceableDeed_Deed_TellsEnforcementOnlyWhereAllMatches(string name, bool isTold)
    {
        foreach (var regionCode in SampleOffices.Regions)
        {
            var answer = (VerifyEnforceableDeedResponse)await AskAsync(Question(regionCode, name));
            Assert.Equal(isTold, answer.EnforcementCertificate is not null);
            if (isTold)
                Assert.Contains("证执", answer.EnforcementCertificate!.CertificateNumber.Canonical.Kind);
        }
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public async Task QueryWill_Exists_NamesOfficeNumberAndDate(string regionCode)
    {
        var answer = (QueryWillResponse)await AskAsync(Question(regionCode, "will/exists"));
        Assert.NotEmpty(answer.Wills);
        Assert.All(answer.Wills, will =>
        {
            Assert.Contains(SampleOffices.For(regionCode), office => office.ToReference().Equals(will.Office));
            Assert.Contains(SampleData.For(regionCode).Certificates, certificate => certificate.RawNumber == will.CertificateNumber.Raw);
            Assert.NotNull(will.IssueDate);
        });
    }

    private static SampleQuestion Question(string regionCode, string name) =>
        SampleQuestions.For(regionCode).Single(question => question.Name == name);

    private static IEnumerable<Enum> Known<T>()
        where T : struct, Enum => Enum.GetValues<T>().Where(value => !value.Equals(default(T))).Cast<Enum>();

    private Task<IMessage> AskAsync(SampleQuestion question) =>
        question.AskAsync(regions.Client(question.RegionCode), Headers.Any(), default);
}
