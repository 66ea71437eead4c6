using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Validation;

/// <summary>A rule that a field can break. Its texts name its limits, and never a field's value, which may be personal.</summary>
/// <param name="Reason">Stable name, UPPER_SNAKE.</param>
/// <param name="English">Text for people.</param>
/// <param name="Chinese">The same in Chinese.</param>
internal sealed record Rule(string Reason, string English, string Chinese);

/// <summary>One field that breaks one rule.</summary>
/// <param name="Field">Path in proto names, e.g. <c>party.person.name</c> or <c>heirs[2].name</c>.</param>
/// <param name="Rule">The rule.</param>
internal sealed record Violation(string Field, Rule Rule)
{
    /// <summary>The text in one language.</summary>
    public string Text(Language language) => language.Of(Rule.English, Rule.Chinese);
}

/// <summary>Collects every violation of a request. Rules add and go on; none stops at the first.</summary>
internal sealed class Violations(DateOnly today)
{
    private List<Violation>? _found;

    /// <summary>The day on which the request is judged, in Asia/Shanghai.</summary>
    public DateOnly Today { get; } = today;

    public IReadOnlyList<Violation> Found => _found ?? (IReadOnlyList<Violation>)[];

    public void Add(string parent, string name, Rule rule)
        => (_found ??= []).Add(new Violation(parent.Length == 0 ? name : $"{parent}.{name}", rule));

    /// <summary>Adds the violation unless <paramref name="holds"/>, and says whether it holds. The path is built only when it is needed.</summary>
    public bool Require(bool holds, string parent, string name, Rule rule)
    {
        if (!holds)
            Add(parent, name, rule);
        return holds;
    }

    /// <summary>Refuses the request if there was any violation.</summary>
    public void ThrowIfAny()
    {
        if (_found is not null)
            throw HubException.Invalid(_found);
    }
}
