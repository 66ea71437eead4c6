using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using IdRange = ExchangeHub.Reconciliation.IdRange;
using RangeQuestion = ExchangeHub.Reconciliation.RangeQuestion;
using RangeSummary = ExchangeHub.Contracts.Reconciliation.V1.RangeSummary;
using Wire = ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.Hub.Tests.Reconciliation;

/// <summary>What a region answers is believed only where it is well formed.</summary>
public sealed class RemoteLedgerTests
{
    private static readonly IdRange Day = new(Id(0), Id(1_000));

    [Fact]
    public async Task Summarize_WellFormed_IsReadAndCounted()
    {
        var backOffice = new FakeBackOffice(_ => new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(3), Parts = { new PartSummary { Index = 2, Total = Sums(1) }, new PartSummary { Index = 7, Total = Sums(0) } } } } });
        var ledger = Ledger(backOffice, salt: new byte[16]);
        var summary = Assert.Single(await ledger.SummarizeAsync([new RangeQuestion(Day, default(ExchangeHub.Reconciliation.RangeFingerprint), 8)], CancellationToken.None));
        Assert.Equal((3, 6, 2), (summary.Total.Count, summary.Total.Sum0, summary.Parts.Count));
        var request = Assert.IsType<SummarizeRequest>(Assert.Single(backOffice.Requests));
        Assert.Equal((16, 8u, 8), (request.Salt.Length, request.Ranges[0].PartCount, request.Ranges[0].Expected.Length));
        Assert.Equal(request.CalculateSize() + 5 + new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(3), Parts = { new PartSummary { Index = 2, Total = Sums(1) }, new PartSummary { Index = 7, Total = Sums(0) } } } } }.CalculateSize() + 5, ledger.ByteCount);
    }

    public static TheoryData<SummarizeResponse> MalformedSums { get; } =
    [
        new SummarizeResponse(),
        new SummarizeResponse { Ranges = { new RangeSummary() } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(1) }, new RangeSummary { Total = Sums(1) } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = new Wire.RangeFingerprint { Count = 1, Sum0 = 1UL << 32 } } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = new Wire.RangeFingerprint { Count = 0, Sum3 = 1 } } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = new Wire.RangeFingerprint { Count = 1UL << 31 } } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = new Wire.RangeFingerprint { Count = ulong.MaxValue, Sum0 = ulong.MaxValue } } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(1), Parts = { new PartSummary { Index = 8, Total = Sums(1) } } } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(1), Parts = { new PartSummary { Index = uint.MaxValue, Total = Sums(1) } } } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(2), Parts = { new PartSummary { Index = 1, Total = Sums(1) }, new PartSummary { Index = 1, Total = Sums(1) } } } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(1), Parts = { new PartSummary { Index = 1 } } } } },
        new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(1) } }, Snapshot = ByteString.CopyFrom(new byte[33]) },
    ];

    [Theory]
    [MemberData(nameof(MalformedSums))]
    public async Task Summarize_Malformed_IsRefused(SummarizeResponse response)
    {
        var error = await Assert.ThrowsAsync<RemoteLedgerException>(() => Ledger(new FakeBackOffice(_ => response)).SummarizeAsync([new RangeQuestion(Day, null, 8)], CancellationToken.None));
        Assert.False(error.IsChange);
        Assert.StartsWith("地区的应答格式错误", error.MessageZh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListRows_WellFormed_GoesOnBehindTheLast()
    {
        var page = await Ledger(new FakeBackOffice(_ => new ListRowsResponse { Rows = Rows(1, 2, 2), NextId = Bytes(Id(3)) })).ListRowsAsync(Day, 3, CancellationToken.None);
        Assert.Equal([Id(1), Id(2), Id(2)], page.Rows.Select(row => row.Id));
        Assert.Equal(Id(3), page.Next);
        Assert.Equal(new RowFingerprint(1, 2, 3, 4), page.Rows[0].Fingerprint);
    }

    public static TheoryData<ListRowsResponse> MalformedRows { get; } =
    [
        new ListRowsResponse { Rows = ByteString.CopyFrom(new byte[31]) },
        new ListRowsResponse { Rows = Rows(2, 1) },
        new ListRowsResponse { Rows = Rows(1_000) },
        new ListRowsResponse { Rows = Rows(1, 2), NextId = Bytes(Id(2)) },
        new ListRowsResponse { NextId = Bytes(Id(0)) },
        new ListRowsResponse { Rows = Rows(1), NextId = Bytes(Id(1_000)) },
        new ListRowsResponse { Rows = Rows(1), NextId = ByteString.CopyFrom(new byte[15]) },
        new ListRowsResponse { Rows = ByteString.CopyFrom(new byte[32 * (RegionAnswers.MaxRows + 1)]) },
    ];

    [Theory]
    [MemberData(nameof(MalformedRows))]
    public async Task ListRows_Malformed_IsRefused(ListRowsResponse response)
        => await Assert.ThrowsAsync<RemoteLedgerException>(() => Ledger(new FakeBackOffice(_ => response)).ListRowsAsync(Day, 3, CancellationToken.None));

    public static TheoryData<LedgerRow> MalformedWholeRows { get; } =
    [
        new LedgerRow { Id = Bytes(Id(9)), Method = "/a/B" },
        new LedgerRow { Id = ByteString.CopyFrom(new byte[8]), Method = "/a/B" },
        new LedgerRow { Id = Bytes(Id(1)), Method = new string('a', 513) },
        new LedgerRow { Id = Bytes(Id(1)), Method = "/a/B", State = 256 },
        new LedgerRow { Id = Bytes(Id(1)), Method = "/a/B", RequestDigest = ByteString.CopyFrom(new byte[31]) },
        new LedgerRow { Id = Bytes(Id(1)), Method = "/a/B", ResponseDigest = ByteString.CopyFrom(new byte[64]) },
    ];

    [Theory]
    [MemberData(nameof(MalformedWholeRows))]
    public async Task GetRows_Malformed_IsRefused(LedgerRow row)
        => await Assert.ThrowsAsync<RemoteLedgerException>(() => Ledger(new FakeBackOffice(_ => new GetRowsResponse { Rows = { row } })).GetRowsAsync([Id(1)], CancellationToken.None));

    [Fact]
    public async Task GetRows_TooManyForOneAnswer_AsksForFewer()
    {
        var backOffice = new FakeBackOffice(request => ((GetRowsRequest)request).Ids.Count > 100
            ? throw new HubException(ErrorCatalogue.RegionFailed, ("region", "CN-CQ"), ("region_status", "ResourceExhausted"))
            : new GetRowsResponse { Rows = { ((GetRowsRequest)request).Ids.Select(id => new LedgerRow { Id = id, Method = "/a/B", State = 1, RecordTime = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = long.MaxValue } }) } });
        var ids = Enumerable.Range(0, 700).Select(Id).ToList();
        var rows = await Ledger(backOffice).GetRowsAsync(ids, CancellationToken.None);
        Assert.Equal(ids, rows.Select(row => row.Id));
        Assert.Null(rows[0].RecordTime);
        Assert.All(backOffice.Requests, request => Assert.InRange(((GetRowsRequest)request).Ids.Count, 1, RemoteLedger.MaxIds));
    }

    [Fact]
    public async Task Sketch_NotOffered_IsNull_AndOfAnotherSizeIsRefused()
    {
        var none = new FakeBackOffice(_ => throw new HubException(ErrorCatalogue.RegionFailed, ("region", "CN-CQ"), ("region_status", "Unimplemented")));
        Assert.Null(await Ledger(none).SketchAsync([Day], 10, CancellationToken.None));
        var small = new FakeBackOffice(_ => new SketchResponse { Cells = ByteString.CopyFrom(new byte[160 * 9]) });
        await Assert.ThrowsAsync<RemoteLedgerException>(() => Ledger(small).SketchAsync([Day], 10, CancellationToken.None));
        var right = new FakeBackOffice(_ => new SketchResponse { Cells = ByteString.CopyFrom(new byte[160 * 10]) });
        Assert.Equal(10, (await Ledger(right).SketchAsync([Day], 10, CancellationToken.None))?.CellsPerTable);
    }

    [Fact]
    public async Task Snapshot_Another_IsAChange()
    {
        byte snapshot = 0;
        var ledger = Ledger(new FakeBackOffice(_ => new ListRowsResponse { Snapshot = ByteString.CopyFrom(snapshot) }));
        await ledger.ListRowsAsync(Day, 3, CancellationToken.None);
        await ledger.ListRowsAsync(Day, 3, CancellationToken.None);
        snapshot = 1;
        Assert.True((await Assert.ThrowsAsync<RemoteLedgerException>(() => ledger.ListRowsAsync(Day, 3, CancellationToken.None))).IsChange);
    }

    [Fact]
    public async Task AnswerThatCannotBeRead_IsMalformed_AndARegionThatIsDownIsNot()
    {
        var unreadable = new FakeBackOffice(_ => throw new HubException(ErrorCatalogue.RegionAnswerInvalid, ("region", "CN-CQ"), ("problem", "it is no message of the contract")));
        await Assert.ThrowsAsync<RemoteLedgerException>(() => Ledger(unreadable).ListRowsAsync(Day, 3, CancellationToken.None));
        var down = new FakeBackOffice(_ => throw new HubException(ErrorCatalogue.RegionUnreachable, ("region", "CN-CQ")));
        await Assert.ThrowsAsync<HubException>(() => Ledger(down).ListRowsAsync(Day, 3, CancellationToken.None));
    }

    [Fact]
    public async Task Set_IsAskedFor_AndWhoDoesNotKnowItIsSeenByItsAnswer()
    {
        var knowing = new FakeBackOffice(_ => new GetRowsResponse { Set = LedgerSet.Cases });
        Assert.Empty(await Cases(knowing).GetRowsAsync([Id(1)], CancellationToken.None));
        Assert.Equal(LedgerSet.Cases, Assert.IsType<GetRowsRequest>(Assert.Single(knowing.Requests)).Set);

        await Assert.ThrowsAsync<SetNotOfferedException>(() => Cases(new FakeBackOffice(_ => new SummarizeResponse { Ranges = { new RangeSummary { Total = Sums(1) } } })).SummarizeAsync([new RangeQuestion(Day, null)], CancellationToken.None));
        await Assert.ThrowsAsync<SetNotOfferedException>(() => Cases(new FakeBackOffice(_ => new ListRowsResponse())).ListRowsAsync(Day, 3, CancellationToken.None));
        await Assert.ThrowsAsync<RemoteLedgerException>(() => Ledger(new FakeBackOffice(_ => new ListRowsResponse { Set = LedgerSet.Cases })).ListRowsAsync(Day, 3, CancellationToken.None));
    }

    private static RemoteLedger Cases(FakeBackOffice backOffice) => new(backOffice, null, TimeSpan.FromSeconds(1), TimeProvider.System, LedgerSet.Cases);

    private static RemoteLedger Ledger(FakeBackOffice backOffice, byte[]? salt = null) => new(backOffice, salt, TimeSpan.FromSeconds(1), TimeProvider.System);

    private static Guid Id(int second) => ExchangeIds.FirstAt(DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(second));

    private static ByteString Bytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static ByteString Rows(params ReadOnlySpan<int> seconds)
    {
        var bytes = new List<byte>();
        foreach (var second in seconds)
            bytes.AddRange([.. Id(second).ToByteArray(bigEndian: true), 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]);
        return ByteString.CopyFrom([.. bytes]);
    }

    private static Wire.RangeFingerprint Sums(ulong count) => new() { Count = count, Sum0 = 2 * count, Sum1 = count * uint.MaxValue };
}
