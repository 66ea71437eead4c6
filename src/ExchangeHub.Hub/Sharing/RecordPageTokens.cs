using System.Security.Cryptography;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using Google.Protobuf;

namespace ExchangeHub.Hub.Sharing;

/// <summary>Where a page of records ended.</summary>
/// <param name="Region">The producer.</param>
/// <param name="Key">The last key that was looked at; empty: none of this producer's.</param>
/// <param name="Place">Where it was in another order than that of keys: the last version that was given, or a rank.</param>
internal sealed record RecordPageToken(string Region, string Key, long Place = 0);

/// <summary>Opaque page tokens of records: where the page ended, and a mark of the filters that it holds for.</summary>
internal static class RecordPageTokens
{
    private const int MarkSize = 8;

    public static int SizeOf(int wanted) => PageSizes.Of(wanted);

    /// <summary>The request without its page: a token holds for the same filters only.</summary>
    public static byte[] FiltersOf<T>(T request)
        where T : IMessage<T>, IDeepCloneable<T>
    {
        var filters = request.Clone();
        foreach (var field in filters.Descriptor.Fields.InFieldNumberOrder().Where(field => field.Name is "page_size" or "page_token" or "purpose"))
            field.Accessor.Clear(filters);
        return SHA256.HashData(filters.ToByteArray())[..MarkSize];
    }

    /// <summary>Writes a token; an empty text for none.</summary>
    public static string Write(RecordPageToken? token, byte[] filters)
    {
        if (token is null)
            return "";
        using var buffer = new MemoryStream();
        buffer.Write(filters);
        using (var writer = new BinaryWriter(buffer))
        {
            writer.Write(token.Region);
            writer.Write(token.Key);
            writer.Write(token.Place);
        }
        return Convert.ToBase64String(buffer.ToArray());
    }

    /// <summary>Reads a token; null for none.</summary>
    /// <exception cref="HubException">It is none that was given for these filters.</exception>
    public static RecordPageToken? Read(string token, byte[] filters)
    {
        if (token.Length == 0)
            return null;
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length < MarkSize || !bytes.AsSpan(0, MarkSize).SequenceEqual(filters))
            throw new HubException(ErrorCatalogue.PageTokenInvalid);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, MarkSize, length - MarkSize));
            return new RecordPageToken(reader.ReadString(), reader.ReadString(), reader.ReadInt64());
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            throw new HubException(ErrorCatalogue.PageTokenInvalid); // The mark was right and the rest was not: somebody made it.
        }
    }
}
