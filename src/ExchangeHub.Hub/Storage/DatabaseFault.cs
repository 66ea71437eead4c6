namespace ExchangeHub.Hub.Storage;

/// <summary>What went wrong in a database, whichever it is, by what can be done about it.</summary>
public enum DatabaseFault
{
    /// <summary>Anything else: a missing right, a full disk, a bug. Nothing was written.</summary>
    Other,

    /// <summary>The row is there already: a unique key was violated. Nothing was written.</summary>
    Duplicate,

    /// <summary>
    /// The database undid the transaction in favour of another one (deadlock, serialisation failure). Nothing was written,
    /// and it may be tried again.
    /// </summary>
    Conflict,

    /// <summary>No answer in time. Whether a write was done is not known.</summary>
    TimedOut,

    /// <summary>The connection broke, or none can be had. Whether a write that was under way was done is not known.</summary>
    ConnectionLost,
}
