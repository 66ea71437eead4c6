using System.Security.Cryptography;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Grpc.Core;
using IdRange = ExchangeHub.Reconciliation.IdRange;
using RangeFingerprint = ExchangeHub.Reconciliation.RangeFingerprint;
using RangeQuestion = ExchangeHub.Contracts.Reconciliation.V1.RangeQuestion;

namespace ExchangeHub.Client.Tests.Reconciliation;

public class RegionLedgerEndpointTests
{
    private static readonly DateTimeOffset Begin = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IdRange Day = new(At(0), At(24 * 60 * 60));
    private static readonly byte[] Salt = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    /// <summary>300 rows, two minutes apart; one stands there three times.</summary>
    private static readonly RegionLedgerEntry[] Rows = [.. Enumerable.Range(0, 300).Select(Row), Row(7), Row(7)];

    private readonly MemoryLedger _ledger = new(Rows);

    [Fact]
    public async Task Summarize_WithoutExpectation_DescribesTheRangeWithEveryPartThatHasRows()
    {
        var response = await SummarizeAsync(Question(Day, parts: 64));

        var summary = Assert.Single(response.Ranges);
        Assert.Equal(Sum(Day), Read(summary.Total));
        var parts = RangeParts.Of(Day, 64);
        Assert.Equal(
            parts.Select((part, i) => ((uint)i, Sum(part))).Where(part => part.Item2.Count > 0),
            summary.Parts.Select(part => (part.Index, Read(part.Total))));
        Assert.Equal("s1", response.Snapshot.ToStringUtf8());
        Assert.Equal((1, 1), (_ledger.Opened, _ledger.Closed));
    }

    [Fact]
    public async Task Summarize_AsExpected_SaysTheTotalAlone()
    {
        var question = Question(Day, parts: 64);
        question.Expected = ByteString.CopyFrom(Sum(Day).Check());

        var summary = Assert.Single((await SummarizeAsync(question)).Ranges);

        Assert.Equal(Sum(Day), Read(summary.Total));
        Assert.Empty(summary.Parts);
    }

    [Fact]
    public async Task Summarize_NotAsExpected_LeavesOutPartsThatAre()
    {
        var parts = RangeParts.Of(Day, 64);
        var question = Question(Day, parts: 64);
        question.Expected = ByteString.CopyFrom(new byte[8]);
        question.ExpectedPartSums.AddRange(parts.Select((part, i) => i == 5 ? 1 : unchecked((uint)Sum(part).Sum0)));

        var summary = Assert.Single((await SummarizeAsync(question)).Ranges);

        Assert.Equal((5u, Sum(parts[5])), Assert.Single(summary.Parts.Select(part => (part.Index, Read(part.Total)))));
    }

    [Fact]
    public async Task Summarize_PartWithoutRowsThatWasToHaveSome_IsToldWithZeros()
    {
        var range = new IdRange(At(-3600), Day.Bound);
        var question = Question(range, parts: 64);
        question.ExpectedPartSums.AddRange(RangeParts.Of(range, 64).Select((part, i) => i == 1 ? 7 : unchecked((uint)Sum(part).Sum0)));

        var summary = Assert.Single((await SummarizeAsync(question)).Ranges);

        Assert.Equal((1u, default(RangeFingerprint)), Assert.Single(summary.Parts.Select(part => (part.Index, Read(part.Total)))));
    }

    [Fact]
    public async Task Summarize_ManyRanges_AreAnsweredInTheirOrder()
    {
        IdRange[] ranges = [new(At(0), At(600)), new(At(600), At(600)), new(At(1200), At(1800)), new(At(7200), Guid.AllBitsSet)];

        var response = await SummarizeAsync([.. ranges.Select(range => Question(range))]);

        Assert.Equal(ranges.Select(Sum), response.Ranges.Select(summary => Read(summary.Total)));
        Assert.All(response.Ranges, summary => Assert.Empty(summary.Parts));
    }

    [Fact]
    public async Task Summarize_Salted_SumsFingerprintsThatAreComputedAnew()
    {
        var request = new SummarizeRequest { Ranges = { Question(Day, parts: 8) }, Salt = ByteString.CopyFrom(Salt) };

        var summary = Assert.Single((await new RegionLedgerEndpoint(_ledger).Summarize(request, Context())).Ranges);

        Assert.Equal(Salted(Day), Read(summary.Total));
        Assert.Equal(
            RangeParts.Of(Day, 8).Select((part, i) => ((uint)i, Salted(part))).Where(part => part.Item2.Count > 0),
            summary.Parts.Select(part => (part.Index, Read(part.Total))));
    }

