using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Configuration;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Where">Path of the setting, e.g. <c>Participants[2].Region</c>.</param>
/// <param name="English">What is wrong.</param>
/// <param name="Chinese">The same in Chinese.</param>
public sealed record Problem(string Where, string English, string Chinese)
{
    /// <summary>One line in one language.</summary>
    public string Text(Language language) => $"{Where}: {language.Of(English, Chinese)}";
}

/// <summary>Collects every problem of a configuration, so that an operator mends them in one go.</summary>
public sealed class Problems
{
    private readonly List<Problem> _found = [];

    /// <summary>What was found, in the order of the configuration.</summary>
    public IReadOnlyList<Problem> Found => _found;

    /// <summary>Adds a problem.</summary>
    public void Add(string where, string english, string chinese) => _found.Add(new Problem(where, english, chinese));

    /// <summary>Adds a problem unless <paramref name="holds"/>, and says whether it holds.</summary>
    public bool Require(bool holds, string where, string english, string chinese)
    {
        if (!holds)
            Add(where, english, chinese);
        return holds;
    }

    /// <summary>Throws if there was any problem.</summary>
    public void ThrowIfAny()
    {
        if (_found.Count > 0)
            throw new ConfigurationException(_found);
    }
}

/// <summary>The configuration can't be used. It names every problem.</summary>
public sealed class ConfigurationException(IReadOnlyList<Problem> problems)
    : Exception("The configuration has problems:" + string.Concat(problems.Select(problem => Environment.NewLine + "  " + problem.Text(Language.English))))
{
    /// <summary>Every problem.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
