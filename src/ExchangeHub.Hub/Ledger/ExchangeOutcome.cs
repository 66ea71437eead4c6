namespace ExchangeHub.Hub.Ledger;

/// <summary>How an exchange ended. The number is the row's state in the canonical form, so it never changes its meaning.</summary>
public enum ExchangeOutcome : byte
{
    /// <summary>
    /// The region answered, and the answer was passed on; or the hub took what was written, or brought what it had to bring. The
    /// only state that a region's own ledger has.
    /// </summary>
    Answered = 1,

    /// <summary>The caller lacked a right; the region was not asked.</summary>
    NotPermitted = 2,

    /// <summary>The request's shape was wrong; the region was not asked.</summary>
    Invalid = 3,

    /// <summary>The region could not be reached; nothing was sent.</summary>
    NotSent = 4,

    /// <summary>Sent, and broken off or timed out: whether the region answered is in doubt until it is settled.</summary>
    InDoubt = 5,

    /// <summary>The region answered something that can't be passed on.</summary>
    AnswerInvalid = 6,

    /// <summary>The region answered with an error.</summary>
    RegionFailed = 7,

    /// <summary>The caller went away before the answer came; whether the region answered is in doubt until it is settled.</summary>
    Cancelled = 8,

    /// <summary>The hub itself failed.</summary>
    HubFailed = 9,

    /// <summary>The request was well formed, and what it was for did not allow it: no such case, another state, a number that is taken.</summary>
    Refused = 10,

    /// <summary>A delivery was given up after its age; an operator can send it again.</summary>
    GivenUp = 11,

    /// <summary>
    /// An entry that was in doubt is settled (补记): the region was asked, and it had answered. Stands in the sums in that entry's
    /// place, for the region that was asked; who had asked never got the answer.
    /// </summary>
    Settled = 12,

    /// <summary>An entry that was in doubt is settled: the region was asked, and it has no such row.</summary>
    SettledUnanswered = 13,
}
