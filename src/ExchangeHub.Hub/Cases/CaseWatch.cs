using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Hub.Cases;

/// <summary>What happened since a given event, and then what happens, without a gap at the join.</summary>
internal sealed class CaseWatch(CaseStore store, CaseFeed feed, TimeProvider clock)
{
    private const int PageSize = 200;

    /// <summary>
    /// How far back events are looked for again. Their ids are in the order in which one hub mints them; another hub's may
    /// become visible later, by the difference of the clocks and the time of a transaction.
    /// </summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    /// <summary>Events within the overlap that one watch keeps in mind.</summary>
    private const int MaxRemembered = 100_000;

    /// <summary>Of one case, in the order of their versions.</summary>
    public async IAsyncEnumerable<CaseEvent> CaseAsync(Participant caller, Guid caseId, int seenVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = feed.Next;
            await store.FindAsync(caller, caseId, cancellationToken); // A transfer may have ended the caller's part.
            var events = await store.EventsAsync(caseId, seenVersion, PageSize, cancellationToken);
            foreach (var message in events)
            {
                yield return message;
                seenVersion = message.Case.Version;
            }
            if (events.Count < PageSize)
                await feed.WaitAsync(next, cancellationToken);
        }
    }

    /// <summary>Of all cases of the caller, those of one case in the order of their versions.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="seen">The last event that the caller has seen; null: what happens from <paramref name="start"/> on.</param>
    /// <param name="start">When the caller came.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<CaseEvent> CasesAsync(Participant caller, Guid? seen, DateTimeOffset start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remembered = new Dictionary<Guid, DateTimeOffset>();
        var from = ExchangeIds.FirstAt(seen is { } id ? ExchangeIds.MintTime(id) - Overlap : start);
        var cursor = from;
        while (true)
        {
            var next = feed.Next;
            var events = await store.EventsAsync(caller, cursor, PageSize, cancellationToken);
            foreach (var message in events)
            {
                cursor = Guid.Parse(message.EventId);
                if (cursor != seen && remembered.TryAdd(cursor, ExchangeIds.MintTime(cursor)))
                    yield return message;
            }
            if (events.Count == PageSize)
                continue;

            await feed.WaitAsync(next, cancellationToken);
            // From here, what is older than the overlap is done with.
            var horizon = clock.GetUtcNow() - Overlap;
            foreach (var done in remembered.Where(pair => pair.Value < horizon && pair.Key != cursor).Select(pair => pair.Key).ToList())
                remembered.Remove(done);
            if (remembered.Count > MaxRemembered)
                throw new HubException(ErrorCatalogue.WatchOverrun, ("limit", MaxRemembered.ToString()));
            var back = ExchangeIds.FirstAt(horizon);
            cursor = cursor < back ? cursor : Later(back, from);
        }
    }

    private static Guid Later(Guid one, Guid other) => one > other ? one : other;
}
