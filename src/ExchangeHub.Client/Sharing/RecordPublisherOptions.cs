namespace ExchangeHub.Client.Sharing;

/// <summary>How records are published.</summary>
public sealed record RecordPublisherOptions
{
    /// <summary>Most versions in one message.</summary>
    internal const int MaxRecords = 1_000;

    /// <summary>Most bytes of versions in one message: the hub takes 256 KiB.</summary>
    internal const int MaxBytes = 240 * 1024;

    /// <summary>Tag and length around a version.</summary>
    internal const int RecordOverhead = 6;

    /// <summary>Who publishes (经办人), 1 to 100 characters.</summary>
    public required string OperatorName { get; init; }

    /// <summary>How many batches are under way at once, at least 1: the hub has the next one at hand while the answer travels.</summary>
    public int BatchesAtOnce { get; init; } = 4;

    /// <summary>How often a batch is sent before it is given up.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The pause before the second attempt; each further one is longer by as much.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);
}
