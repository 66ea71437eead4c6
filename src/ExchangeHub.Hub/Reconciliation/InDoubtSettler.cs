using ExchangeHub.Hub.Ledger;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>Asks a region what became of the exchanges whose outcome the hub does not know, and settles them (存疑补记).</summary>
internal sealed class InDoubtSettler(LedgerSettlements settlements)
{
    /// <summary>Settles all of a range, a page at a time.</summary>
    /// <param name="participantId">The region's back office.</param>
    /// <param name="range">The range.</param>
    /// <param name="remote">Its ledger.</param>
    /// <param name="settled">Told of each page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SettleAsync(string participantId, IdRange range, RemoteLedger remote, Func<int, Task> settled, CancellationToken cancellationToken)
    {
        while (await settlements.InDoubtAsync(participantId, range, RemoteLedger.MaxIds, cancellationToken) is { Count: > 0 } page)
        {
            var rows = (await remote.GetRowsAsync([.. page.Select(entry => entry.Id)], cancellationToken)).ToLookup(row => row.Id);
            var count = await settlements.SettleAsync([.. page.Select(entry => Settlement(entry, rows[entry.Id]))], cancellationToken);
            if (count > 0)
                await settled(count);
            range = range with { First = page[^1].Id }; // What is settled is in doubt no longer; what another hub settles meanwhile is not looked at again and again.
            if (page.Count < RemoteLedger.MaxIds)
                return;
        }
    }

    /// <summary>A row in another state is no answer: the comparison finds it.</summary>
    private static Settlement Settlement(LedgerEntry entry, IEnumerable<RegionRow> rows)
    {
        var answer = rows.FirstOrDefault(row => row.State == (byte)ExchangeOutcome.Answered);
        return new Settlement(entry.Id, answer is not null, answer is { ResponseDigest.Length: > 0 } ? answer.ResponseDigest : null);
    }
}
