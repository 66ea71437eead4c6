using System.Security.Cryptography;
using System.Text;

namespace ExchangeHub.Domain.Inspections;

/// <summary>
/// The tickets (签) of a draw: HMAC-SHA256 with the seed as its key. The smallest tickets are drawn. Nobody can tell a ticket
/// without the seed, and it depends on nothing but the seed and the keys: everybody computes the same.
/// </summary>
/// <remarks>Vectors stand in <c>protos/draw-vectors.json</c>.</remarks>
public static class DrawTickets
{
    /// <summary>Stands before the key of an object, so that its ticket is none of an inspector's.</summary>
    public const string ObjectLabel = "exchangehub.draw.v1.object";

    /// <summary>Stands before the keys of an object and of an inspector who may come into its team.</summary>
    public const string TeamLabel = "exchangehub.draw.v1.team";

    /// <summary>The ticket of an object: over label, a zero byte, key, in UTF-8.</summary>
    /// <param name="seed">See <see cref="DrawSeed"/>.</param>
    /// <param name="objectKey">In its normal form, by <see cref="DrawKeys"/>.</param>
    public static byte[] OfObject(ReadOnlySpan<byte> seed, string objectKey) => Compute(seed, $"{ObjectLabel}\0{objectKey}");

    /// <summary>The ticket of an inspector for the team of one object: over label, a zero byte, the object's key, a zero byte, the inspector's key, in UTF-8.</summary>
    /// <param name="seed">See <see cref="DrawSeed"/>.</param>
    /// <param name="objectKey">In its normal form, by <see cref="DrawKeys"/>.</param>
    /// <param name="inspectorKey">In its normal form, too.</param>
    public static byte[] OfInspector(ReadOnlySpan<byte> seed, string objectKey, string inspectorKey)
        => Compute(seed, $"{TeamLabel}\0{objectKey}\0{inspectorKey}");

    /// <summary>
    /// The items in the order in which they are drawn: by their tickets as unsigned bytes from the left; should two be equal,
    /// which can't happen, by the UTF-8 bytes of their keys.
    /// </summary>
    internal static IEnumerable<T> Order<T>(IEnumerable<T> items, Func<T, string> key, Func<string, byte[]> ticket)
        => items.OrderBy(item => ticket(key(item)), ByteOrder.Instance).ThenBy(item => Encoding.UTF8.GetBytes(key(item)), ByteOrder.Instance);

    private static byte[] Compute(ReadOnlySpan<byte> seed, string text) => HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes(text));

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
