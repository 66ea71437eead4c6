namespace ExchangeHub.Storage.Compliance;

/// <summary>The queries that the guide gives a region for one kind of database, taken out of its text.</summary>
internal sealed record GuideQueries(string CreateTable, string Sums, string Minutes, string Cells)
{
    /// <summary>Reads <c>protos/README.md</c>.</summary>
    /// <param name="database">How the block's first line begins.</param>
    public static GuideQueries Of(string database)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ExchangeHub.sln")))
            folder = folder.Parent!;
        var guide = File.ReadAllText(Path.Combine(folder.FullName, "protos", "README.md"));
        var begin = guide.IndexOf($"```sql\n-- {database}", StringComparison.Ordinal);
        var block = guide[guide.IndexOf('\n', begin + "```sql\n".Length)..guide.IndexOf("```", begin + 3, StringComparison.Ordinal)];
        string[] statements = [.. block.Split(';').Select(statement => statement.Trim()).Where(statement => statement.Length > 0)];
        Assert.Equal(4, statements.Length);
        return new GuideQueries(statements[0], statements[1], statements[2], statements[3]);
    }
}
