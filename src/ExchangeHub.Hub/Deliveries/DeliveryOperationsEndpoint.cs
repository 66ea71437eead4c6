using System.Security.Cryptography;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static ExchangeHub.Contracts.Operations.V1.DeliveryOperationsService;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>Shows operators what waits and what has failed, and sends it again.</summary>
internal sealed class DeliveryOperationsEndpoint(
    DeliveryStore store, DeliveryResender resender, DeliveryDispatcher dispatcher, HubStateHolder state, TimeProvider clock) : DeliveryOperationsServiceBase
{
    private const string Service = "/exchangehub.operations.v1.DeliveryOperationsService/";

    public static readonly IReadOnlyList<Permission> Permissions =
    [
        new(Service + "GetDeliveryBacklog", [Roles.Operator]),
        new(Service + "ListDeliveries", [Roles.Operator]),
        new(Service + "ResendDeliveries", [Roles.Operator]),
    ];

    private static readonly Rule ItemCountUpTo500 = new("ITEM_COUNT", "must have at most 500 items", "不得超过 500 项");
    private static readonly TextRule Reason = new(2, 500, manyLines: true);

    public override async Task<GetDeliveryBacklogResponse> GetDeliveryBacklog(GetDeliveryBacklogRequest request, ServerCallContext context)
    {
        var groups = await store.BacklogAsync(context.CancellationToken);
        var response = new GetDeliveryBacklogResponse();
        foreach (var region in groups.GroupBy(group => group.Region).OrderBy(region => region.Key, StringComparer.Ordinal))
        {
            response.Addressees.Add(new AddresseeBacklog
            {
                Addressee = Reference(region.Key),
                WaitingCount = region.Where(group => group.State == DeliveryState.Waiting).Sum(group => group.Count),
                FailedCount = region.Where(group => group.State == DeliveryState.Failed).Sum(group => group.Count),
                OldestTime = region.Min(group => group.Oldest).ToTimestamp(),
                LastReason = dispatcher.ProblemOf(region.Key),
            });
        }
        return response;
    }

    public override async Task<ListDeliveriesResponse> ListDeliveries(ListDeliveriesRequest request, ServerCallContext context)
    {
        var violations = new Violations(ChinaTime.DateOf(clock.GetUtcNow()));
        violations.Require(System.Enum.IsDefined(request.State), "", "state", CommonRules.UnknownValue);
        var region = RegionOf(request.AddresseeId, violations);
        violations.ThrowIfAny();

        var size = PageSizes.Of(request.PageSize);
        var filters = SHA256.HashData(new ListDeliveriesRequest { AddresseeId = request.AddresseeId, State = request.State }.ToByteArray());
        Guid? last = request.PageToken.Length > 0 ? PageTokens.Read(request.PageToken, filters) : null;
        var page = await store.ListAsync(request.State, region, last, size + 1, context.CancellationToken);
        var response = new ListDeliveriesResponse { Deliveries = { page.Take(size).Select(ToMessage) } };
        if (page.Count > size)
            response.NextPageToken = PageTokens.Write(page[size - 1].Id, filters);
        return response;
    }

    public override async Task<ResendDeliveriesResponse> ResendDeliveries(ResendDeliveriesRequest request, ServerCallContext context)
    {
        var violations = new Violations(ChinaTime.DateOf(clock.GetUtcNow()));
        violations.Require(CommonRules.IsUuid(request.RequestId), "", "request_id", CommonRules.NotUuid);
        Reason.Check(violations, "", "reason", request.Reason);
        if (violations.Require(request.DeliveryIds.Count <= PageSizes.Max, "", "delivery_ids", ItemCountUpTo500))
        {
            for (var i = 0; i < request.DeliveryIds.Count; i++)
                violations.Require(CommonRules.IsUuid(request.DeliveryIds[i]), "", $"delivery_ids[{i}]", CommonRules.NotUuid);
        }
        var region = RegionOf(request.AddresseeId, violations);
        violations.ThrowIfAny();
        var call = new CaseCall(context.Method, Caller.Of(context), Guid.ParseExact(request.RequestId, "D"), MessageDigest.Compute(request), clock.LedgerNow());
        return await resender.ResendAsync(request, region, call, context.CancellationToken);
    }

    private string? RegionOf(string participantId, Violations violations)
    {
        if (participantId.Length == 0)
            return null;
        var region = state.Current.Regions.Values.FirstOrDefault(region => region.BackOffice?.Id == participantId);
        violations.Require(region is not null, "", "addressee_id", CommonRules.UnknownValue);
        return region?.Code;
    }

    private ParticipantReference Reference(string region)
        => new() { ParticipantId = state.Current.Regions.GetValueOrDefault(region)?.BackOffice?.Id ?? "", RegionCode = region };

    private Contracts.Operations.V1.Delivery ToMessage(Delivery delivery) => new()
    {
        DeliveryId = delivery.Id.ToString(),
        Addressee = Reference(delivery.AddresseeRegion),
        CaseId = delivery.CaseId.ToString(),
        CaseVersion = delivery.CaseVersion,
        State = delivery.State,
        AcceptTime = delivery.AcceptTime.ToTimestamp(),
        NextAttemptTime = delivery.State == DeliveryState.Waiting ? delivery.NextAttemptTime.ToTimestamp() : null,
        AttemptCount = delivery.AttemptCount,
        LastReason = delivery.LastReason,
    };
}