    [Fact]
    public void Summarize_LargestAnswer_IsBelow256KiB()
    {
        var response = new SummarizeResponse { Snapshot = ByteString.CopyFrom(new byte[32]) };
        var largest = RegionLedgerMessages.Message(new RangeFingerprint(int.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue));
        for (var i = 0; i < RegionLedgerLimits.Ranges; i++)
        {
            var summary = new Contracts.Reconciliation.V1.RangeSummary { Total = largest };
            for (var part = 0; part < RegionLedgerLimits.Parts / RegionLedgerLimits.Ranges; part++)
                summary.Parts.Add(new PartSummary { Index = 1023, Total = largest });
            response.Ranges.Add(summary);
        }
        Assert.InRange(response.CalculateSize(), 200_000, 256 * 1024);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task ListRows_PageByPage_GivesEveryRowOnceAndCopiesTogether(uint maxRows)
    {
        var listed = new List<FingerprintedRow>();
        var first = Day.First;
        ListRowsResponse page;
        do
        {
            page = await new RegionLedgerEndpoint(_ledger).ListRows(new ListRowsRequest { FirstId = Bytes(first), BoundId = Bytes(Day.Bound), MaxRows = maxRows }, Context());
            var rows = ReadRows(page.Rows);
            Assert.True(rows.Count <= maxRows || rows.DistinctBy(row => row.Id).Count() == 1);
            Assert.DoesNotContain(rows, row => listed.Any(before => before.Id == row.Id));
            listed.AddRange(rows);
            if (page.NextId.Length > 0)
                first = new Guid(page.NextId.Span, bigEndian: true);
        }
        while (page.NextId.Length > 0);

        Assert.Equal(_ledger.In(Day).Select(row => new FingerprintedRow(row.Id, row.Fingerprint)), listed);
    }

    [Fact]
    public async Task ListRows_MoreThanAllowed_AreTakenAsTheLargestPage()
    {
        var ledger = new MemoryLedger(Enumerable.Range(0, 7001).Select(Row));

        var page = await new RegionLedgerEndpoint(ledger).ListRows(new ListRowsRequest { FirstId = Bytes(Guid.Empty), BoundId = Bytes(Guid.AllBitsSet), MaxRows = uint.MaxValue }, Context());

        Assert.Equal(7000 * 32, page.Rows.Length);
        Assert.Equal(Row(7000).Id, new Guid(page.NextId.Span, bigEndian: true));
    }

    [Fact]
    public async Task ListRows_MoreCopiesThanAResponseHolds_IsAnErrorAndNotALie()
    {
        var ledger = new MemoryLedger(Enumerable.Repeat(Row(1), 8001));

        var error = await Assert.ThrowsAsync<RpcException>(() => new RegionLedgerEndpoint(ledger).ListRows(
            new ListRowsRequest { FirstId = Bytes(Guid.Empty), BoundId = Bytes(Guid.AllBitsSet), MaxRows = 1 }, Context()));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(1, ledger.Closed);
    }

    [Fact]
    public async Task ListRows_Salted_GivesFingerprintsThatAreComputedAnew()
    {
        var page = await new RegionLedgerEndpoint(_ledger).ListRows(
            new ListRowsRequest { FirstId = Bytes(Day.First), BoundId = Bytes(Day.Bound), MaxRows = 1000, Salt = ByteString.CopyFrom(Salt) }, Context());

        Assert.Equal(_ledger.In(Day).Select(row => new FingerprintedRow(row.Id, Salted(row))), ReadRows(page.Rows));
    }

    [Fact]
    public async Task GetRows_SomeNotThere_GivesTheOthersInOrderWithEveryCopy()
    {
        Guid[] ids = [Rows[9].Id, Guid.AllBitsSet, Rows[7].Id, Rows[9].Id, Guid.Empty];

        var response = await new RegionLedgerEndpoint(_ledger).GetRows(new GetRowsRequest { Ids = { ids.Select(Bytes) } }, Context());

        Assert.Equal([Rows[7].Id, Rows[7].Id, Rows[7].Id, Rows[9].Id], response.Rows.Select(row => new Guid(row.Id.Span, bigEndian: true)));
        var (row, expected) = (response.Rows[3], Rows[9]);
        Assert.Equal((expected.Method, (uint)expected.State, expected.AnswerTime), (row.Method, row.State, row.RecordTime.ToDateTimeOffset()));
        Assert.Equal(expected.Fingerprint, CanonicalRow.Fingerprint(expected.Id, row.Method, (byte)row.State, row.RequestDigest.Span, row.ResponseDigest.Span));
    }

    [Fact]
    public async Task GetRows_MoreThanAResponseHolds_AreRefused()
    {
        var ledger = new MemoryLedger(Enumerable.Repeat(RegionLedgerEntry.ForAnswer(Rows[0].Id, new string('m', 512), new byte[32], new byte[32], Begin), 500));

        var error = await Assert.ThrowsAsync<RpcException>(() => new RegionLedgerEndpoint(ledger).GetRows(new GetRowsRequest { Ids = { Bytes(Rows[0].Id) } }, Context()));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    /// <summary>What stands before each row counts too: of many small ones it is some KiB.</summary>
    [Fact]
    public async Task GetRows_AsManySmallOnesAsAResponseHolds_StayBelow256KiB()
    {
        var row = RegionLedgerEntry.ForAnswer(Rows[0].Id, "/m", [], [], Begin);
        var size = new GetRowsResponse { Rows = { RegionLedgerMessages.Row(row) } }.CalculateSize();
        var most = 256 * 1024 / size;

        var response = await GetAsync(most);
        var error = await Assert.ThrowsAsync<RpcException>(() => GetAsync(most + 1));

        Assert.Equal(most, response.Rows.Count);
        Assert.InRange(response.CalculateSize(), 256 * 1024 - size, 256 * 1024);
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);

        Task<GetRowsResponse> GetAsync(int copies)
            => new RegionLedgerEndpoint(new MemoryLedger(Enumerable.Repeat(row, copies))).GetRows(new GetRowsRequest { Ids = { Bytes(row.Id) } }, Context());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sketch_OfRanges_HasEachOfTheirRows(bool salted)
    {
        IdRange[] ranges = [new(At(0), At(1200)), new(At(2400), At(7200))];
        var request = new SketchRequest { CellsPerTable = 40, Ranges = { ranges.Select(range => new Contracts.Reconciliation.V1.IdRange { FirstId = Bytes(range.First), BoundId = Bytes(range.Bound) }) } };
        if (salted)
            request.Salt = ByteString.CopyFrom(Salt);

        var response = await new RegionLedgerEndpoint(_ledger).Sketch(request, Context());

        var expected = new Sketch(40);
        foreach (var row in ranges.SelectMany(_ledger.In))
            expected.Add(new FingerprintedRow(row.Id, salted ? Salted(row) : row.Fingerprint));
        Assert.Equal(expected.ToBytes(), response.Cells);
    }

    private static Guid At(int seconds) => IdMinutes.FirstId(IdMinutes.Of(Guid.CreateVersion7(Begin.AddSeconds(seconds))));

    private static RegionLedgerEntry Row(int number)
    {
        var id = Bytes(At(120 * number)).ToByteArray();
        SHA256.HashData(BitConverter.GetBytes(number)).AsSpan(0, 10).CopyTo(id.AsSpan(6));
        return RegionLedgerEntry.ForAnswer(new Guid(id, bigEndian: true), "/test/Method", SHA256.HashData(id), SHA256.HashData(SHA256.HashData(id)), Begin.AddSeconds(120 * number));
    }

    private static FakeContext Context() => new FakeContext("/exchangehub.reconciliation.v1.RegionLedgerService/Any");

    private static ByteString Bytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static RangeQuestion Question(IdRange range, uint parts = 0) => new() { FirstId = Bytes(range.First), BoundId = Bytes(range.Bound), PartCount = parts };

    private Task<SummarizeResponse> SummarizeAsync(params RangeQuestion[] questions)
        => new RegionLedgerEndpoint(_ledger).Summarize(new SummarizeRequest { Ranges = { questions } }, Context());

    private RangeFingerprint Sum(IdRange range) => _ledger.In(range).Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint));

