using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console.Rendering;
using Date = Google.Type.Date;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>How values stand in lines for people.</summary>
internal static class Plain
{
    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    /// <summary>Without control characters: what others wrote must not steer the operator's terminal, nor begin a line of its own.</summary>
    public static string Text(string text)
        => text.Any(IsUnsafe) ? string.Create(text.Length, text, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = IsUnsafe(source[i]) ? ' ' : source[i];
        })
        : text;

    /// <summary>A time as it is in China, to the second; empty where it is absent.</summary>
    public static string Time(Timestamp? time) => time is null ? "" : time.ToDateTimeOffset().ToOffset(ChinaOffset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A date; empty where it is absent.</summary>
    public static string Day(Date? date) => date is null ? "" : $"{date.Year:0000}-{date.Month:00}-{date.Day:00}";

    /// <summary>First and last day in short.</summary>
    public static string Days(Date? first, Date? last) => first is null ? Texts.Of("today", "当日") : first.Equals(last) ? Day(first) : $"{Day(first)}…{Day(last)}";

    /// <summary>A number with its thousands.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>How many columns of a terminal it takes: a Chinese character takes two.</summary>
    public static int Columns(string text) => new Segment(text).CellCount();

    /// <summary>Direction marks are no control characters, and can make a line look like another.</summary>
    private static bool IsUnsafe(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u200e' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
