namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Names and values, one pair a line; without value there is no line.</summary>
internal sealed class Properties(TextWriter output)
{
    private readonly List<(string Name, string Value)> _lines = [];

    public void Add(string name, string value)
    {
        if (value.Length > 0)
            _lines.Add((name, Plain.Text(value)));
    }

    public void Write()
    {
        var width = _lines.Max(line => Plain.Columns(line.Name));
        foreach (var (name, value) in _lines)
            output.WriteLine($"{name}{new string(' ', width - Plain.Columns(name))}  {value}");
    }
}