    private RangeFingerprint Salted(IdRange range) => _ledger.In(range).Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(Salted(row)));

    private static RowFingerprint Salted(RegionLedgerEntry row)
    {
        var hash = SHA256.HashData([.. Salt, .. CanonicalRow.ToBytes(row.Id, row.Method, row.State, row.RequestDigest, row.ResponseDigest)]);
        var limbs = Enumerable.Range(0, 4).Select(i => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(4 * i))).ToArray();
        return new RowFingerprint(limbs[0], limbs[1], limbs[2], limbs[3]);
    }

    private static RangeFingerprint Read(Contracts.Reconciliation.V1.RangeFingerprint sums) => new((long)sums.Count, (long)sums.Sum0, (long)sums.Sum1, (long)sums.Sum2, (long)sums.Sum3);

    private static List<FingerprintedRow> ReadRows(ByteString bytes)
    {
        Assert.Equal(0, bytes.Length % 32);
        var limb = (int at) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[at..]);
        return [.. Enumerable.Range(0, bytes.Length / 32).Select(i => 32 * i).Select(at => new FingerprintedRow(
            new Guid(bytes.Span.Slice(at, 16), bigEndian: true), new RowFingerprint(limb(at + 16), limb(at + 20), limb(at + 24), limb(at + 28))))];
    }
}
