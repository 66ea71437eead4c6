using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>Finds out what each side has of the rows that differ, a page at a time.</summary>
internal sealed class RowClassification(IDbContextFactory<HubDbContext> contexts)
{
    /// <param name="participantId">The region's back office.</param>
    /// <param name="found">What the comparison found, at most 500.</param>
    /// <param name="remote">The region's ledger.</param>
    /// <param name="salt">The salt of a sign-off.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<List<ClassifiedRow>> ClassifyAsync(string participantId, IReadOnlyList<RowDifference> found, RemoteLedger remote, byte[]? salt, CancellationToken cancellationToken)
    {
        var ids = found.Select(difference => difference.Id).ToList();
        var (entries, settlements) = await EntriesAsync(ids, cancellationToken);
        var there = found.Where(difference => difference.Remote.Count > 0).Select(difference => difference.Id).ToList();
        var rows = (there.Count == 0 ? [] : await remote.GetRowsAsync(there, cancellationToken)).ToLookup(row => row.Id);
        return [.. found.Select(difference => ClassifiedRow.Of(participantId, difference, entries.GetValueOrDefault(difference.Id), settlements.GetValueOrDefault(difference.Id), rows[difference.Id], salt))];
    }

    private async Task<(Dictionary<Guid, LedgerEntry> Entries, Dictionary<Guid, LedgerEntry> Settlements)> EntriesAsync(List<Guid> ids, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = await context.LedgerEntries.AsNoTracking().Where(entry => ids.Contains(entry.Id)).ToDictionaryAsync(entry => entry.Id, cancellationToken);
        var settlements = await context.LedgerEntries.AsNoTracking().Where(entry => entry.Settles != null && ids.Contains(entry.Settles.Value)).ToDictionaryAsync(entry => entry.Settles!.Value, cancellationToken);
        return (entries, settlements);
    }
}
