using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Addenda;
using ExchangeHub.Hub.Relay;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.Hub.Exchanges.Notary;

/// <summary>The five kinds of question (公证互助协查), as values.</summary>
internal static class NotaryQueries
{
    public static readonly Query<VerifyCertificateRequest, VerifyCertificateResponse> VerifyCertificate = new(
        validate: NotaryRules.VerifyCertificate,
        subject: request => request.Party.Person,
        ask: (backOffice, request, options) => new NotaryVerificationServiceClient(backOffice).VerifyCertificateAsync(request, options),
        check: answer => NotaryRules.Answer(answer.Outcome, answer.RefusalReason, answer.Finding),
        attested: (request, answer) => Attestation.Of(answer.Finding, request.CertificateNumber));

    public static readonly Query<VerifyPowerOfAttorneyRequest, VerifyPowerOfAttorneyResponse> VerifyPowerOfAttorney = new(
        validate: NotaryRules.VerifyPowerOfAttorney,
        subject: request => request.Principal.Person,
        ask: (backOffice, request, options) => new NotaryVerificationServiceClient(backOffice).VerifyPowerOfAttorneyAsync(request, options),
        check: answer => NotaryRules.Answer(answer.Outcome, answer.RefusalReason, answer.Finding),
        attested: (request, answer) => Attestation.Of(answer.Finding, request.CertificateNumber));

    public static readonly Query<VerifyEnforceableDeedRequest, VerifyEnforceableDeedResponse> VerifyEnforceableDeed = new(
        validate: NotaryRules.VerifyEnforceableDeed,
        subject: request => request.Debtor.Person,
        ask: (backOffice, request, options) => new NotaryVerificationServiceClient(backOffice).VerifyEnforceableDeedAsync(request, options),
        check: answer => NotaryRules.Answer(answer.Outcome, answer.RefusalReason, answer.Finding),
        attested: (request, answer) => Attestation.Of(answer.Finding, request.CertificateNumber));

    public static readonly Query<QueryWillRequest, QueryWillResponse> QueryWill = new(
        validate: NotaryRules.QueryWill,
        subject: request => request.Testator,
        ask: (backOffice, request, options) => new NotaryVerificationServiceClient(backOffice).QueryWillAsync(request, options),
        check: answer => NotaryRules.Answer(answer.Outcome, answer.RefusalReason, answer.Finding));

    public static readonly Query<QueryInheritanceRequest, QueryInheritanceResponse> QueryInheritance = new(
        validate: NotaryRules.QueryInheritance,
        subject: request => request.Decedent,
        ask: (backOffice, request, options) => new NotaryVerificationServiceClient(backOffice).QueryInheritanceAsync(request, options),
        check: answer => NotaryRules.Answer(answer.Outcome, answer.RefusalReason, answer.Finding));
}
