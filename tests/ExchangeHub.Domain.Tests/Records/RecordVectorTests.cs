using System.Text.Json.Nodes;
using ExchangeHub.Domain.Records;
using Google.Protobuf;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Domain.Tests.Records;

/// <summary>
/// <c>protos/record-vectors.json</c> is part of the contract. Where one of these fails, the algorithm has changed, and no record
/// that was ever published agrees with its digest: change the code back, not the file.
/// </summary>
public class RecordVectorTests
{
    private static readonly Dictionary<string, JsonNode> Vectors =
        JsonNode.Parse(File.ReadAllText("record-vectors.json"))!["vectors"]!.AsArray().ToDictionary(vector => (string)vector!["name"]!, vector => vector!);

    public static TheoryData<string> Names { get; } = [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_Vector_GivesItsDigest(string name)
    {
        var record = JsonParser.Default.Parse<Record>(Vectors[name]["record"]!.ToJsonString());

        Assert.Equal((string?)Vectors[name]["serialized"], Convert.ToHexStringLower(RecordDigest.Statement(record).ToByteArray()));
        Assert.Equal((string?)Vectors[name]["sha256"], Convert.ToHexStringLower(RecordDigest.Compute(record)));
    }
}
