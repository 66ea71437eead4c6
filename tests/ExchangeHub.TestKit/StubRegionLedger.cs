using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IdRange = ExchangeHub.Reconciliation.IdRange;
using RangeFingerprint = ExchangeHub.Reconciliation.RangeFingerprint;
using RangeSummary = ExchangeHub.Contracts.Reconciliation.V1.RangeSummary;
using Wire = ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.TestKit;

/// <summary>A region's ledger in memory, which a test alters as it likes, and which shows itself by the contract alone.</summary>
public sealed class StubRegionLedger : RegionLedgerService.RegionLedgerServiceBase
{
    private const int MaxRows = 7_000;

    private readonly Lock _keeping = new();
    private readonly List<RegionLedgerEntry> _rows = [];
    private int _calls;

    /// <summary>Called before each call is answered, with its number from 1 and its request: it may throw, or take its time.</summary>
    public Func<int, IMessage, Task>? OnCall { get; set; }

    /// <summary>Changes what is said of sums: for a region that lies.</summary>
    public Action<SummarizeResponse>? OnSummarize { get; set; }

    /// <summary>The states of its cases, as rows; null: it does not offer them.</summary>
    public StubRegionLedger? Cases { get; set; }

    /// <summary>Whether it is of an earlier contract, in which there are no sets of rows.</summary>
    public bool KnowsNoSets { get; set; }

    /// <summary>The state that it names.</summary>
    public ByteString Snapshot { get; set; } = ByteString.Empty;

    /// <summary>Whether it offers sketches.</summary>
    public bool HasSketch { get; set; } = true;

    /// <summary>Calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Its rows.</summary>
    public IReadOnlyList<RegionLedgerEntry> Rows
    {
        get
        {
            lock (_keeping)
                return [.. _rows];
        }
    }

    /// <summary>Adds rows; one that is there already stands there twice then.</summary>
    public void Add(params IEnumerable<RegionLedgerEntry> rows) => Change(all => all.AddRange(rows));

    /// <summary>Loses a row.</summary>
    public void Remove(Guid id) => Change(all => all.RemoveAll(row => row.Id == id));

    /// <summary>Has another row in a row's place.</summary>
    public void Replace(Guid id, Func<RegionLedgerEntry, RegionLedgerEntry> change) => Change(all => all[all.FindIndex(row => row.Id == id)] = change(all.Find(row => row.Id == id)!));

    /// <summary>Adds the rows of a notice that are not there, as a back office does.</summary>
    public void Add(LedgerNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        Change(all =>
        {
            foreach (var row in notice.Rows)
            {
                var id = new Guid(row.Id.Span, bigEndian: true);
                if (!all.Exists(known => known.Id == id))
                    all.Add(RegionLedgerEntry.ForAnswer(id, row.Method, row.RequestDigest.ToByteArray(), row.ResponseDigest.ToByteArray(), row.RecordTime.ToDateTimeOffset()));
            }
        });
    }

    public override async Task<SummarizeResponse> Summarize(SummarizeRequest request, ServerCallContext context)
    {
        await BeginAsync(request);
        if (Other(request.Set) is { } other)
        {
            var others = await other.Summarize(new SummarizeRequest(request) { Set = LedgerSet.Unspecified }, context);
            return new SummarizeResponse(others) { Set = request.Set };
        }
        var response = new SummarizeResponse { Ranges = { request.Ranges.Select(question => Summary(question, request.Salt)) }, Snapshot = Snapshot };
        OnSummarize?.Invoke(response);
        return response;
    }

    public override async Task<ListRowsResponse> ListRows(ListRowsRequest request, ServerCallContext context)
    {
        await BeginAsync(request);
        if (Other(request.Set) is { } other)
            return new ListRowsResponse(await other.ListRows(new ListRowsRequest(request) { Set = LedgerSet.Unspecified }, context)) { Set = request.Set };
        var rows = Of(new IdRange(Id(request.FirstId), Id(request.BoundId)), request.Salt);
        var count = (int)Math.Min(Math.Min(request.MaxRows, MaxRows), rows.Count);
        while (count < rows.Count && count > 0 && rows[count].Id == rows[count - 1].Id)
            count--; // All copies of one id are in one answer,
        if (count == 0)
            count = rows.TakeWhile(row => row.Id == rows[0].Id).Count(); // and those of the first may be more than asked for.
        return new ListRowsResponse
        {
            Rows = ByteString.CopyFrom([.. rows.Take(count).SelectMany(Bytes)]),
            NextId = count < rows.Count ? Bytes(rows[count].Id) : ByteString.Empty,
            Snapshot = Snapshot,
        };
    }

