using System.Text.Json.Nodes;
using ExchangeHub.Domain.Records;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Hub.Tests.Exchanges.Sharing;

/// <summary>Fingerprints of <c>protos/record-vectors.json</c>: what a copy adds up to compare it with a feed.</summary>
public class RecordFingerprintTests
{
    private static readonly JsonNode File = JsonNode.Parse(System.IO.File.ReadAllText("record-vectors.json"))!;

    [Fact]
    public void Fingerprint_OfEachLiveRecord_IsThatOfALedgerRow()
    {
        var vectors = File["vectors"]!.AsArray().Where(vector => vector!["fingerprint"] is not null).ToList();
        var sums = new long[4];
        foreach (var vector in vectors)
        {
            var limbs = Limbs(JsonParser.Default.Parse<Record>(vector!["record"]!.ToJsonString()));
            Assert.Equal(Numbers(vector["fingerprint"]!), limbs);
            sums = [.. sums.Zip(limbs, (sum, limb) => sum + limb)];
        }

        Assert.Equal((int?)File["sums"]!["count"], vectors.Count);
        Assert.Equal(Numbers(File["sums"]!["fingerprint"]!), sums);
    }

    private static long[] Limbs(Record record)
    {
        var fingerprint = CanonicalRow.Fingerprint(Guid.Parse(record.RecordId), DataSets.NameOf(record.DataSet), (byte)record.Operation, RecordDigest.Compute(record), []);
        return [fingerprint.Limb0, fingerprint.Limb1, fingerprint.Limb2, fingerprint.Limb3];
    }

    private static long[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => (long)number!)];
}
