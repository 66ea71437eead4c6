using System.Security.Cryptography;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Grpc.Core;
using IdRange = ExchangeHub.Reconciliation.IdRange;
using RangeQuestion = ExchangeHub.Contracts.Reconciliation.V1.RangeQuestion;

namespace ExchangeHub.Client.Tests.Reconciliation;

/// <summary>The states of cases, as rows of a set of their own.</summary>
public class RegionCaseTests
{
    private static readonly DateTimeOffset Begin = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RegionCaseState[] States = [.. Enumerable.Range(0, 20).Reverse().Select(i => new RegionCaseState(At(i), (CaseState)(1 + i % 10), At(100 + i), Begin.AddSeconds(i)))];
    private static readonly IdRange All = new(At(0), At(50));

    private readonly Reader _reader = new();
    private readonly RegionLedgerEndpoint _endpoint;

    public RegionCaseTests() => _endpoint = new RegionLedgerEndpoint(new MemoryLedger([]), _reader);

    /// <summary>As the contract describes the row, without the library's own helper.</summary>
    [Fact]
    public async Task GetRows_OfCases_SayTheStateAndTheEvent()
    {
        var response = await _endpoint.GetRows(new GetRowsRequest { Ids = { Bytes(At(3)), Bytes(At(1)), Bytes(At(40)) }, Set = LedgerSet.Cases }, new FakeContext("/test"));

        Assert.Equal(LedgerSet.Cases, response.Set);
        Assert.Equal([Bytes(At(1)), Bytes(At(3))], response.Rows.Select(row => row.Id));
        var row = response.Rows[1];
        Assert.Equal(("exchangehub.notary.v1.Case", 4u, 0), (row.Method, row.State, row.RequestDigest.Length));
        Assert.Equal(SHA256.HashData(At(103).ToByteArray(bigEndian: true)), row.ResponseDigest);
        Assert.Equal(Begin.AddSeconds(3), row.RecordTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task Summarize_OfCases_SumsTheirFingerprints_ByOneReading()
    {
        var request = new SummarizeRequest { Ranges = { new RangeQuestion { FirstId = Bytes(All.First), BoundId = Bytes(All.Bound), PartCount = 8 } }, Set = LedgerSet.Cases };

        var response = await _endpoint.Summarize(request, new FakeContext("/test"));

        var rows = States.Select(state => CanonicalRow.Fingerprint(state.CaseId, "exchangehub.notary.v1.Case", (byte)state.State, [], SHA256.HashData(state.EventId.ToByteArray(bigEndian: true)))).ToList();
        var total = Assert.Single(response.Ranges).Total;
        Assert.Equal((LedgerSet.Cases, 20UL, (ulong)rows.Sum(row => row.Limb0), (ulong)rows.Sum(row => row.Limb3)), (response.Set, total.Count, total.Sum0, total.Sum3));
        Assert.Equal(20UL, (ulong)response.Ranges[0].Parts.Sum(part => (long)part.Total.Count));
        Assert.Equal([All], _reader.Asked);
    }

    [Fact]
    public async Task ListRows_OfCases_AreInTheirOrder_PageByPage()
    {
        var request = new ListRowsRequest { FirstId = Bytes(All.First), BoundId = Bytes(All.Bound), MaxRows = 15, Set = LedgerSet.Cases };

        var first = await _endpoint.ListRows(request, new FakeContext("/test"));
        request.FirstId = first.NextId;
        var second = await _endpoint.ListRows(request, new FakeContext("/test"));

        Assert.Equal((15 * 32, 5 * 32, LedgerSet.Cases), (first.Rows.Length, second.Rows.Length, second.Set));
        Assert.Equal(Bytes(At(15)), first.NextId);
    }

    [Fact]
    public async Task CasesWithoutAReader_AndSetsThatNobodyKnows_AreUnimplemented()
    {
        var ledgerOnly = new RegionLedgerEndpoint(new MemoryLedger([]));
        var request = new SummarizeRequest { Ranges = { new RangeQuestion { FirstId = Bytes(All.First), BoundId = Bytes(All.Bound) } }, Set = LedgerSet.Cases };
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => ledgerOnly.Summarize(request, new FakeContext("/test")))).StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => ledgerOnly.GetRows(new GetRowsRequest { Ids = { Bytes(At(1)) }, Set = LedgerSet.Cases }, new FakeContext("/test")))).StatusCode);
        request.Set = (LedgerSet)99;
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => _endpoint.Summarize(request, new FakeContext("/test")))).StatusCode);
    }

    private static Guid At(int second)
    {
        var id = Guid.CreateVersion7(Begin.AddSeconds(second)).ToByteArray(bigEndian: true);
        id.AsSpan(6).Clear();
        return new Guid(id, bigEndian: true);
    }

    private static ByteString Bytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private sealed class Reader : IRegionCaseReader
    {
        public List<IdRange> Asked { get; } = [];

        public ValueTask<IReadOnlyList<RegionCaseState>> CasesAsync(IdRange range, CancellationToken cancellationToken)
        {
            Asked.Add(range);
            return ValueTask.FromResult<IReadOnlyList<RegionCaseState>>([.. States.Where(state => state.CaseId >= range.First && state.CaseId < range.Bound)]);
        }
    }
}
