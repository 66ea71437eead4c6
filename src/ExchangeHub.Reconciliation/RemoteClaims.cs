namespace ExchangeHub.Reconciliation;

/// <summary>Checks what the other side says against itself and against what it said before; throws where it can't be true.</summary>
internal static class RemoteClaims
{
    /// <summary>Below so many rows no sum leaves a signed 64-bit integer.</summary>
    private const long MaxRows = 1L << 31;

    /// <summary>Pages that a run may have in any case, and the rows that those beyond must have on average: so listing ends.</summary>
    private const int FreePages = 16;
    private const int MinRowsOfPage = 64;

    /// <summary>Checks that there are as many answers as questions.</summary>
    public static void CheckAnswers(int answers, int questions)
    {
        if (answers != questions)
            throw Wrong($"{questions} ranges were asked for and {answers} answered.", $"询问 {questions} 个区间，却答复 {answers} 个。");
    }

    /// <summary>Checks that sums are possible for their number of rows.</summary>
    public static void CheckSums(RangeFingerprint sums)
    {
        if (sums.Count is < 0 or >= MaxRows)
            throw Wrong($"A range can't have {sums.Count} rows: it must be 0 to 2,147,483,647.", $"区间行数 {sums.Count} 不可能：须为 0 至 2147483647。");
        var most = sums.Count * uint.MaxValue;
        if (new[] { sums.Sum0, sums.Sum1, sums.Sum2, sums.Sum3 }.Any(sum => sum < 0 || sum > most))
            throw Wrong($"The sums of {sums.Count} rows can't be {sums}.", $"{sums.Count} 行的和不可能是 {sums}。");
    }

    /// <summary>Gives each part's sums, in order; those left out are as expected, or zero where none were.</summary>
    public static RangeFingerprint[] Parts(RangeSummary summary, RangeFingerprint[] unless, int count)
    {
        var parts = (RangeFingerprint[])unless.Clone();
        var last = -1;
        var told = default(RangeFingerprint);
        foreach (var (index, total) in summary.Parts)
        {
            if (index <= last || index >= count)
                throw Wrong($"Part {index} after part {last}: of {count} parts, they must come in order and once.", $"第 {index} 段排在第 {last} 段之后：共 {count} 段，须依序且各一次。");
            CheckSums(total);
            last = index;
            parts[index] = total;
            told += total;
            if (Exceeds(told, summary.Total))
                throw Wrong($"The parts of a range have more than the whole: {told} of {summary.Total}.", $"各段之和超过整个区间：{told}，整体为 {summary.Total}。");
        }
        return parts;
    }

    /// <summary>Checks that parts, all of which were told, are the whole.</summary>
    public static void CheckWhole(RangeFingerprint[] parts, RangeFingerprint whole)
    {
        var sum = Sum(parts);
        if (sum != whole)
            throw Wrong($"The parts of a range are {sum}, but the whole is {whole}.", $"各段之和为 {sum}，整个区间却为 {whole}。");
    }

    /// <summary>The sums of all.</summary>
    public static RangeFingerprint Sum(IEnumerable<RangeFingerprint> parts) => parts.Aggregate(default(RangeFingerprint), (left, right) => left + right);

    /// <summary>Checks that a range has what was said of it before.</summary>
    public static void CheckSame(RangeFingerprint now, RangeFingerprint before)
    {
        if (now != before)
            throw Changed($"A range was {before} and now is {now}.", $"区间原为 {before}，现为 {now}。");
    }

    /// <summary>Checks a page's rows, and that it leads on. All copies of one id are on one page, so those of its first may be more than asked for.</summary>
    public static void CheckPage(RowPage page, IdRange asked, int maxRows)
    {
        if (page.Rows.Count > maxRows && page.Rows.Any(row => row.Id != page.Rows[0].Id))
            throw Wrong($"A page has {page.Rows.Count} rows and may have {maxRows}.", $"一页有 {page.Rows.Count} 行，至多 {maxRows} 行。");
        var last = asked.First;
        foreach (var row in page.Rows)
        {
            if (row.Id < asked.First || row.Id >= asked.Bound)
                throw Wrong($"Row {row.Id} is not in the range that was asked for, {asked.First} to {asked.Bound}.", $"行 {row.Id} 不在所询问的区间内（{asked.First} 至 {asked.Bound}）。");
            if (row.Id < last)
                throw Wrong($"Row {row.Id} comes after row {last}: they must be in the order of their 16 bytes.", $"行 {row.Id} 排在行 {last} 之后：须按 16 字节顺序排列。");
            last = row.Id;
        }
        if (page.Next is { } next && (page.Rows.Count == 0 || next <= last || next > asked.Bound))
            throw Wrong($"A page that ends with row {last} can't go on at {next}.", $"末行为 {last} 的页不能从 {next} 继续。");
    }

    /// <summary>Checks that listing does not go on for ever.</summary>
    public static void CheckListed(long rows, long pages, long claimed)
    {
        if (rows > claimed)
            throw Changed($"A range of {claimed} rows lists more than them.", $"计数为 {claimed} 行的区间列出了更多行。");
        if (pages > FreePages + claimed / MinRowsOfPage)
            throw Wrong($"A range of {claimed} rows takes more than {pages - 1} pages.", $"计数为 {claimed} 行的区间用了超过 {pages - 1} 页。");
    }

    /// <summary>What the other side says can't be true.</summary>
    public static RemoteLedgerException Wrong(string message, string messageZh) => new(message, messageZh);

    /// <summary>What it says does not agree with what it said before.</summary>
    public static RemoteLedgerException Changed(string message, string messageZh)
        => new("The ledger changed while it was read, or what it says is wrong: " + message, "读取期间台账有变，或所述不实：" + messageZh, isChange: true);

    private static bool Exceeds(RangeFingerprint part, RangeFingerprint whole)
        => part.Count > whole.Count || part.Sum0 > whole.Sum0 || part.Sum1 > whole.Sum1 || part.Sum2 > whole.Sum2 || part.Sum3 > whole.Sum3;
}
