using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>Finds grants, and writes down how they are used.</summary>
internal sealed class GrantBook(IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, ExchangeIds ids, TimeProvider clock)
{
    /// <summary>The grant by which a participant may read a feed today; null where there is none.</summary>
    public async Task<GrantEntry?> FindAsync(Participant participant, DataSet set, string producerRegion, CancellationToken cancellationToken)
    {
        var (open, today) = (GrantEntry.OpenForOf(participant.Id, set, producerRegion), Today);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var grant = await context.Grants.AsNoTracking().FirstOrDefaultAsync(grant => grant.OpenFor == open, cancellationToken);
        return grant?.HoldsOn(today) == true ? grant : null;
    }

    /// <summary>Those of some grants by which still may be read.</summary>
    public async Task<HashSet<Guid>> HoldingAsync(IReadOnlyCollection<Guid> grants, CancellationToken cancellationToken)
    {
        var today = Today;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Grants.AsNoTracking().Where(grant => grants.Contains(grant.Id)).ToListAsync(cancellationToken);
        return [.. found.Where(grant => grant.HoldsOn(today)).Select(grant => grant.Id)];
    }

    /// <summary>Writes a use down, in the ledger too. When it returns, that is durable.</summary>
    public Task UseAsync(GrantEntry grant, Caller caller, string method, ReadPurpose purpose, CancellationToken cancellationToken)
    {
        var (id, now) = (ids.Next(), clock.LedgerNow());
        return writer.WriteAsync((context, _) =>
        {
            context.GrantUses.Add(new GrantUseEntry { GrantId = grant.Id, Id = id, UseTime = now, Method = method, Purpose = purpose.Purpose, OperatorName = purpose.OperatorName });
            context.LedgerEntries.Add(new LedgerEntry
            {
                Id = id,
                ExchangeId = grant.Id,
                Method = method,
                Outcome = ExchangeOutcome.Answered,
                CallerId = caller.Participant.Id,
                CallerRegion = caller.Participant.RegionCode,
                CallerCertificate = caller.CertificateHash,
                OperatorName = LedgerText.Cut(purpose.OperatorName, LedgerText.OperatorName),
                OwnCaseNumber = DataSets.NameOf(grant.DataSet),
                Purpose = LedgerText.Cut(purpose.Purpose, LedgerText.Purpose),
                AcceptTime = now,
                CompleteTime = now,
            }.Sealed());
            return Task.FromResult(true);
        }, cancellationToken);
    }

    private DateOnly Today => ChinaTime.DateOf(clock.GetUtcNow());
}
