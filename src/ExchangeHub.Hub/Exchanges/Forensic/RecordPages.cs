using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Sharing;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Where a record stands in a list: by its rank, then its number, then its region. Texts are compared by their UTF-16 units.</summary>
/// <param name="Rank">What comes first has the smallest.</param>
/// <param name="Number">The record's number.</param>
/// <param name="Region">Its region.</param>
internal sealed record RecordPlace(long Rank, string Number, string Region) : IComparable<RecordPlace>
{
    public static RecordPlace? Of(RecordPageToken? token) => token is null ? null : new(token.Place, token.Key, token.Region);

    public RecordPageToken Token => new(Region, Number, Rank);

    public int CompareTo(RecordPlace? other)
    {
        if (other is null)
            return 1;
        var byRank = Rank.CompareTo(other.Rank);
        var byNumber = byRank != 0 ? byRank : string.CompareOrdinal(Number, other.Number);
        return byNumber != 0 ? byNumber : string.CompareOrdinal(Region, other.Region);
    }
}

/// <summary>One page of a list: takes records in any order, and holds no more than a page of them.</summary>
/// <param name="after">The last place of the page before; null for the first page.</param>
/// <param name="wanted">The size that was asked for.</param>
internal sealed class RecordPage(RecordPlace? after, int wanted)
{
    private readonly int _size = PageSizes.Of(wanted);

    // What comes last is on top, and goes when something comes before it.
    private readonly PriorityQueue<Record, RecordPlace> _kept = new(Comparer<RecordPlace>.Create((a, b) => b.CompareTo(a)));

    public void Add(Record record, RecordPlace place)
    {
        if (after is not null && place.CompareTo(after) <= 0)
            return;
        if (_kept.Count <= _size)
            _kept.Enqueue(record, place);
        else
            _kept.EnqueueDequeue(record, place);
    }

    /// <summary>The page in its order, and its last place where more follows.</summary>
    public (IReadOnlyList<Record> Records, RecordPlace? Next) Read()
    {
        var places = _kept.UnorderedItems.OrderBy(item => item.Priority).ToList();
        return ([.. places.Take(_size).Select(item => item.Element)], places.Count > _size ? places[_size - 1].Priority : null);
    }
}
