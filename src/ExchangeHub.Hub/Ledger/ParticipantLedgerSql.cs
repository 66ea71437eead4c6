using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Ledger;

/// <summary>
/// What a participant's rows are, in SQL that all databases understand alike. Parameters are <c>@participant</c>,
/// <c>@first</c> and <c>@bound</c>.
/// </summary>
/// <remarks>
/// A row that was refused, or did not reach a region, has another outcome; one that only the hub had to do with, such as a
/// page of a list, names no region that was to answer. A settlement stands at the id of the entry it settles, and for the
/// region only: who had asked never got the answer.
/// </remarks>
public static class ParticipantLedgerSql
{
    private const string Table = HubDbContext.LedgerTable;
    private const string Fingerprint = "fingerprint_0, fingerprint_1, fingerprint_2, fingerprint_3";
    private const string Content = "method, request_digest, response_digest";

    private static readonly string Answered = $"outcome = {(byte)ExchangeOutcome.Answered}";
    private static readonly string Settled = $"outcome = {(byte)ExchangeOutcome.Settled}";
    private static readonly string InDoubt = $"outcome IN ({(byte)ExchangeOutcome.InDoubt}, {(byte)ExchangeOutcome.Cancelled})";

    /// <summary>Ids (<c>row_id</c>) and fingerprints of the rows from <c>@first</c> to before <c>@bound</c>, in no order.</summary>
    public static string Rows { get; } = Both(Fingerprint, "@first", "@bound");

    /// <summary>The same rows' ids, methods and digests.</summary>
    public static string Contents { get; } = Both(Content, "@first", "@bound");

    /// <summary>The first of <see cref="Rows"/> in the order of their ids.</summary>
    /// <param name="limit">How this database says, after the order, how many.</param>
    public static string PageOfRows(string limit) => Page(Fingerprint, limit);

    /// <summary>The first of <see cref="Contents"/> in the order of their ids.</summary>
    /// <inheritdoc cref="PageOfRows"/>
    public static string PageOfContents(string limit) => Page(Content, limit);

    /// <summary>Their count and sums.</summary>
    public static string Sum { get; } = SumOf("@first", "@bound");

    /// <summary>Count and sums of the rows between two expressions.</summary>
    public static string SumOf(string first, string bound) => $"""
        SELECT CAST(COUNT(*) AS bigint) AS row_count, {Total(0)}, {Total(1)}, {Total(2)}, {Total(3)}
        FROM ({Both(Fingerprint, first, bound)}) AS participant_rows
        """;

    /// <summary>Adds the rollups of the ids from <c>@first</c> to before <c>@bound</c>.</summary>
    /// <param name="minute">How this database takes the minute out of <c>row_id</c>: its first 48 bits, which are milliseconds.</param>
    public static string RollUp(string minute) => $"""
        INSERT INTO ledger_rollups (participant_id, minute, row_count, sum0, sum1, sum2, sum3, in_doubt_count)
        SELECT participant_id, minute, SUM(is_row), SUM(fingerprint_0), SUM(fingerprint_1), SUM(fingerprint_2), SUM(fingerprint_3), SUM(is_in_doubt)
        FROM (
            SELECT participant_id, {minute} AS minute, is_row, {Fingerprint}, is_in_doubt
            FROM (
                SELECT responder_id AS participant_id, id AS row_id, 1 AS is_row, {Fingerprint}, 0 AS is_in_doubt FROM {Table}
                WHERE id >= @first AND id < @bound AND {Answered} AND responder_id <> ''
                UNION ALL
                SELECT caller_id, id, 1, {Fingerprint}, 0 FROM {Table}
                WHERE id >= @first AND id < @bound AND {Answered} AND responder_region <> '' AND caller_id <> responder_id
                UNION ALL
                SELECT responder_id, settles, 1, {Fingerprint}, 0 FROM {Table}
                WHERE settles >= @first AND settles < @bound AND {Settled}
                UNION ALL
                SELECT responder_id, id, 0, 0, 0, 0, 0, 1 FROM {Table} AS doubt
                WHERE id >= @first AND id < @bound AND {InDoubt} AND responder_id <> ''
                    AND NOT EXISTS (SELECT 1 FROM {Table} AS settlement WHERE settlement.settles = doubt.id)
            ) AS sides
        ) AS sides_by_minute
        GROUP BY participant_id, minute
        """;

    /// <summary>Each half is cut by itself: else PostgreSQL sorts all of the range for each page.</summary>
    private static string Page(string columns, string limit) => $"""
        SELECT row_id, {columns} FROM ({AnsweredRows(columns, "@first", "@bound")} ORDER BY row_id {limit}) AS answered
        UNION ALL
        SELECT row_id, {columns} FROM ({SettledRows(columns, "@first", "@bound")} ORDER BY row_id {limit}) AS settled
        ORDER BY row_id {limit}
        """;

    private static string Both(string columns, string first, string bound) => $"""
        {AnsweredRows(columns, first, bound)}
        UNION ALL
        {SettledRows(columns, first, bound)}
        """;

    private static string AnsweredRows(string columns, string first, string bound) => $"""
        SELECT id AS row_id, {columns} FROM {Table}
        WHERE id >= {first} AND id < {bound} AND {Answered} AND (responder_id = @participant OR (caller_id = @participant AND responder_region <> ''))
        """;

    private static string SettledRows(string columns, string first, string bound) => $"""
        SELECT settles AS row_id, {columns} FROM {Table}
        WHERE settles >= {first} AND settles < {bound} AND {Settled} AND responder_id = @participant
        """;

    /// <summary>PostgreSQL sums integers up to a number without bound.</summary>
    private static string Total(int limb) => $"CAST(COALESCE(SUM(fingerprint_{limb}), 0) AS bigint) AS sum{limb}";
}
