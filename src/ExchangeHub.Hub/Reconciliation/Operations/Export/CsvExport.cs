using System.Globalization;
using System.Text;
using ExchangeHub.Contracts.Operations.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ExchangeHub.Hub.Reconciliation.Operations.Export;

/// <summary>
/// Differences as CSV (RFC 4180), one a line, named as in the contract. With a byte order mark, so that a spreadsheet takes it for UTF-8; and no
/// cell can be taken for a formula.
/// </summary>
internal static class CsvExport
{
    private static readonly (string Name, Func<Difference, string> Of)[] Columns =
    [
        ("difference_id", difference => difference.DifferenceId),
        ("participant_id", difference => difference.ParticipantId),
        ("kind", difference => Name(difference.Kind)),
        ("state", difference => Name(difference.State)),
        ("severity", difference => Name(difference.Severity)),
        ("row_id", difference => difference.RowId),
        ("method", difference => difference.Method),
        .. Row("hub", difference => difference.HubRow),
        .. Row("region", difference => difference.RegionRow),
        ("owner", difference => difference.Owner),
        ("first_run_id", difference => difference.FirstRunId),
        ("first_seen_time", difference => Time(difference.FirstSeenTime)),
        ("last_run_id", difference => difference.LastRunId),
        ("last_seen_time", difference => Time(difference.LastSeenTime)),
        ("close_time", difference => Time(difference.CloseTime)),
        ("seen_count", difference => difference.SeenCount.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>The byte order mark and the names.</summary>
    public static byte[] Head() => [.. Encoding.UTF8.Preamble, .. Line(Columns.Select(column => column.Name))];

    /// <summary>One line.</summary>
    public static byte[] Line(Difference difference) => Line(Columns.Select(column => column.Of(difference)));

    private static byte[] Line(IEnumerable<string> cells) => Encoding.UTF8.GetBytes(string.Join(',', cells.Select(Cell)) + "\r\n");

    /// <summary>
    /// A cell. A spreadsheet computes what begins with one of these characters: an apostrophe before it makes it text. A region or an
    /// operator could otherwise have a formula run on the machine of whoever opens the file.
    /// </summary>
    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠')
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static IEnumerable<(string, Func<Difference, string>)> Row(string side, Func<Difference, DifferingRow?> of)
    {
        yield return ($"{side}_copy_count", difference => Number(of(difference)?.CopyCount ?? 0));
        yield return ($"{side}_state", difference => of(difference) is { } row ? Number(row.State) : "");
        yield return ($"{side}_request_digest", difference => Hex(of(difference)?.RequestDigest));
        yield return ($"{side}_response_digest", difference => Hex(of(difference)?.ResponseDigest));
        yield return ($"{side}_record_time", difference => Time(of(difference)?.RecordTime));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Hex(ByteString? bytes) => bytes is null ? "" : Convert.ToHexStringLower(bytes.Span);

    private static string Time(Timestamp? time) => time is null ? "" : time.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As the contract writes it, e.g. MISSING_AT_HUB.</summary>
    private static string Name<T>(T value)
        where T : struct, System.Enum
        => ContractNames.Of(value);
}
