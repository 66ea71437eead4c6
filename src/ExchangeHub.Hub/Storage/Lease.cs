namespace ExchangeHub.Hub.Storage;

/// <summary>Which of several hubs does something: one at a time (租约). Each kind has a table of its own.</summary>
internal abstract class Lease
{
    /// <summary>What it is for, such as a region or a participant.</summary>
    public string Name { get; init; } = "";

    public Guid Owner { get; set; }

    /// <summary>Until when, by the hubs' clocks.</summary>
    public DateTimeOffset EndTime { get; set; }
}
