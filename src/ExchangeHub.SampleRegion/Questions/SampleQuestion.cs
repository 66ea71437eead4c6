using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>What an answer comes down to, whichever of the five it is.</summary>
/// <param name="Outcome">Whether the question was answered.</param>
/// <param name="Finding">A <see cref="CertificateFinding"/>, <see cref="WillFinding"/> or <see cref="InheritanceFinding"/>; null where there is none.</param>
/// <param name="RefusalReason">Why it was refused.</param>
/// <param name="CandidateCount">How many persons fit, where the finding is ambiguous.</param>
public sealed record AnswerSummary(
    QueryOutcome Outcome, Enum? Finding, RefusalReason RefusalReason = RefusalReason.Unspecified, int CandidateCount = 0)
{
    /// <summary>Sums up a response of <see cref="NotaryVerificationService"/>.</summary>
    /// <exception cref="ArgumentException">It is a response of another service.</exception>
    public static AnswerSummary Of(IMessage response) => response switch
    {
        VerifyCertificateResponse answer => new(answer.Outcome, Known(answer.Finding), answer.RefusalReason),
        VerifyPowerOfAttorneyResponse answer => new(answer.Outcome, Known(answer.Finding), answer.RefusalReason),
        VerifyEnforceableDeedResponse answer => new(answer.Outcome, Known(answer.Finding), answer.RefusalReason),
        QueryWillResponse answer => new(answer.Outcome, Known(answer.Finding), answer.RefusalReason, answer.CandidateCount),
        QueryInheritanceResponse answer => new(answer.Outcome, Known(answer.Finding), answer.RefusalReason, answer.CandidateCount),
        _ => throw new ArgumentException($"{response.Descriptor.FullName} answers none of the five questions.", nameof(response)),
    };

    /// <summary>In a few words, for tables.</summary>
    public override string ToString() => (Finding?.ToString(), RefusalReason) switch
    {
        ({ } finding, _) when CandidateCount > 0 => $"{finding} ({CandidateCount})",
        ({ } finding, _) => finding,
        (null, not RefusalReason.Unspecified) => $"{Outcome} {RefusalReason}",
        _ => Outcome.ToString(),
    };

    // Zero is how every enum of the contract says that there is none.
    private static T? Known<T>(T finding)
        where T : struct, Enum => EqualityComparer<T>.Default.Equals(finding, default) ? null : finding;
}

/// <summary>A question to a sample region whose answer is known.</summary>
/// <param name="Name">Its name, unique in the region, for example <c>certificate/revoked</c>.</param>
/// <param name="NameZh">Its name in Chinese.</param>
/// <param name="RegionCode">The region that is asked.</param>
/// <param name="Office">The office that is asked; null where the whole region is.</param>
/// <param name="Request">One of the five requests, without header.</param>
/// <param name="Expected">What the answer comes down to.</param>
public sealed record SampleQuestion(
    string Name, string NameZh, string RegionCode, OfficeReference? Office, IMessage Request, AnswerSummary Expected)
{
    /// <summary>A copy of the header that is addressed to whom this question is for.</summary>
    public ExchangeHeader Address(ExchangeHeader header)
    {
        var addressed = header.Clone();
        if (Office is null)
            addressed.TargetRegion = RegionCode;
        else
            addressed.TargetOffice = Office.Clone();
        return addressed;
    }

    /// <summary>Asks the question; the header's target is set here, all else in it is the caller's.</summary>
    public async Task<IMessage> AskAsync(
        NotaryVerificationService.NotaryVerificationServiceClient client, ExchangeHeader header, CallOptions options)
    {
        var addressed = Address(header);
        return Request switch
        {
            VerifyCertificateRequest request =>
                await client.VerifyCertificateAsync(new VerifyCertificateRequest(request) { Header = addressed }, options),
            VerifyPowerOfAttorneyRequest request =>
                await client.VerifyPowerOfAttorneyAsync(new VerifyPowerOfAttorneyRequest(request) { Header = addressed }, options),
            VerifyEnforceableDeedRequest request =>
                await client.VerifyEnforceableDeedAsync(new VerifyEnforceableDeedRequest(request) { Header = addressed }, options),
            QueryWillRequest request =>
                await client.QueryWillAsync(new QueryWillRequest(request) { Header = addressed }, options),
            QueryInheritanceRequest request =>
                await client.QueryInheritanceAsync(new QueryInheritanceRequest(request) { Header = addressed }, options),
            _ => throw new InvalidOperationException($"{Request.Descriptor.FullName} is none of the five requests."),
        };
    }
}
