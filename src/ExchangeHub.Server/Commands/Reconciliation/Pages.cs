namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Reads lists page by page.</summary>
internal static class Pages
{
    /// <summary>The hub's largest page.</summary>
    private const int MaxSize = 500;

    /// <summary>At most so many items.</summary>
    public static async Task<List<T>> AllAsync<T>(int limit, Func<int, string, Task<(IEnumerable<T> Items, string Next)>> read)
    {
        var all = new List<T>();
        var token = "";
        do
        {
            (var items, token) = await read(Math.Min(MaxSize, limit - all.Count), token);
            all.AddRange(items.Take(limit - all.Count));
        }
        while (token.Length > 0 && all.Count < limit);
        return all;
    }
}
