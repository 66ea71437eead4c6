using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Operations;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Works, but not for ever.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Error,
}

/// <summary>One thing that was looked at.</summary>
public sealed record Finding(Severity Severity, string Topic, string English, string Chinese)
{
    /// <summary>The text in one language.</summary>
    public string Text(Language language) => language.Of(English, Chinese);
}

/// <summary>Collects findings.</summary>
public static class Findings
{
    /// <summary>Adds a finding unless <paramref name="holds"/>.</summary>
    public static void Require(this ICollection<Finding> findings, bool holds, Severity severity, string topic, string english, string chinese)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (!holds)
            findings.Add(new Finding(severity, topic, english, chinese));
    }

    /// <summary>What is to be said of a database server's clock, which differs from the hub's by so much.</summary>
    public static Finding ServerClock(TimeSpan difference)
        => new(difference.Duration() > WarnServerClock ? Severity.Warning : Severity.Fine, "clock", $"the database server's differs by {difference.TotalMilliseconds:F0} ms", $"数据库服务器时钟相差 {difference.TotalMilliseconds:F0} 毫秒");

    /// <summary>Ids are minted by the hubs, so nothing breaks; but several hubs with such clocks give an order of ids that is not that of time.</summary>
    private static readonly TimeSpan WarnServerClock = TimeSpan.FromSeconds(2);
}
