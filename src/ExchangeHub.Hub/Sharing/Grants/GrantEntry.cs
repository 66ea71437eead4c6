using ExchangeHub.Contracts.Sharing.V1;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>An application for a feed, and what became of it (授权).</summary>
internal sealed class GrantEntry
{
    /// <summary>Its id, a UUIDv7 minted by the hub.</summary>
    public required Guid Id { get; init; }

    public required string ApplicantId { get; init; }

    public required string ApplicantRegion { get; init; }

    public required DataSet DataSet { get; init; }

    public required string ProducerRegion { get; init; }

    public required string Purpose { get; init; }

    public required string Scenario { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly StartDate { get; init; }

    /// <summary>Last day.</summary>
    public required DateOnly EndDate { get; init; }

    /// <summary>How far it is; whoever changes it must have seen what it was.</summary>
    public required GrantState State { get; set; }

    /// <summary>By when the producer must decide.</summary>
    public required DateOnly DecisionDueDate { get; init; }

    /// <summary>Whether operators were told that it was not decided in time.</summary>
    public bool IsOverdue { get; set; }

    public string Reason { get; set; } = "";

    public string DecidedBy { get; set; } = "";

    public required DateTimeOffset ApplyTime { get; init; }

    public DateTimeOffset? DecisionTime { get; set; }

    public DateTimeOffset? RevokeTime { get; set; }

    /// <summary>What it is an application or grant of, while it is one; null afterwards. Unique: nobody has two of one feed at a time.</summary>
    public string? OpenFor { get; set; }

    /// <summary>Whether the feed may be read on a day.</summary>
    public bool HoldsOn(DateOnly day) => State == GrantState.Granted && StartDate <= day && day <= EndDate;

    /// <summary>What <see cref="OpenFor"/> is.</summary>
    public static string OpenForOf(string applicantId, DataSet set, string producerRegion) => $"{(int)set}/{producerRegion}/{applicantId}";
}

/// <summary>One use of a grant (使用记录).</summary>
internal sealed class GrantUseEntry
{
    public required Guid GrantId { get; init; }

    /// <summary>The use's entry in the ledger.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset UseTime { get; init; }

    public required string Method { get; init; }

    public required string Purpose { get; init; }

    public required string OperatorName { get; init; }
}
