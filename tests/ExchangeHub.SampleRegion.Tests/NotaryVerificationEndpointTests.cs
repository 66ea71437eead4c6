using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using ExchangeHub.SampleRegion.Register;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Tests;

[Collection(SharedRegions.Name)]
public sealed class NotaryVerificationEndpointTests(RegionFixture regions)
{
    private static readonly RegisteredCertificate Ordinary = SampleData.For(SampleOffices.Chongqing).Certificates.First(certificate =>
        certificate is { Kind: CertificateKind.General, Status: CertificateStatus.Effective, IsArchiveClosed: false, IsUnderInvestigation: false });

    [Fact]
    public async Task VerifyCertificate_OfficeOfOtherRegion_IsNotOurOffice()
    {
        var request = Requests.About(Ordinary);
        request.Header = Headers.To(SampleOffices.For(SampleOffices.Sichuan)[0].Uscc);
        var answer = await AskAsync(request);
        Assert.Equal(CertificateFinding.NotOurOffice, answer.Finding);
        Assert.Empty(answer.FieldResults);
    }

    [Theory]
    [InlineData("〔", "〕")]
    [InlineData("[", "]")]
    [InlineData(" ( ", " ) ")]
    public async Task VerifyCertificate_NumberInOtherBrackets_IsFound(string open, string close)
    {
        var certificate = SampleData.For(SampleOffices.Chongqing).Certificates.First(certificate =>
            certificate is { Kind: CertificateKind.General, Status: CertificateStatus.Effective, IsArchiveClosed: false, IsUnderInvestigation: false }
            && certificate.RawNumber.StartsWith('（') && !certificate.RawNumber.EndsWith('）'));
        var request = Requests.About(certificate);
        request.CertificateNumber.Raw = certificate.RawNumber.Replace("（", open).Replace("）", close).Replace('证', '證');
        Assert.Equal(CertificateFinding.Authentic, (await AskAsync(request)).Finding);
    }

    [Fact]
    public async Task VerifyCertificate_SharedNumber_PrintedOfficeDecides()
    {
        var question = SampleQuestions.For(SampleOffices.Chongqing).Single(question => question.Name == "certificate/shared-number");
        var request = ((VerifyCertificateRequest)question.Request).Clone();
        var other = SampleOffices.For(SampleOffices.Chongqing).Single(office => office.IssuerCode == "渝测" && office.Uscc != question.Office!.Uscc);
        request.Header = Headers.To(other.Uscc);
        Assert.Equal(CertificateFinding.NotOurOffice, (await AskAsync(request)).Finding);
    }

    [Fact]
    public async Task VerifyCertificate_TodaysNameOnOldPaper_IsContentMismatch()
    {
        var question = SampleQuestions.For(SampleOffices.Chongqing).Single(question => question.Name == "certificate/renamed-office");
        var request = ((VerifyCertificateRequest)question.Request).Clone();
        request.Header = question.Address(Headers.Any());
        request.IssuingOfficeName = question.Office!.Name;
        var answer = await AskAsync(request);
        Assert.Equal(CertificateFinding.ContentMismatch, answer.Finding);
        Assert.Equal("issuing_office_name", Assert.Single(answer.FieldResults, field => field.Comparison == FieldComparison.Mismatch).Field);
    }

    [Fact]
    public async Task VerifyPowerOfAttorney_NumberOfAnotherKind_IsOtherMatter()
    {
        var request = new VerifyPowerOfAttorneyRequest
        {
            Header = Headers.To(Ordinary.OfficeUscc),
            CertificateNumber = new CertificateNumber { Raw = Ordinary.RawNumber },
            IssuingOfficeName = Ordinary.PrintedOfficeName,
            Principal = Requests.PartyOf(Ordinary.Parties[0]),
            Agent = Requests.PartyOf(Ordinary.Parties[0]),
        };
        var answer = await regions.Endpoint(SampleOffices.Chongqing).VerifyPowerOfAttorney(request, new CallContext(default));
        Assert.Equal(CertificateFinding.NumberExistsOtherMatter, answer.Finding);
        Assert.Equal("certificate_number", Assert.Single(answer.FieldResults).Field);
    }

    [Fact]
    public async Task VerifyCertificate_NoHeaderOrParts_IsInvalidArgument()
    {
        foreach (var spoil in new Action<VerifyCertificateRequest>[]
        {
            request => request.Header = null,
            request => request.Header = Headers.Any(),
            request => request.Header = Headers.ToRegion(SampleOffices.Chongqing),
            request => request.CertificateNumber = null,
            request => request.Party = null,
            request => request.Party = new Party(),
        })
        {
            var request = Requests.About(Ordinary);
            spoil(request);
            var exception = await Assert.ThrowsAsync<RpcException>(() => AskAsync(request));
            Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        }
    }

    [Fact]
    public async Task VerifyCertificate_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            regions.Endpoint(SampleOffices.Chongqing).VerifyCertificate(Requests.About(Ordinary), new CallContext(source.Token)));
    }

    [Fact]
    public async Task VerifyCertificate_ManyAtOnce_AllAnswered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => AskAsync(Requests.About(Ordinary)))));
        Assert.All(answers, answer => Assert.Equal(CertificateFinding.Authentic, answer.Finding));
    }

    private Task<VerifyCertificateResponse> AskAsync(VerifyCertificateRequest request) =>
        regions.Endpoint(SampleOffices.Chongqing).VerifyCertificate(request, new CallContext(default));
}
