using System.Globalization;
using System.Text;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>The last day of a page, and as an opaque token with a mark of the filters that it holds for.</summary>
internal readonly record struct DayPlace(DateOnly Day, string ParticipantId)
{
    private const string Form = "yyyyMMdd";
    private const int MarkSize = 8;

    public string Write(byte[] filters) => Convert.ToBase64String([.. filters.AsSpan(0, MarkSize), .. Encoding.ASCII.GetBytes(Day.ToString(Form, CultureInfo.InvariantCulture) + ParticipantId)]);

    /// <exception cref="HubException">It is none that was given for these filters.</exception>
    public static DayPlace Read(string token, byte[] filters)
    {
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length < MarkSize + Form.Length || !bytes.AsSpan(0, MarkSize).SequenceEqual(filters.AsSpan(0, MarkSize)))
            throw new HubException(ErrorCatalogue.PageTokenInvalid);
        var text = Encoding.ASCII.GetString(bytes, MarkSize, length - MarkSize);
        return DateOnly.TryParseExact(text[..Form.Length], Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DayPlace(day, text[Form.Length..])
            : throw new HubException(ErrorCatalogue.PageTokenInvalid);
    }
}
