using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Sharing.Grants;
using Grpc.Core;
using static ExchangeHub.Contracts.Sharing.V1.SharingGrantService;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>Grants of data sets that are shared upon application (申请、审核、授权、使用留痕).</summary>
internal sealed class SharingGrantEndpoint(GrantDesk desk, GrantReading reading) : SharingGrantServiceBase
{
    public override Task<ApplyForGrantResponse> ApplyForGrant(ApplyForGrantRequest request, ServerCallContext context) => desk.ApplyAsync(request, context);

    public override Task<DecideGrantResponse> DecideGrant(DecideGrantRequest request, ServerCallContext context) => desk.DecideAsync(request, context);

    public override Task<RevokeGrantResponse> RevokeGrant(RevokeGrantRequest request, ServerCallContext context) => desk.RevokeAsync(request, context);

    public override Task<GetGrantResponse> GetGrant(GetGrantRequest request, ServerCallContext context) => reading.GetAsync(request, context);

    public override Task<ListGrantsResponse> ListGrants(ListGrantsRequest request, ServerCallContext context) => reading.ListAsync(request, context);

    public override Task<ListGrantUsesResponse> ListGrantUses(ListGrantUsesRequest request, ServerCallContext context) => reading.UsesAsync(request, context);
}
