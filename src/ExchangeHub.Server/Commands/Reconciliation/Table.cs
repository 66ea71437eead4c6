namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Lines whose columns stand below each other, Chinese or not. A number stands at the right of its column.</summary>
internal sealed class Table(params string[] head)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [head];

    /// <summary>Columns of numbers, by their index.</summary>
    public IReadOnlyCollection<int> Numbers { get; init; } = [];

    /// <summary>Adds a line with as many cells as the head has.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Plain.Text)]);

    /// <summary>Writes it all.</summary>
    public void WriteTo(TextWriter output)
    {
        var widths = Enumerable.Range(0, head.Length).Select(i => _rows.Max(row => Plain.Columns(row[i]))).ToArray();
        foreach (var row in _rows)
            output.WriteLine(string.Join(Gap, row.Select((cell, i) => Pad(cell, widths[i], Numbers.Contains(i)))).TrimEnd());
    }

    private static string Pad(string cell, int width, bool right)
    {
        var space = new string(' ', width - Plain.Columns(cell));
        return right ? space + cell : cell + space;
    }
}
