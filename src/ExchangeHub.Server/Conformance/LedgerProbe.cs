using System.Text;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Grpc.Core;
using IdRange = ExchangeHub.Reconciliation.IdRange;
using RangeFingerprint = ExchangeHub.Reconciliation.RangeFingerprint;
using RangeQuestion = ExchangeHub.Contracts.Reconciliation.V1.RangeQuestion;

namespace ExchangeHub.Server.Conformance;

/// <summary>Asks a region's service, and reads what it answers: whatever is malformed is a failure that is named.</summary>
internal sealed class LedgerProbe(CallInvoker invoker, LedgerSet set = LedgerSet.Unspecified)
{
    private const int MaxResponseBytes = 256 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The service itself.</summary>
    public RegionLedgerService.RegionLedgerServiceClient Service { get; } = new(invoker);

    /// <summary>The set of rows that is asked for.</summary>
    public LedgerSet Set => set;

    /// <summary>The ledger's state as it was last named; empty where it is not told.</summary>
    public ByteString Snapshot { get; private set; } = ByteString.Empty;

    /// <summary>How a call is made.</summary>
    public static CallOptions Options(CancellationToken cancellationToken) => new(deadline: TimeProvider.System.GetUtcNow().Add(Deadline).UtcDateTime, cancellationToken: cancellationToken);

    public static ByteString Bytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    public static ByteString Salt(byte[]? salt) => salt is null ? ByteString.Empty : ByteString.CopyFrom(salt);

    public static RangeQuestion Question(IdRange range, int parts = 0) => new() { FirstId = Bytes(range.First), BoundId = Bytes(range.Bound), PartCount = (uint)parts };

    /// <summary>Sums of ranges, one for each question.</summary>
    public async Task<List<(RangeFingerprint Total, Dictionary<int, RangeFingerprint> Parts)>> SumAsync(byte[]? salt, CancellationToken cancellationToken, params RangeQuestion[] questions)
    {
        var response = await Service.SummarizeAsync(new SummarizeRequest { Ranges = { questions }, Salt = Salt(salt), Set = set }, Options(cancellationToken));
        Look(response, response.Snapshot, response.Set);
        Require(response.Ranges.Count == questions.Length, $"{response.Ranges.Count} ranges came back for {questions.Length}", $"询问 {questions.Length} 个区间，返回 {response.Ranges.Count} 个");
        return [.. response.Ranges.Zip(questions, (range, question) => (Read(range.Total), ReadParts(range, question)))];
    }

    /// <summary>Sums of one range.</summary>
    public async Task<(RangeFingerprint Total, Dictionary<int, RangeFingerprint> Parts)> SumAsync(RangeQuestion question, CancellationToken cancellationToken)
        => (await SumAsync(null, cancellationToken, question))[0];

    /// <summary>One page of rows.</summary>
    public async Task<(List<FingerprintedRow> Rows, Guid? Next)> ListAsync(IdRange range, uint maxRows, byte[]? salt, CancellationToken cancellationToken)
    {
        var response = await Service.ListRowsAsync(new ListRowsRequest { FirstId = Bytes(range.First), BoundId = Bytes(range.Bound), MaxRows = maxRows, Salt = Salt(salt), Set = set }, Options(cancellationToken));
        Look(response, response.Snapshot, response.Set);
        Require(response.Rows.Length % FingerprintedRow.Bytes == 0, $"rows has {response.Rows.Length} bytes, which is no multiple of {FingerprintedRow.Bytes}", $"rows 为 {response.Rows.Length} 字节，不是 {FingerprintedRow.Bytes} 的倍数");
        Require(response.NextId.Length is 0 or 16, $"next_id has {response.NextId.Length} bytes instead of 16", $"next_id 为 {response.NextId.Length} 字节，应为 16");
        var rows = new List<FingerprintedRow>(response.Rows.Length / FingerprintedRow.Bytes);
        for (var at = 0; at < response.Rows.Length; at += FingerprintedRow.Bytes)
            rows.Add(FingerprintedRow.Read(response.Rows.Span[at..]));
        return (rows, response.NextId.Length == 0 ? null : new Guid(response.NextId.Span, bigEndian: true));
    }

