using System.Buffers.Binary;
using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Tests.Conformance;

/// <summary>A region's service with one fault: the right answer of another one is spoiled, or its question.</summary>
internal sealed class BrokenLedger(RegionLedgerService.RegionLedgerServiceBase right, string fault) : RegionLedgerService.RegionLedgerServiceBase
{
    public override async Task<SummarizeResponse> Summarize(SummarizeRequest request, ServerCallContext context)
    {
        var asked = request.Clone();
        switch (fault)
        {
            case "ignores salt": asked.Salt = ByteString.Empty; break;
            case "ignores expected": Each(asked.Ranges, range => range.Expected = ByteString.Empty); break;
            case "ignores expected parts": Each(asked.Ranges, range => range.ExpectedPartSums.Clear()); break;
            case "never parts": Each(asked.Ranges, NeverPart); break;
            case "no checks" when asked.Salt.Length == 15: asked.Salt = ByteString.Empty; break;
            case "no checks" when asked.Ranges.Count == 0: return new SummarizeResponse();
            case "bound included": Each(asked.Ranges, range => range.BoundId = Next(range.BoundId)); break;
            case "any set is the ledger": asked.Set = LedgerSet.Unspecified; break;
            case "is down": throw new RpcException(new Status(StatusCode.Unavailable, "it is down"));
        }
        var response = await right.Summarize(asked, context);
        foreach (var range in response.Ranges)
        {
            switch (fault)
            {
                case "total missing": range.Total = null; break;
                case "signed limbs": range.Total!.Sum2 -= 1UL << 34; break;
                case "total off" when range.Total!.Count > 0: range.Total!.Sum3++; break;
                case "parts shifted": Each(range.Parts, part => part.Index = (part.Index + 1) % 16); break;
                case "parts backwards": Replace(range.Parts, [.. range.Parts.Reverse()]); break;
                case "empty parts": range.Parts.Add(new PartSummary { Index = 900, Total = new RangeFingerprint() }); break;
                case "part that was not asked for" when range.Parts.Count > 0: range.Parts.Add(new PartSummary { Index = uint.MaxValue, Total = new RangeFingerprint { Count = 2000 } }); break;
                case "zeros left out": Replace(range.Parts, [.. range.Parts.Where(part => part.Total.Count > 0)]); break;
            }
        }
        if (fault == "any set is the ledger")
            response.Set = request.Set;
        if (fault == "one range too few")
            response.Ranges.RemoveAt(0);
        if (fault == "long snapshot")
            response.Snapshot = ByteString.CopyFrom(new byte[33]);
        return response;
    }

    public override async Task<ListRowsResponse> ListRows(ListRowsRequest request, ServerCallContext context)
    {
        var asked = request.Clone();
        if (fault == "ignores salt")
            asked.Salt = ByteString.Empty;
        if (fault == "page size ignored")
            asked.MaxRows = 7000;
        if (fault == "bound included")
            asked.BoundId = Next(asked.BoundId);
        var response = await right.ListRows(asked, context);
        var rows = response.Rows.ToByteArray();
        if (rows.Length == 0)
            return response;
        switch (fault)
        {
            case "little endian": Reverse(rows, 16, 4); break;
            case "ids as .NET writes them": Each(Enumerable.Range(0, rows.Length / 32), i => new Guid(rows.AsSpan(32 * i, 16), bigEndian: true).TryWriteBytes(rows.AsSpan(32 * i))); break;
            case "rows backwards": rows = [.. rows.Chunk(32).Reverse().SelectMany(row => row)]; break;
            case "a row lost": rows = rows[32..]; break;
            case "half a row": rows = rows[..^16]; break;
            case "never a next page": response.NextId = ByteString.Empty; break;
            case "next is the last row" when response.NextId.Length > 0: response.NextId = ByteString.CopyFrom(rows[^32..^16]); break;
        }
        response.Rows = ByteString.CopyFrom(rows);
        return response;
    }

    public override async Task<GetRowsResponse> GetRows(GetRowsRequest request, ServerCallContext context)
    {
        if (fault == "no checks" && request.Ids.Count != 1)
            return new GetRowsResponse();
        var response = await right.GetRows(request, context);
        switch (fault)
        {
            case "other digest" when response.Rows.Count > 0: response.Rows[0].RequestDigest = ByteString.CopyFrom(new byte[32]); break;
            case "digest as text" when response.Rows.Count > 0: response.Rows[0].RequestDigest = ByteString.CopyFromUtf8(Convert.ToHexString(response.Rows[0].RequestDigest.Span)); break;
            case "method cut" when response.Rows.Count > 0: response.Rows[0].Method = "QueryWill"; break;
            case "method too long" when response.Rows.Count > 0: response.Rows[^1].Method = "/a.B/" + new string('C', 600); break;
            case "digest too long" when response.Rows.Count > 0: response.Rows[^1].ResponseDigest = ByteString.CopyFrom(new byte[65]); break;
            case "no time": Each(response.Rows, row => row.RecordTime = null); break;
            case "rows as asked": Replace(response.Rows, [.. response.Rows.Reverse()]); break;
            case "rows invented" when response.Rows.Count < request.Ids.Count: response.Rows.Add(new LedgerRow { Id = request.Ids[^1], Method = "/a.B/C", State = 1 }); break;
        }
        return response;
    }

    public override async Task<SketchResponse> Sketch(SketchRequest request, ServerCallContext context)
    {
        if (fault == "no sketch")
            throw new RpcException(new Status(StatusCode.Unimplemented, ""));
        var response = await right.Sketch(request, context);
        var cells = response.Cells.ToByteArray();
        switch (fault)
        {
            case "sketch little endian": Reverse(cells, 0, 1); break;
            case "sketch check wrong": Each(Enumerable.Range(0, cells.Length / 40), i => cells[40 * i + 39]++); break;
            case "sketch too short": cells = cells[40..]; break;
        }
        return new SketchResponse { Cells = ByteString.CopyFrom(cells), Snapshot = response.Snapshot };
    }

    /// <summary>Turns words of 32 bits round: those of each row after its id, or all.</summary>
    private static void Reverse(byte[] bytes, int skip, int words)
    {
        var step = skip + 4 * words;
        for (var at = skip; at < bytes.Length; at += step)
        {
            for (var word = at; word < at + 4 * words; word += 4)
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(word), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(word)));
        }
    }

    private static ByteString Next(ByteString id)
    {
        var bytes = id.ToByteArray();
        if (bytes is [.., < 255])
            bytes[^1]++;
        return ByteString.CopyFrom(bytes);
    }

    private static void NeverPart(RangeQuestion range)
    {
        range.PartCount = 0;
        range.ExpectedPartSums.Clear();
    }

    private static void Each<T>(IEnumerable<T> items, Action<T> act)
    {
        foreach (var item in items)
            act(item);
    }

    private static void Replace<T>(Google.Protobuf.Collections.RepeatedField<T> field, T[] items)
    {
        field.Clear();
        field.AddRange(items);
    }
}

/// <summary>Calls a service directly, without a network.</summary>
internal sealed class DirectInvoker(RegionLedgerService.RegionLedgerServiceBase service) : CallInvoker
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var context = new CallContext(options.CancellationToken);
        Task answer = request switch
        {
            SummarizeRequest summarize => service.Summarize(summarize, context),
            ListRowsRequest list => service.ListRows(list, context),
            GetRowsRequest get => service.GetRows(get, context),
            SketchRequest sketch => service.Sketch(sketch, context),
            _ => throw new NotSupportedException(),
        };
        return new AsyncUnaryCall<TResponse>((Task<TResponse>)answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();
}
