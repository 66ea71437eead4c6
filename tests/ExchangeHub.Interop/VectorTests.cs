using System.Text.Json.Nodes;
using ExchangeHub.Interop.Tools;
using ExchangeHub.TestKit;

namespace ExchangeHub.Interop;

/// <summary>The vectors of the contract, computed by JavaScript and by Go. The C# side is tested beside the code that computes them.</summary>
[Collection(WithContract.Name)]
public class VectorTests(Contract contract)
{
    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task Vectors_ComputedByNode_Agree()
    {
        var printed = JsonNode.Parse((await Command.RunAsync("node", "digest.js")).Succeeded())!;

        Assert.Empty(printed["differences"]!.AsArray());
        Assert.Equal(Vectors("digest-vectors.json").Count, (int?)printed["messages"]);
        Assert.Equal(Vectors("row-vectors.json").Count, (int?)printed["rows"]);
        Assert.Equal(Vectors("record-vectors.json").Count, (int?)printed["records"]);
    }

    [NeedsToolFact(Tool.Node)]
    public async Task DrawVectors_ComputedByNode_Agree()
    {
        var printed = JsonNode.Parse((await Command.RunAsync("node", "draw.js")).Succeeded())!;

        Assert.Empty(printed["differences"]!.AsArray());
        Assert.Equal(Vectors("draw-vectors.json").Count, (int?)printed["draws"]);
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task DigestVectors_SerializedByBuf_Agree()
    {
        using var folder = new TestFolder();
        foreach (var vector in Vectors("digest-vectors.json"))
        {
            var message = vector!["message"]!.DeepClone().AsObject();
            message.Remove("header");
            message.Remove("receipt");
            var (json, binary) = (folder.File("message.json"), folder.File("message.binpb"));
            await File.WriteAllTextAsync(json, message.ToJsonString());

            (await Command.RunAsync(Places.Buf, "convert", contract.Image, "--type", (string)vector["type"]!, "--from", json, "--to", binary)).Succeeded();

            Assert.Equal((string?)vector["serialized"], Convert.ToHexStringLower(await File.ReadAllBytesAsync(binary)));
        }
    }

    private static JsonArray Vectors(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Places.Protos, file)))!["vectors"]!.AsArray();
}
