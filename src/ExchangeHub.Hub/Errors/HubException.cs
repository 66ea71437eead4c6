using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Errors;

/// <summary>A call that can't go on, for a reason of the <see cref="ErrorCatalogue"/>.</summary>
internal sealed class HubException : Exception
{
    public HubException(ErrorKind kind, params ReadOnlySpan<(string Name, string Value)> metadata)
        : base(kind.Reason)
    {
        Kind = kind;
        var values = new Dictionary<string, string>(metadata.Length + 1, StringComparer.Ordinal) { ["side"] = kind.Side };
        foreach (var (name, value) in metadata)
            values[name] = value;
        Metadata = values;
    }

    /// <summary>What kind of error it is.</summary>
    public ErrorKind Kind { get; }

    /// <summary>Every dynamic part, by name; nothing here may be personal.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All violations of the request's shape, with <see cref="ErrorCatalogue.RequestInvalid"/>.</summary>
    public IReadOnlyList<Violation> Violations { get; init; } = [];

    /// <summary>Whether it is about the state of what the call is for: <c>PreconditionFailure</c> goes with it.</summary>
    public bool IsPrecondition { get; init; }

    /// <summary>When to try again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The error for a request with violations.</summary>
    public static HubException Invalid(IReadOnlyList<Violation> violations)
        => new(ErrorCatalogue.RequestInvalid, ("violations", violations.Count.ToString())) { Violations = violations };
}