    public override async Task<GetRowsResponse> GetRows(GetRowsRequest request, ServerCallContext context)
    {
        await BeginAsync(request);
        if (Other(request.Set) is { } other)
            return new GetRowsResponse(await other.GetRows(new GetRowsRequest(request) { Set = LedgerSet.Unspecified }, context)) { Set = request.Set };
        var ids = request.Ids.Select(Id).ToHashSet();
        return new GetRowsResponse
        {
            Rows =
            {
                Rows.Where(row => ids.Contains(row.Id)).OrderBy(row => row.Id).Select(row => new LedgerRow
                {
                    Id = Bytes(row.Id),
                    Method = row.Method,
                    State = row.State,
                    RequestDigest = ByteString.CopyFrom(row.RequestDigest),
                    ResponseDigest = ByteString.CopyFrom(row.ResponseDigest),
                    RecordTime = row.AnswerTime.ToTimestamp(),
                }),
            },
        };
    }

    public override async Task<SketchResponse> Sketch(SketchRequest request, ServerCallContext context)
    {
        await BeginAsync(request);
        if (Other(request.Set) is { } other)
            return new SketchResponse(await other.Sketch(new SketchRequest(request) { Set = LedgerSet.Unspecified }, context)) { Set = request.Set };
        if (!HasSketch)
            throw new RpcException(new Status(StatusCode.Unimplemented, ""));
        var sketch = new Sketch((int)request.CellsPerTable);
        foreach (var row in request.Ranges.SelectMany(range => Of(new IdRange(Id(range.FirstId), Id(range.BoundId)), request.Salt)))
            sketch.Add(row);
        return new SketchResponse { Cells = ByteString.CopyFrom(sketch.ToBytes()), Snapshot = Snapshot };
    }

    /// <summary>Who has the rows of a set; null: this one.</summary>
    private StubRegionLedger? Other(LedgerSet set)
        => set == LedgerSet.Unspecified || KnowsNoSets ? null
        : set == LedgerSet.Cases && Cases is not null ? Cases
        : throw new RpcException(new Status(StatusCode.Unimplemented, ""));

    private RangeSummary Summary(Wire.RangeQuestion question, ByteString salt)
    {
        var range = new IdRange(Id(question.FirstId), Id(question.BoundId));
        var total = Sum(Of(range, salt));
        var summary = new RangeSummary { Total = ToMessage(total) };
        if (question.PartCount == 0 || question.Expected.Span.SequenceEqual(total.Check()))
            return summary;
        var parts = RangeParts.Of(range, (int)question.PartCount);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = Sum(Of(parts[i], salt));
            if (question.ExpectedPartSums.Count == 0 ? part.Count > 0 : question.ExpectedPartSums[i] != (uint)part.Sum0)
                summary.Parts.Add(new PartSummary { Index = (uint)i, Total = ToMessage(part) });
        }
        return summary;
    }

    private async Task BeginAsync(IMessage request)
    {
        var number = Interlocked.Increment(ref _calls);
        if (OnCall is { } onCall)
            await onCall(number, request);
    }

    private void Change(Action<List<RegionLedgerEntry>> change)
    {
        lock (_keeping)
            change(_rows);
    }

    private List<FingerprintedRow> Of(IdRange range, ByteString salt)
        => [.. Rows.Where(row => row.Id >= range.First && row.Id < range.Bound).OrderBy(row => row.Id).Select(row => new FingerprintedRow(row.Id, salt.IsEmpty ? row.Fingerprint : Salted(row, salt)))];

    private static RowFingerprint Salted(RegionLedgerEntry row, ByteString salt) => CanonicalRow.Fingerprint(salt.Span, row.Id, row.Method, row.State, row.RequestDigest, row.ResponseDigest);

    private static RangeFingerprint Sum(List<FingerprintedRow> rows) => rows.Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint));

    private static Wire.RangeFingerprint ToMessage(RangeFingerprint sums)
        => new() { Count = (ulong)sums.Count, Sum0 = (ulong)sums.Sum0, Sum1 = (ulong)sums.Sum1, Sum2 = (ulong)sums.Sum2, Sum3 = (ulong)sums.Sum3 };

    private static byte[] Bytes(FingerprintedRow row)
    {
        var bytes = new byte[FingerprintedRow.Bytes];
        row.Write(bytes);
        return bytes;
    }

    private static ByteString Bytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static Guid Id(ByteString bytes) => new(bytes.Span, bigEndian: true);
}
