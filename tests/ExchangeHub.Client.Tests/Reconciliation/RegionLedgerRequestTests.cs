using ExchangeHub.Client.Hosting;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Client.Tests.Reconciliation;

/// <summary>What the hub may not ask is refused before the ledger is opened, with every problem.</summary>
public class RegionLedgerRequestTests
{
    private static readonly ByteString Low = ByteString.CopyFrom(new byte[16]);
    private static readonly ByteString High = ByteString.CopyFrom(Guid.AllBitsSet.ToByteArray());
    private static readonly ByteString Short = ByteString.CopyFrom(new byte[15]);

    private readonly MemoryLedger _ledger = new([]);

    [Fact]
    public Task Summarize_WithoutRanges_IsRefused() => RefusedAsync(new SummarizeRequest(), "ranges must be 1 to 256");

    [Fact]
    public Task Summarize_TooManyRanges_IsRefused() => RefusedAsync(new SummarizeRequest { Ranges = { Enumerable.Repeat(Range(Low, Low), 257) } }, "ranges must be 1 to 256");

    [Fact]
    public Task Summarize_ManyProblems_AreAllNamed()
        => RefusedAsync(
            new SummarizeRequest
            {
                Ranges =
                {
                    new RangeQuestion { FirstId = Short, BoundId = Short, PartCount = 1, Expected = Short },
                    new RangeQuestion { FirstId = High, BoundId = Low, PartCount = 1025, ExpectedPartSums = { 1, 2 } },
                    Range(Low, High),
                    Range(Low, High),
                },
                Salt = Short,
            },
            "ranges[0].first_id must be 16 bytes; ranges[0].bound_id must be 16 bytes; ranges[1].bound_id must not be before first_id; "
                + "ranges[3] must begin where the one before ends, or later; "
                + "ranges[0].part_count must be 0, or 2 to 1024; ranges[0].expected must be absent or 8 bytes; "
                + "ranges[1].part_count must be 0, or 2 to 1024; ranges[1].expected_part_sums must be absent, or as many as there are parts; "
                + "salt must be absent or 16 bytes");

    [Fact]
    public Task Summarize_TooManyPartsTogether_IsRefused()
        => RefusedAsync(new SummarizeRequest { Ranges = { Enumerable.Repeat(0, 5).Select(_ => new RangeQuestion { FirstId = Low, BoundId = Low, PartCount = 1024 }) } }, "all part_count together must be at most 4096");

    [Fact]
    public async Task Summarize_VeryManyProblems_AreNamedUpToALimit()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => new RegionLedgerEndpoint(_ledger).Summarize(new SummarizeRequest { Ranges = { Enumerable.Repeat(Range(Short, Short), 256) } }, Context));

        Assert.EndsWith("ranges[9].bound_id must be 16 bytes; and 492 more", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public Task ListRows_WrongInEveryWay_IsRefused()
        => RefusedAsync(new ListRowsRequest { FirstId = Short, Salt = Short }, "first_id must be 16 bytes; bound_id must be 16 bytes; max_rows must be at least 1; salt must be absent or 16 bytes");

    [Fact]
    public Task GetRows_WithoutIds_IsRefused() => RefusedAsync(new GetRowsRequest(), "ids must be 1 to 500");

    [Fact]
    public Task GetRows_TooManyIdsAndAShortOne_IsRefused()
        => RefusedAsync(new GetRowsRequest { Ids = { Enumerable.Repeat(Low, 500).Append(Short) } }, "ids must be 1 to 500; ids[500] must be 16 bytes");

    [Fact]
    public Task Sketch_TooLarge_IsRefused() => RefusedAsync(new SketchRequest { CellsPerTable = 1601, Salt = Short }, "ranges must be 1 to 256; cells_per_table must be 1 to 1600; salt must be absent or 16 bytes");

    /// <summary>The service's messages have no header: an answer is no exchange, and leaves no row in the ledger that it shows.</summary>
    [Fact]
    public async Task Answer_OfABackOffice_LeavesNoRowInTheLedger()
    {
        var written = new FakeLedger();
        var interceptor = new RegionLedgerInterceptor(written, TimeProvider.System);
        var endpoint = new RegionLedgerEndpoint(_ledger);

        await interceptor.UnaryServerHandler<SummarizeRequest, SummarizeResponse>(new SummarizeRequest { Ranges = { Range(Low, High) } }, Context, endpoint.Summarize);
        await interceptor.UnaryServerHandler<ListRowsRequest, ListRowsResponse>(new ListRowsRequest { FirstId = Low, BoundId = High, MaxRows = 1 }, Context, endpoint.ListRows);
        await interceptor.UnaryServerHandler<GetRowsRequest, GetRowsResponse>(new GetRowsRequest { Ids = { Low } }, Context, endpoint.GetRows);
        await interceptor.UnaryServerHandler<SketchRequest, SketchResponse>(new SketchRequest { CellsPerTable = 1, Ranges = { new IdRange { FirstId = Low, BoundId = High } } }, Context, endpoint.Sketch);

        Assert.Empty(written.Entries);
        Assert.Equal((4, 4), (_ledger.Opened, _ledger.Closed));
    }

    private static FakeContext Context => new FakeContext("/exchangehub.reconciliation.v1.RegionLedgerService/Any");

    private static RangeQuestion Range(ByteString first, ByteString bound) => new() { FirstId = first, BoundId = bound };

    private async Task RefusedAsync(IMessage request, string problems)
    {
        var endpoint = new RegionLedgerEndpoint(_ledger);
        var error = await Assert.ThrowsAsync<RpcException>(() => request switch
        {
            SummarizeRequest summarize => endpoint.Summarize(summarize, Context),
            ListRowsRequest list => endpoint.ListRows(list, Context),
            GetRowsRequest get => endpoint.GetRows(get, Context),
            _ => (Task)endpoint.Sketch((SketchRequest)request, Context),
        });

        Assert.Equal((StatusCode.InvalidArgument, problems), (error.StatusCode, error.Status.Detail));
        Assert.Equal(0, _ledger.Opened);
    }
}
