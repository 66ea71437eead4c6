using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Cases;

/// <summary>Reads cases.</summary>
internal sealed class CaseStore(IDbContextFactory<HubDbContext> contexts, CaseRecorder recorder) : ICaseSides
{
    /// <summary>The case, for a caller who has a part in it.</summary>
    /// <exception cref="HubException">There is none that the caller has a part in.</exception>
    public async Task<CaseFile> FindAsync(Participant caller, Guid id, CancellationToken cancellationToken)
        => await LookAsync(caller, id, cancellationToken) ?? throw new HubException(ErrorCatalogue.CaseNotFound, ("case_id", id.ToString()));

    /// <inheritdoc/>
    public async Task<bool> IsSideAsync(Guid caseId, Participant caller, CancellationToken cancellationToken)
        => await LookAsync(caller, caseId, cancellationToken) is not null;

    /// <summary>
    /// The request, for a caller who has a part in the case; null for others too. They are refused later: the call may repeat
    /// the one that ended their part.
    /// </summary>
    public async Task<AssistanceRequest?> RequestForAsync(Participant caller, Guid id, CancellationToken cancellationToken)
        => await LookAsync(caller, id, cancellationToken) is { } file ? (await MessageAsync(file.RequestEventId, cancellationToken))?.Request : null;

    /// <summary>All that <c>GetCase</c> says.</summary>
    public async Task<GetCaseResponse> DescribeAsync(CaseFile file, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var events = await context.CaseEvents.AsNoTracking().Where(entry => entry.CaseId == file.Id).OrderBy(entry => entry.Version).ToListAsync(cancellationToken);
        var pending = await context.Deliveries.CountAsync(delivery => delivery.CaseId == file.Id && delivery.State != DeliveryState.Acknowledged, cancellationToken);
        return new GetCaseResponse
        {
            Case = CaseSummaries.Of(file),
            Request = (await MessageAsync(file.RequestEventId, cancellationToken))?.Request,
            Reply = file.ReplyEventId is { } id ? (await MessageAsync(id, cancellationToken))?.Reply : null,
            Events = { events.Select(CaseSummaries.Outline) },
            PendingDeliveryCount = pending,
        };
    }

    /// <summary>At most so many events of a case after a version, with what came with them.</summary>
    public async Task<List<CaseEvent>> EventsAsync(Guid caseId, int seenVersion, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from entry in context.CaseEvents.AsNoTracking()
            where entry.CaseId == caseId && entry.Version > seenVersion
            orderby entry.Version
            join message in context.KeptMessages on entry.EventId equals message.Id into messages
            from message in messages.DefaultIfEmpty()
            select new { entry, message }).Take(limit).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.message is null ? CaseSummaries.Outline(row.entry) : recorder.Read(row.message))];
    }

    /// <summary>At most so many events of the caller's cases with an id from <paramref name="first"/> on, in the order of their ids.</summary>
    public async Task<List<CaseEvent>> EventsAsync(Participant caller, Guid first, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from entry in context.CaseEvents.AsNoTracking()
            where entry.EventId >= first
            join file in CaseSides.Of(context.CaseFiles, caller) on entry.CaseId equals file.Id
            orderby entry.EventId
            join message in context.KeptMessages on entry.EventId equals message.Id into messages
            from message in messages.DefaultIfEmpty()
            select new { entry, message }).Take(limit).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.message is null ? CaseSummaries.Outline(row.entry) : recorder.Read(row.message))];
    }

    /// <summary>The case; null where there is none that the caller has a part in.</summary>
    private async Task<CaseFile?> LookAsync(Participant caller, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var file = await context.CaseFiles.AsNoTracking().FirstOrDefaultAsync(file => file.Id == id, cancellationToken);
        return file is not null && CaseSides.HasPart(caller, file) ? file : null;
    }

    private async Task<CaseEvent?> MessageAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.KeptMessages.AsNoTracking().FirstOrDefaultAsync(message => message.Id == id, cancellationToken) is { } message ? recorder.Read(message) : null;
    }
}
