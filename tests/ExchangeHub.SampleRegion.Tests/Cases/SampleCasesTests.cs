using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Tests.Cases;

public class SampleCasesTests
{
    public static TheoryData<string> Regions() => [.. SampleOffices.Regions];

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_Region_CoversEveryMatterAndEveryWayToDealWithOne(string regionCode)
    {
        var cases = SampleCases.For(regionCode);

        Assert.Empty(Enum.GetValues<MatterCode>().Except([MatterCode.Unspecified]).Except(cases.Select(sample => sample.Request.Matter)));
        Assert.Empty(Enum.GetValues<ReplyOutcome>().Except(cases.Select(sample => sample.ExpectedOutcome)));
        Assert.Equal(cases.Count, cases.Select(sample => sample.Name).Distinct().Count());
        Assert.Equal(cases.Count, cases.Select(sample => sample.NameZh).Distinct().Count());
        Assert.Contains(cases, sample => sample.Request.Subjects.Any(subject => subject.Party.Person?.Name.Contains("𪚥", StringComparison.Ordinal) == true));
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void For_Region_RequestsHaveWhatTheirMatterNeeds(string regionCode) => Assert.All(SampleCases.For(regionCode), sample =>
    {
        var request = sample.Request;
        Assert.Empty(request.LetterNumber);
        Assert.InRange(request.Subjects.Count, 1, 20);
        Assert.InRange(request.Questions.Count, 1, 20);
        Assert.Equal(Enumerable.Range(1, request.Questions.Count), request.Questions.Select(question => question.Number));
        Assert.NotEqual(request.Handler.Name, request.ApproverName);
        Assert.Equal(request.Urgency == Urgency.Normal, request.UrgencyReason.Length == 0);
        Assert.InRange(request.Reason.Text.Length, 10, 1000);
        Assert.Contains(SampleOffices.For(regionCode), office => office.ToReference().Equals(sample.Office));
        Assert.True(Needed(request), sample.Name);
    });

    [Fact]
    public void Submit_Case_LeavesWhatIsSharedAlone()
    {
        var sample = SampleCases.For(SampleOffices.Chongqing)[0];
        var header = Headers.Any();
        var before = header.Clone();

        var request = sample.Submit(header, "测试函7");
        request.Request.Subjects.Clear();

        Assert.Equal(before, header);
        Assert.Equal((sample.Office, "测试函7"), (request.Header.TargetOffice, request.Request.LetterNumber));
        Assert.NotEmpty(sample.Request.Subjects);
    }

    private static bool Needed(AssistanceRequest request) => request.Matter switch
    {
        MatterCode.CertVerify => IsWhole(request.TargetCertificate),
        MatterCode.PoaVerify => IsWhole(request.TargetCertificate) && Has(request, SubjectRole.Principal) && Has(request, SubjectRole.Agent),
        MatterCode.EnforceVerify => IsWhole(request.TargetCertificate) && Has(request, SubjectRole.Creditor) && Has(request, SubjectRole.Debtor) && request.Amount is not null,
        MatterCode.ArchiveRead or MatterCode.ArchiveCopy => request.ArchiveYear is >= 1900 and <= 2200 || IsWhole(request.TargetCertificate),
        MatterCode.WillQuery => request.DeathProof is not null && Has(request, SubjectRole.Testator),
        MatterCode.InheritDup => request.DeathDate is not null && Has(request, SubjectRole.Decedent),
        MatterCode.FactMarriage or MatterCode.FactBirth or MatterCode.FactDeath => request.Period is not null,
        MatterCode.FactKinship => request.Subjects.Count == 2,
        MatterCode.FactEdu or MatterCode.FactEmploy => request.InstitutionName.Length > 0,
        MatterCode.FactProperty => request.Property is not null,
        MatterCode.FactNocrime => request.DocumentNumber.Length > 0,
        MatterCode.SiteVerify => request.Address.Length > 0,
        _ => true,
    };

    private static bool Has(AssistanceRequest request, SubjectRole role) => request.Subjects.Any(subject => subject.Role == role);

    private static bool IsWhole(TargetCertificate? certificate)
        => certificate is { Number.Raw.Length: > 0, Title.Length: > 0, IssueDate.Year: > 0, IssuingOfficeName.Length: > 0 };
}
