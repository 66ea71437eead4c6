using System.Security.Cryptography;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>Shows grants to those whom they concern, and to operators and auditors.</summary>
internal sealed class GrantReading(IDbContextFactory<HubDbContext> contexts, GrantRules rules, TimeProvider clock)
{
    public async Task<GetGrantResponse> GetAsync(GetGrantRequest request, ServerCallContext context)
    {
        var id = rules.Check(request.GrantId);
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        var grant = await FindAsync(database, id, context);
        return new GetGrantResponse { Grant = GrantMessages.Of(grant, await database.GrantUses.LongCountAsync(use => use.GrantId == id, context.CancellationToken)) };
    }

    public async Task<ListGrantsResponse> ListAsync(ListGrantsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context).Participant;
        var violations = new Violations(ChinaTime.DateOf(clock.GetUtcNow()));
        violations.Require(Enum.IsDefined(request.DataSet), "", "data_set", CommonRules.UnknownValue);
        for (var i = 0; i < request.States.Count; i++)
            CommonRules.Given(violations, "", $"states[{i}]", request.States[i]);
        violations.ThrowIfAny();

        var (size, filters) = (PageSizes.Of(request.PageSize), Filters(request));
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        var grants = Visible(database.Grants.AsNoTracking(), caller);
        if (request.DataSet != DataSet.Unspecified)
            grants = grants.Where(grant => grant.DataSet == request.DataSet);
        var states = request.States.Distinct().ToList();
        if (states.Count > 0)
            grants = grants.Where(grant => states.Contains(grant.State));
        if (request.WaitingForCaller)
            grants = grants.Where(grant => grant.State == GrantState.Applied && grant.ProducerRegion == caller.RegionCode);
        if (request.PageToken.Length > 0)
        {
            var last = PageTokens.Read(request.PageToken, filters);
            grants = grants.Where(grant => grant.Id < last);
        }
        var page = await grants.OrderByDescending(grant => grant.Id).Take(size + 1)
            .Select(grant => new { Grant = grant, Uses = database.GrantUses.LongCount(use => use.GrantId == grant.Id) }).ToListAsync(context.CancellationToken);
        var response = new ListGrantsResponse { Grants = { page.Take(size).Select(item => GrantMessages.Of(item.Grant, item.Uses)) } };
        if (page.Count > size)
            response.NextPageToken = PageTokens.Write(page[size - 1].Grant.Id, filters);
        return response;
    }

    public async Task<ListGrantUsesResponse> UsesAsync(ListGrantUsesRequest request, ServerCallContext context)
    {
        var id = rules.Check(request.GrantId);
        var (size, filters) = (PageSizes.Of(request.PageSize), SHA256.HashData(id.ToByteArray()));
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        await FindAsync(database, id, context);
        var uses = database.GrantUses.AsNoTracking().Where(use => use.GrantId == id);
        if (request.PageToken.Length > 0)
        {
            var last = PageTokens.Read(request.PageToken, filters);
            uses = uses.Where(use => use.Id < last);
        }
        var page = await uses.OrderByDescending(use => use.Id).Take(size + 1).ToListAsync(context.CancellationToken);
        var response = new ListGrantUsesResponse { Uses = { page.Take(size).Select(GrantMessages.Of) } };
        if (page.Count > size)
            response.NextPageToken = PageTokens.Write(page[size - 1].Id, filters);
        return response;
    }

    private static async Task<GrantEntry> FindAsync(HubDbContext database, Guid id, ServerCallContext context)
        => await Visible(database.Grants.AsNoTracking(), Caller.Of(context).Participant).FirstOrDefaultAsync(grant => grant.Id == id, context.CancellationToken)
            ?? throw new HubException(ErrorCatalogue.GrantNotFound, ("grant_id", id.ToString()));

    private static IQueryable<GrantEntry> Visible(IQueryable<GrantEntry> grants, Participant caller)
    {
        if (caller.Roles.Contains(Roles.Operator) || caller.Roles.Contains(Roles.Auditor))
            return grants;
        return caller.Roles.Contains(Roles.BackOffice)
            ? grants.Where(grant => grant.ApplicantId == caller.Id || grant.ProducerRegion == caller.RegionCode)
            : grants.Where(grant => grant.ApplicantId == caller.Id);
    }

    /// <summary>The request without its page: a token holds for the same filters only.</summary>
    private static byte[] Filters(ListGrantsRequest request)
    {
        var filters = request.Clone();
        (filters.PageSize, filters.PageToken) = (0, "");
        return SHA256.HashData(filters.ToByteArray());
    }
}
