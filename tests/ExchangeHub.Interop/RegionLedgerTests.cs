using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeHub.Client.Calls;
using ExchangeHub.Interop.Tools;
using ExchangeHub.Reconciliation;
using ExchangeHub.Server.Conformance;
using ExchangeHub.TestKit;
using Google.Protobuf;
using static ExchangeHub.Contracts.Reconciliation.V1.RegionLedgerService;
using Wire = ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.Interop;

/// <summary>A back office in Node, written after the guide alone, shows its ledger.</summary>
[Collection(WithContract.Name)]
public class RegionLedgerTests
{
    private static readonly IdRange All = new(Guid.Empty, Guid.AllBitsSet);

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task Vectors_ShownByNode_HaveTheSumsOfTheVectors()
    {
        await using var hub = await OutsideHub.StartAsync();
        await using var backOffice = await NodeBackOffice.StartAsync(hub, Path.Combine(Places.Protos, "row-vectors.json"));
        using var channel = Connect(hub, backOffice);
        var sums = JsonNode.Parse(File.ReadAllText(Path.Combine(Places.Protos, "row-vectors.json")))!["sums"]!;

        var response = await new RegionLedgerServiceClient(channel.Invoker).SummarizeAsync(new Wire.SummarizeRequest
        {
            Ranges = { new Wire.RangeQuestion { FirstId = Bytes(All.First), BoundId = Bytes(All.Bound) } },
        });

        var total = Assert.Single(response.Ranges).Total;
        Assert.Equal((ulong)sums["count"]!, total.Count);
        Assert.Equal(sums["fingerprint"]!.AsArray().Select(sum => (ulong)sum!), [total.Sum0, total.Sum1, total.Sum2, total.Sum3]);
    }

    /// <summary>The vectors have rows without digests and with the longest method; 900 more fill pages and parts.</summary>
    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task Conformance_OfNode_PassesEveryCheck()
    {
        await using var hub = await OutsideHub.StartAsync();
        var file = hub.Hub.FileName("rows.json");
        await File.WriteAllTextAsync(file, Rows(900).ToJsonString());
        await using var backOffice = await NodeBackOffice.StartAsync(hub, file);
        using var channel = Connect(hub, backOffice);

        var results = new List<ConformanceResult>();
        await new RegionLedgerConformance(channel.Invoker, All).RunAsync(results.Add, default);

        Assert.Empty(results.Where(result => result.Problem is not null).Select(result => $"{result.English}: {result.Problem!.Message}"));
        Assert.InRange(results.Count, 30, 50);
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task Conformance_AskedOfNodeByAnOperatorOfTheHub_IsRefused()
    {
        await using var hub = await OutsideHub.StartAsync();
        await using var backOffice = await NodeBackOffice.StartAsync(hub);
        var (certificate, key) = hub.Files("operator");
        using var channel = Connect(hub, backOffice, X509Certificate2.CreateFromPemFile(certificate, key));

        var error = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => new RegionLedgerServiceClient(channel.Invoker).GetRowsAsync(new Wire.GetRowsRequest { Ids = { Bytes(Guid.Empty) } }).ResponseAsync);

        Assert.Equal(Grpc.Core.StatusCode.Unauthenticated, error.StatusCode);
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task CaseStates_WhichNodeDoesNotOffer_AreUnimplemented()
    {
        await using var hub = await OutsideHub.StartAsync();
        await using var backOffice = await NodeBackOffice.StartAsync(hub);
        using var channel = Connect(hub, backOffice);

        var error = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => new RegionLedgerServiceClient(channel.Invoker).GetRowsAsync(new Wire.GetRowsRequest { Ids = { Bytes(Guid.Empty) }, Set = Wire.LedgerSet.Cases }).ResponseAsync);

        Assert.Equal(Grpc.Core.StatusCode.Unimplemented, error.StatusCode);
    }

    private static ByteString Bytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static HubChannel Connect(OutsideHub hub, NodeBackOffice backOffice, X509Certificate2? certificate = null) => new(new HubClientOptions
    {
        Address = new Uri($"https://127.0.0.1:{backOffice.Port}"),
        Certificate = certificate ?? X509Certificate2.CreateFromPemFile(hub.Hub.FileName("hub.pem"), hub.Hub.FileName("hub.key")),
        HubTrustAnchors = TestPki.Anchors(hub.Hub.Pki.Chongqing),
        ServerName = "cq-back-office.test",
    });

    /// <summary>The vectors' rows, and others of the same day; one has three copies.</summary>
    private static JsonObject Rows(int count)
    {
        var rows = JsonNode.Parse(File.ReadAllText(Path.Combine(Places.Protos, "row-vectors.json")))!["vectors"]!.DeepClone().AsArray();
        var begin = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < count; i++)
        {
            var number = i is 5 or 6 ? 4 : i;
            var digest = SHA256.HashData(BitConverter.GetBytes(number));
            var id = Guid.CreateVersion7(begin.AddSeconds(95 * number)).ToByteArray(bigEndian: true);
            digest.AsSpan(0, 8).CopyTo(id.AsSpan(8));
            rows.Add(JsonSerializer.SerializeToNode(new
            {
                id = new Guid(id, bigEndian: true),
                method = "/exchangehub.notary.v1.NotaryVerificationService/QueryWill",
                state = 1,
                requestDigest = Convert.ToHexStringLower(digest),
                responseDigest = Convert.ToHexStringLower(SHA256.HashData(digest)),
            }));
        }
        return new JsonObject { ["vectors"] = rows };
    }
}
