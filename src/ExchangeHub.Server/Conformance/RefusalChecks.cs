using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;
using Grpc.Core;
using static ExchangeHub.Server.Conformance.LedgerProbe;

namespace ExchangeHub.Server.Conformance;

/// <summary>Asks what may not be asked: each must be refused as INVALID_ARGUMENT, before anything is read.</summary>
internal static class RefusalChecks
{
    private static readonly ByteString Low = Bytes(Guid.Empty);
    private static readonly ByteString High = Bytes(Guid.AllBitsSet);
    private static readonly ByteString Short = ByteString.CopyFrom(new byte[15]);

    /// <summary>What is wrong, in both languages, and the request.</summary>
    public static IEnumerable<(string English, string Chinese, IMessage Request)> Requests(bool withSketch)
    {
        yield return ("Summarize without ranges", "没有区间的汇总", new SummarizeRequest());
        yield return ("Summarize with 257 ranges", "257 个区间的汇总", new SummarizeRequest { Ranges = { Enumerable.Repeat(Range(Low, Low), 257) } });
        yield return ("Summarize with a first_id of 15 bytes", "first_id 为 15 字节", new SummarizeRequest { Ranges = { Range(Short, High) } });
        yield return ("Summarize without a bound_id", "没有 bound_id", new SummarizeRequest { Ranges = { Range(Low, ByteString.Empty) } });
        yield return ("Summarize with a bound_id before the first_id", "bound_id 在 first_id 之前", new SummarizeRequest { Ranges = { Range(High, Low) } });
        yield return ("Summarize with ranges that overlap", "区间重叠", new SummarizeRequest { Ranges = { Range(Low, High), Range(Low, High) } });
        yield return ("Summarize with one part", "只分 1 段", new SummarizeRequest { Ranges = { Parted(1) } });
        yield return ("Summarize with 1,025 parts", "分 1,025 段", new SummarizeRequest { Ranges = { Parted(1025) } });
        yield return ("Summarize with 5,120 parts in 5 ranges", "5 个区间共分 5,120 段", new SummarizeRequest { Ranges = { Enumerable.Range(0, 5).Select(_ => Parted(1024)) } });
        yield return ("Summarize with an expected of 7 bytes", "expected 为 7 字节", new SummarizeRequest { Ranges = { new RangeQuestion { FirstId = Low, BoundId = High, Expected = ByteString.CopyFrom(new byte[7]) } } });
        yield return ("Summarize with fewer expected_part_sums than parts", "expected_part_sums 少于段数", new SummarizeRequest { Ranges = { new RangeQuestion { FirstId = Low, BoundId = High, PartCount = 4, ExpectedPartSums = { 1, 2, 3 } } } });
        yield return ("Summarize with a salt of 15 bytes", "盐为 15 字节的汇总", new SummarizeRequest { Ranges = { Range(Low, Low) }, Salt = Short });
        yield return ("ListRows with a first_id of 15 bytes", "列出：first_id 为 15 字节", new ListRowsRequest { FirstId = Short, BoundId = High, MaxRows = 1 });
        yield return ("ListRows with a bound_id before the first_id", "列出：bound_id 在 first_id 之前", new ListRowsRequest { FirstId = High, BoundId = Low, MaxRows = 1 });
        yield return ("ListRows without max_rows", "列出：没有 max_rows", new ListRowsRequest { FirstId = Low, BoundId = Low });
        yield return ("ListRows with a salt of 15 bytes", "列出：盐为 15 字节", new ListRowsRequest { FirstId = Low, BoundId = Low, MaxRows = 1, Salt = Short });
        yield return ("GetRows without ids", "取回：没有编号", new GetRowsRequest());
        yield return ("GetRows with 501 ids", "取回：501 个编号", new GetRowsRequest { Ids = { Enumerable.Repeat(Low, 501) } });
        yield return ("GetRows with an id of 15 bytes", "取回：编号为 15 字节", new GetRowsRequest { Ids = { Short } });
        if (!withSketch)
            yield break;
        yield return ("Sketch without ranges", "没有区间的摘要表", new SketchRequest { CellsPerTable = 1 });
        yield return ("Sketch without cells", "没有格的摘要表", new SketchRequest { Ranges = { Sketched(Low, Low) } });
        yield return ("Sketch with 1,601 cells in a table", "每表 1,601 格的摘要表", new SketchRequest { Ranges = { Sketched(Low, Low) }, CellsPerTable = 1601 });
        yield return ("Sketch with ranges that overlap", "摘要表的区间重叠", new SketchRequest { Ranges = { Sketched(Low, High), Sketched(Low, High) }, CellsPerTable = 1 });
    }

    /// <summary>Asks it.</summary>
    public static async Task AskAsync(LedgerProbe probe, IMessage request, CancellationToken cancellationToken)
    {
        try
        {
            await (request switch
            {
                SummarizeRequest summarize => probe.Service.SummarizeAsync(summarize, Options(cancellationToken)).ResponseAsync,
                ListRowsRequest list => probe.Service.ListRowsAsync(list, Options(cancellationToken)).ResponseAsync,
                GetRowsRequest get => probe.Service.GetRowsAsync(get, Options(cancellationToken)).ResponseAsync,
                _ => (Task)probe.Service.SketchAsync((SketchRequest)request, Options(cancellationToken)).ResponseAsync,
            });
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.InvalidArgument)
        {
            return;
        }
        throw new ConformanceException("it was answered instead of refused with INVALID_ARGUMENT", "应以 INVALID_ARGUMENT 拒绝，却得到答复");
    }

    private static RangeQuestion Range(ByteString first, ByteString bound) => new() { FirstId = first, BoundId = bound };

    private static RangeQuestion Parted(uint parts) => new() { FirstId = High, BoundId = High, PartCount = parts };

    private static IdRange Sketched(ByteString first, ByteString bound) => new() { FirstId = first, BoundId = bound };
}
