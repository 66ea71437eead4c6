using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Relay;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.Hub.Exchanges.Notary;

/// <summary>Five questions that a digital register answers at once (公证互助协查).</summary>
internal sealed class NotaryVerificationEndpoint(QueryRelay relay) : NotaryVerificationServiceBase
{
    public override Task<VerifyCertificateResponse> VerifyCertificate(VerifyCertificateRequest request, ServerCallContext context)
        => relay.Ask(NotaryQueries.VerifyCertificate, request, context);

    public override Task<VerifyPowerOfAttorneyResponse> VerifyPowerOfAttorney(VerifyPowerOfAttorneyRequest request, ServerCallContext context)
        => relay.Ask(NotaryQueries.VerifyPowerOfAttorney, request, context);

    public override Task<VerifyEnforceableDeedResponse> VerifyEnforceableDeed(VerifyEnforceableDeedRequest request, ServerCallContext context)
        => relay.Ask(NotaryQueries.VerifyEnforceableDeed, request, context);

    public override Task<QueryWillResponse> QueryWill(QueryWillRequest request, ServerCallContext context)
        => relay.Ask(NotaryQueries.QueryWill, request, context);

    public override Task<QueryInheritanceResponse> QueryInheritance(QueryInheritanceRequest request, ServerCallContext context)
        => relay.Ask(NotaryQueries.QueryInheritance, request, context);
}
