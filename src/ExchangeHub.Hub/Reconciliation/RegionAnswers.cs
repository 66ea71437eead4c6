using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Wire = ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// Reads what a region's ledger answers, and lets nothing through that is not well formed: lengths, counts, order, ranges. So
/// who compares need not fear an overflow, or a list that never ends.
/// </summary>
internal static class RegionAnswers
{
    /// <summary>Length of an id.</summary>
    public const int IdBytes = 16;

    /// <summary>Most rows of one answer: 7,000, and more only where one id has more copies.</summary>
    public const int MaxRows = 8_000;

    private const int MaxSnapshotBytes = 32;

    /// <summary>Most rows of a range: below it no sum of theirs leaves 63 bits.</summary>
    private const ulong MaxCount = int.MaxValue;

    /// <summary>The sums of a range that was asked for in so many parts.</summary>
    public static RangeSummary Summary(Wire.RangeSummary summary, int partCount)
    {
        var parts = new List<(int, RangeFingerprint)>(summary.Parts.Count);
        var next = 0L;
        foreach (var part in summary.Parts)
        {
            Require(part.Index >= next && part.Index < partCount, "parts are out of order, or more than were asked for", "分段次序错误，或多于所要求的分段");
            next = part.Index + 1L;
            parts.Add(((int)part.Index, Fingerprint(part.Total)));
        }
        return new RangeSummary(Fingerprint(summary.Total), parts);
    }

    /// <summary>Rows of a range: in order, all in it, and going on behind them.</summary>
    public static RowPage Page(Wire.ListRowsResponse response, IdRange range)
    {
        var bytes = response.Rows.Span;
        Require(bytes.Length % FingerprintedRow.Bytes == 0 && bytes.Length <= MaxRows * FingerprintedRow.Bytes, $"rows are {bytes.Length} bytes", $"记录长度为 {bytes.Length} 字节");
        var rows = new List<FingerprintedRow>(bytes.Length / FingerprintedRow.Bytes);
        var last = range.First;
        for (; bytes.Length > 0; bytes = bytes[FingerprintedRow.Bytes..])
        {
            var row = FingerprintedRow.Read(bytes);
            Require(row.Id >= last && row.Id < range.Bound, "rows are out of order, or out of the range that was asked for", "记录次序错误，或超出所要求的区间");
            last = row.Id;
            rows.Add(row);
        }
        if (response.NextId.IsEmpty)
            return new RowPage(rows, null);
        var next = Id(response.NextId);
        Require(next > last && next < range.Bound, "it goes on where it has been, or behind the range", "续取位置错误");
        return new RowPage(rows, next);
    }

    /// <summary>Whole rows, each of an id that was asked for.</summary>
    public static List<RegionRow> Rows(Wire.GetRowsResponse response, IReadOnlyCollection<Guid> ids)
    {
        Require(response.Rows.Count <= MaxRows, $"it gives {response.Rows.Count} rows", $"返回了 {response.Rows.Count} 条记录");
        var asked = ids.ToHashSet();
        var rows = new List<RegionRow>(response.Rows.Count);
        foreach (var row in response.Rows)
        {
            var id = Id(row.Id);
            Require(asked.Contains(id), "it gives a row that was not asked for", "返回了未要求的记录");
            Require(row.State <= byte.MaxValue && Encoding.UTF8.GetByteCount(row.Method) <= CanonicalRow.MaxMethodBytes, "a row's state or method is too large", "记录的状态或方法超限");
            Require(IsDigest(row.RequestDigest) && IsDigest(row.ResponseDigest), "a row's digest is not 32 bytes", "记录的摘要不是 32 字节");
            rows.Add(new RegionRow(id, row.Method, (byte)row.State, row.RequestDigest.ToByteArray(), row.ResponseDigest.ToByteArray(), Time(row)));
        }
        return rows;
    }

    /// <summary>A sketch with so many cells.</summary>
    public static Sketch Sketch(Wire.SketchResponse response, int cellsPerTable)
        => ExchangeHub.Reconciliation.Sketch.FromBytes(response.Cells.Span, cellsPerTable) ?? throw Malformed($"the sketch is {response.Cells.Length} bytes", $"摘要表长度为 {response.Cells.Length} 字节");

    /// <summary>The name of the state that was read; empty where it is not told.</summary>
    public static ByteString Snapshot(ByteString snapshot)
    {
        Require(snapshot.Length <= MaxSnapshotBytes, "the snapshot's name is longer than 32 bytes", "快照标识超过 32 字节");
        return snapshot;
    }

    /// <summary>Throws if an answer does not have what it must.</summary>
    public static void Require(bool holds, string problem, string problemZh)
    {
        if (!holds)
            throw Malformed(problem, problemZh);
    }

    public static RemoteLedgerException Malformed(string problem, string problemZh) => new($"The region's answer is malformed: {problem}.", $"地区的应答格式错误：{problemZh}。");

    private static RangeFingerprint Fingerprint(Wire.RangeFingerprint? total)
    {
        Require(total is not null, "a range has no sums", "区间没有汇总");
        var most = total!.Count * uint.MaxValue; // No overflow where the count is in bounds.
        Require(total.Count <= MaxCount && total.Sum0 <= most && total.Sum1 <= most && total.Sum2 <= most && total.Sum3 <= most, "sums are larger than so many rows can have", "汇总值超出记录数所能达到的范围");
        return new RangeFingerprint((long)total.Count, (long)total.Sum0, (long)total.Sum1, (long)total.Sum2, (long)total.Sum3);
    }

    private static Guid Id(ByteString bytes)
    {
        Require(bytes.Length == IdBytes, $"an id is {bytes.Length} bytes", $"编号长度为 {bytes.Length} 字节");
        return new Guid(bytes.Span, bigEndian: true);
    }

    private static bool IsDigest(ByteString digest) => digest.Length is 0 or SHA256.HashSizeInBytes;

    /// <summary>A time that no calendar has is left out: it is only for people.</summary>
    private static DateTimeOffset? Time(Wire.LedgerRow row)
        => row.RecordTime is { Nanos: >= 0 and < 1_000_000_000, Seconds: >= -62_135_596_800 and <= 253_402_300_799 } time ? time.ToDateTimeOffset() : null;
}
