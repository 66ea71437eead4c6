namespace ExchangeHub.Storage.SqlServer.Check;

internal static class Problem
{
    /// <summary>Fails with the whole list.</summary>
    public static void AssertNone(IEnumerable<string> problems)
    {
        var list = problems.Distinct().ToList();
        Assert.True(list.Count == 0, $"{list.Count} problems:\n\n{string.Join("\n\n", list)}");
    }
}
