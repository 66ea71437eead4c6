using System.Text.Json.Nodes;
using ExchangeHub.Domain.Messages;
using Google.Protobuf;

namespace ExchangeHub.Domain.Tests.Messages;

/// <summary>
/// <c>protos/digest-vectors.json</c> is part of the contract. Where one of these fails, the algorithm has changed, and no
/// digest that was ever written down can be recomputed: change the code back, not the file.
/// </summary>
public class DigestVectorTests
{
    private static readonly Dictionary<string, JsonNode> Vectors =
        JsonNode.Parse(File.ReadAllText("digest-vectors.json"))!["vectors"]!.AsArray().ToDictionary(vector => (string)vector!["name"]!, vector => vector!);

    public static TheoryData<string> Names { get; } = [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_Vector_GivesItsDigest(string name)
    {
        var (message, vector) = Read(name);

        Assert.Equal((string?)vector["serialized"], Convert.ToHexStringLower(ExchangeContract.WithoutEnvelope(message).ToByteArray()));
        Assert.Equal((string?)vector["sha256"], Convert.ToHexStringLower(MessageDigest.Compute(message)));
    }

    [Fact]
    public void Vectors_CoverEveryExchangeMessage()
    {
        var covered = Vectors.Values.Select(vector => (string)vector["type"]!);
        Assert.Empty(ExchangeContract.ExchangeMessages.Select(message => message.FullName).Except(covered));
    }

    private static (IMessage Message, JsonNode Vector) Read(string name)
    {
        var vector = Vectors[name];
        var descriptor = ExchangeContract.Message((string)vector["type"]!);
        return (JsonParser.Default.Parse(vector["message"]!.ToJsonString(), descriptor), vector);
    }
}
