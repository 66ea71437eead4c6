namespace ExchangeHub.Domain.Forensic;

/// <summary>
/// There is no such score scheme, no such version of it, or none that holds on a date. Points mean nothing without their scheme, so
/// that another version is never taken instead.
/// </summary>
public sealed class ScoreSchemeMissingException(string message, string schemeId) : Exception(message)
{
    /// <summary>The scheme that was looked for, e.g. <c>JOINT-INSPECTION</c>.</summary>
    public string SchemeId { get; } = schemeId;
}
