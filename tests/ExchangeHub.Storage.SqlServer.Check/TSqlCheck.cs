using Microsoft.SqlServer.Dac.Model;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>
/// A database that exists as a model only, against which statements are bound: every name in them must be that of something
/// in it. Problems are gathered, not thrown, so that one run shows them all.
/// </summary>
internal sealed class TSqlCheck : IDisposable
{
    /// <summary>Tells a from A, so that what passes runs in a database whose collation does as well as in one whose doesn't.</summary>
    private const string Collation = "Latin1_General_100_BIN2";

    private readonly List<string> _problems = [];
    private readonly List<string> _definitions = [];
    private readonly Dictionary<string, string> _commands = [];
    private TSqlModel _model = NewModel();

    public TSqlCheck()
    {
        foreach (var definition in ServerParts.Definitions)
            Define(definition);
    }

    /// <summary>The model, to be asked what is in it.</summary>
    public TSqlModel Model => _model;

    /// <summary>Adds what <paramref name="script"/> defines to the database, and its batches to what is checked.</summary>
    public void AddScript(string script)
    {
        var parsed = TSqlScript.Parse(script);
        _problems.AddRange(parsed.Problems);
        foreach (var definition in parsed.Definitions)
            Define(definition);
        foreach (var batch in parsed.Batches)
            AddCommand(batch, "");
    }

    /// <summary>Adds a command, as the body of a procedure with the parameters that <paramref name="declarations"/> declares.</summary>
    public void AddCommand(string text, string declarations)
    {
        var parsed = TSqlScript.Parse(text);
        _problems.AddRange(parsed.Problems.Select(problem => $"{problem}\nin: {text}"));
        if (parsed.Problems.Any())
            return;
        var name = $"command_{_commands.Count}";
        _commands.Add(name, text);
        Define($"CREATE PROCEDURE {name} {declarations} AS\n{text}");
        foreach (var batch in parsed.DynamicBatches)
            AddCommand(batch, "");
    }

    /// <summary>All that is wrong, each with the command it is wrong in. Warnings count: a name that a procedure can't resolve is one.</summary>
    public IReadOnlyList<string> Problems()
    {
        var messages = _model.Validate().Select(message => $"{message.Prefix}{message.Number} {message.MessageType}: {message.Message}");
        return [.. _problems, .. messages.Select(WithCommand)];
    }

    public void Dispose() => _model.Dispose();

    private void Define(string definition)
    {
        for (var i = 0; i < _definitions.Count; i++)
        {
            if (TSqlScript.WithColumns(_definitions[i], definition) is not { } wider)
                continue;
            _definitions[i] = wider;
            Renew();
            return;
        }
        try
        {
            _model.AddObjects(definition);
            _definitions.Add(definition);
        }
        catch (DacModelException error)
        {
            _problems.Add($"{error.Message}\nin: {definition}");
            Renew();
        }
    }

    /// <summary>A model that took one bad definition takes no other any more, and doesn't give it back either.</summary>
    private void Renew()
    {
        _model.Dispose();
        _model = NewModel();
        foreach (var definition in _definitions)
            _model.AddObjects(definition);
    }

    private string WithCommand(string message)
        => _commands.FirstOrDefault(command => message.Contains($"[{command.Key}]", StringComparison.Ordinal)) is { Value: { } text } ? $"{message}\nin: {text}" : message;

    private static TSqlModel NewModel() => new(SqlServerVersion.Sql150, new TSqlModelOptions { Collation = Collation });
}
