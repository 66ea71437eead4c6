using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using Google.Protobuf;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Where a record stands in a list: by its rank, then its number, then its region. Texts are compared by their UTF-16 units.</summary>
/// <param name="Rank">What comes first has the smallest.</param>
/// <param name="Number">The record's number.</param>
/// <param name="Region">Its region.</param>
internal sealed record RecordPlace(long Rank, string Number, string Region) : IComparable<RecordPlace>
{
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

/// <summary>Opaque page tokens: a mark of the filters that they hold for, and the last place.</summary>
internal static class RecordPageTokens
{
    private const int MarkSize = 8;
    private const char Separator = '\n';

    /// <summary>The mark of a request, without its page and purpose.</summary>
    public static byte[] Filters(IMessage filters) => SHA256.HashData(filters.ToByteArray());

    public static string Write(RecordPlace? last, byte[] filters)
        => last is null ? "" : Convert.ToBase64String([.. filters.AsSpan(0, MarkSize), .. Encoding.UTF8.GetBytes($"{last.Rank}{Separator}{last.Region}{Separator}{last.Number}")]);

    /// <returns>Null for an empty token.</returns>
    /// <exception cref="HubException">It is none that was given for these filters.</exception>
    public static RecordPlace? Read(string token, byte[] filters)
    {
        if (token.Length == 0)
            return null;
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length <= MarkSize || !bytes.AsSpan(0, MarkSize).SequenceEqual(filters.AsSpan(0, MarkSize)))
            throw new HubException(ErrorCatalogue.PageTokenInvalid);
        var parts = Encoding.UTF8.GetString(bytes, MarkSize, length - MarkSize).Split(Separator, 3);
        if (parts.Length < 3 || !long.TryParse(parts[0], out var rank))
            throw new HubException(ErrorCatalogue.PageTokenInvalid);
        return new RecordPlace(rank, parts[2], parts[1]);
    }
}
