using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// Differences that a check of what the hub itself stores finds: the same ones from check to check, open again when they are found after they were closed, and
/// healed when a check finds all as it should be.
/// </summary>
internal sealed class CheckedDifferences(ExchangeIds ids)
{
    /// <summary>A new one, to be broken.</summary>
    public DifferenceEntry New(string participantId, DifferenceKind kind, Guid rowId, DateOnly day, Guid checkId, DateTimeOffset now) => new()
    {
        Id = ids.Next(),
        ParticipantId = participantId,
        Kind = kind,
        Severity = DifferenceSeverity.Major,
        RowId = rowId,
        Day = day,
        FirstRunId = checkId,
        FirstSeenTime = now,
        LastRunId = checkId,
        LastSeenTime = now,
    };

    /// <summary>A check has found something for the first time.</summary>
    public void Found(HubDbContext context, DifferenceEntry difference, string problem)
    {
        context.Differences.Add(difference);
        Add(context, difference, DifferenceEventKind.Found, difference.FirstRunId, problem, difference.FirstSeenTime);
    }

    /// <summary>A check finds it again. Returns whether nobody had to see to it before.</summary>
    public bool FoundAgain(HubDbContext context, DifferenceEntry difference, Guid checkId, string problem, DateTimeOffset now)
    {
        (difference.LastRunId, difference.LastSeenTime) = (checkId, now);
        difference.SeenCount++;
        if (difference.CloseTime is null || difference.State == DifferenceState.Accepted)
            return false;
        difference.State = difference.Owner.Length > 0 ? DifferenceState.Assigned : DifferenceState.Open;
        difference.CloseTime = null;
        Add(context, difference, DifferenceEventKind.Reopened, checkId, problem, now);
        return true;
    }

    /// <summary>A check finds that it is gone. Returns whether there was something to heal.</summary>
    public bool Heal(HubDbContext context, DifferenceEntry? difference, Guid checkId, string text, DateTimeOffset now)
    {
        if (difference is null || difference.CloseTime is not null)
            return false;
        (difference.State, difference.CloseTime) = (DifferenceState.Resolved, now);
        Add(context, difference, DifferenceEventKind.Healed, checkId, text, now);
        return true;
    }

    private void Add(HubDbContext context, DifferenceEntry difference, DifferenceEventKind kind, Guid checkId, string text, DateTimeOffset now)
        => context.DifferenceEvents.Add(new DifferenceEventEntry { Id = ids.Next(), DifferenceId = difference.Id, Kind = kind, RunId = checkId, EventTime = now, Text = text });
}
