using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Server.Conformance;

/// <summary>One thing that was tried at a region's service.</summary>
/// <param name="English">What.</param>
/// <param name="Chinese">The same in Chinese.</param>
/// <param name="Problem">What is wrong; null where it is right.</param>
public sealed record ConformanceResult(string English, string Chinese, ConformanceException? Problem)
{
    /// <summary>What was tried, in one language.</summary>
    public string Name(Language language) => language.Of(English, Chinese);
}

/// <summary>A service does not do as the contract says.</summary>
/// <param name="english">What it did, and what it should.</param>
/// <param name="chinese">The same in Chinese.</param>
public sealed class ConformanceException(string english, string chinese) : Exception(english)
{
    /// <summary>What it did, in one language.</summary>
    public string Text(Language language) => language.Of(Message, chinese);
}