    /// <summary>Whole rows.</summary>
    public async Task<IReadOnlyList<LedgerRow>> GetAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var response = await Service.GetRowsAsync(new GetRowsRequest { Ids = { ids.Select(Bytes) }, Set = set }, Options(cancellationToken));
        Look(response, ByteString.Empty, response.Set);
        foreach (var row in response.Rows)
            Look(row);
        return response.Rows;
    }

    /// <summary>A sketch's cells.</summary>
    public async Task<byte[]> SketchAsync(int cells, byte[]? salt, CancellationToken cancellationToken, params IdRange[] ranges)
    {
        var request = new SketchRequest { CellsPerTable = (uint)cells, Salt = Salt(salt), Set = set };
        request.Ranges.AddRange(ranges.Select(range => new Contracts.Reconciliation.V1.IdRange { FirstId = Bytes(range.First), BoundId = Bytes(range.Bound) }));
        var response = await Service.SketchAsync(request, Options(cancellationToken));
        Look(response, response.Snapshot, response.Set);
        var expected = Sketch.Tables * cells * Sketch.CellBytes;
        Require(response.Cells.Length == expected, $"cells has {response.Cells.Length} bytes instead of {expected}", $"cells 为 {response.Cells.Length} 字节，应为 {expected}");
        return response.Cells.ToByteArray();
    }

    /// <summary>Fails unless something holds.</summary>
    public static void Require(bool holds, string english, string chinese)
    {
        if (!holds)
            throw new ConformanceException(english, chinese);
    }

    private void Look(IMessage response, ByteString snapshot, LedgerSet told)
    {
        Require(told == set, $"set is {(int)told}, though {(int)set} was asked for", $"询问的 set 为 {(int)set}，答复却为 {(int)told}");
        var size = response.CalculateSize();
        Require(size <= MaxResponseBytes, $"the response has {size} bytes, more than {MaxResponseBytes}", $"响应为 {size} 字节，超过 {MaxResponseBytes}");
        Require(snapshot.Length <= 32, $"snapshot has {snapshot.Length} bytes, more than 32", $"snapshot 为 {snapshot.Length} 字节，超过 32");
        if (response is not GetRowsResponse)
            Snapshot = snapshot;
    }

    /// <summary>What a row can't have: from here on its fingerprint can be computed.</summary>
    private static void Look(LedgerRow row)
    {
        Require(row.Id.Length == 16, $"a row's id has {row.Id.Length} bytes instead of 16", $"某行的 id 为 {row.Id.Length} 字节，应为 16");
        var id = new Guid(row.Id.Span, bigEndian: true);
        var method = Encoding.UTF8.GetByteCount(row.Method);
        Require(method <= CanonicalRow.MaxMethodBytes, $"row {id} has a method of {method} bytes, more than {CanonicalRow.MaxMethodBytes}", $"行 {id} 的方法为 {method} 字节，超过 {CanonicalRow.MaxMethodBytes}");
        Require(row.State is >= 1 and <= byte.MaxValue, $"row {id} has state {row.State}", $"行 {id} 的状态为 {row.State}");
        Require(row.RequestDigest.Length is 0 or 32, $"row {id} has a request digest of {row.RequestDigest.Length} bytes", $"行 {id} 的请求摘要为 {row.RequestDigest.Length} 字节");
        Require(row.ResponseDigest.Length is 0 or 32, $"row {id} has a response digest of {row.ResponseDigest.Length} bytes", $"行 {id} 的响应摘要为 {row.ResponseDigest.Length} 字节");
    }

    private static Dictionary<int, RangeFingerprint> ReadParts(Contracts.Reconciliation.V1.RangeSummary range, RangeQuestion question)
    {
        var mayBeEmpty = question.ExpectedPartSums.Count > 0;
        var parts = new Dictionary<int, RangeFingerprint>();
        var last = -1L;
        foreach (var part in range.Parts)
        {
            Require(part.Index > last, $"part {part.Index} comes after part {last}: parts must be in order, each once", $"第 {part.Index} 段排在第 {last} 段之后：各段须按序出现且仅一次");
            var total = Read(part.Total);
            Require(mayBeEmpty || total.Count > 0, $"part {part.Index} has no rows and must be left out", $"第 {part.Index} 段没有行，应省略");
            Require(part.Index < question.PartCount, $"part {part.Index} came, though {question.PartCount} parts were asked for", $"要求分 {question.PartCount} 段，却返回第 {part.Index} 段");
            parts.Add((int)part.Index, total);
            last = part.Index;
        }
        return parts;
    }

    private static RangeFingerprint Read(Contracts.Reconciliation.V1.RangeFingerprint? sums)
    {
        if (sums is null)
            throw new ConformanceException("total is missing: it must be there, even if it is zero", "缺少 total：即使为零也必须给出");
        foreach (var sum in (ulong[])[sums.Sum0, sums.Sum1, sums.Sum2, sums.Sum3])
        {
            Require(
                sums.Count < int.MaxValue && sum <= sums.Count * uint.MaxValue,
                $"a sum of {sum} can't be that of {sums.Count} limbs of 32 bits: are they signed, or cut?",
                $"{sums.Count} 个 32 位分量之和不可能为 {sum}：是否用了有符号数或被截断？");
        }
        return new RangeFingerprint((long)sums.Count, (long)sums.Sum0, (long)sums.Sum1, (long)sums.Sum2, (long)sums.Sum3);
    }
}
