namespace ExchangeHub.Client.Calls;

/// <summary>Remembers the last ids that were seen, and forgets the oldest.</summary>
/// <param name="capacity">How many it remembers, at least 1.</param>
internal sealed class SeenIds(int capacity)
{
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<string> _order = new();

    /// <summary>Remembers <paramref name="id"/>; false if it is remembered already.</summary>
    public bool Add(string id)
    {
        if (!_ids.Add(id))
            return false;
        _order.Enqueue(id);
        if (_order.Count > capacity)
            _ids.Remove(_order.Dequeue());
        return true;
    }
}
