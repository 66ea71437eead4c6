using System.Text.Json.Nodes;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Interop.Tools;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Google.Rpc;

namespace ExchangeHub.Interop;

/// <summary>The hub through <c>buf curl</c>: a client in Go that knows the contract from the protos, or from reflection.</summary>
[Collection(WithContract.Name)]
public class BufTests(Contract contract)
{
    private const string VerifyCertificate = "exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate";

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task VerifyCertificate_AskedByBuf_IsAnswered()
    {
        await using var hub = await OutsideHub.StartAsync();
        var question = hub.Write(Questions.VerifyCertificate());

        var finished = await CurlAsync(hub, "office", VerifyCertificate, "--schema", contract.Image, "-d", $"@{question}");

        var answer = JsonNode.Parse(finished.Succeeded())!;
        Assert.Equal("CERTIFICATE_FINDING_AUTHENTIC", (string?)answer["finding"]);
        Assert.Equal("cq-back-office", (string?)answer["receipt"]!["responder"]!["participantId"]);
        Assert.Equal(Assert.Single(await hub.Hub.LedgerAsync()).Id.ToString(), (string?)answer["receipt"]!["exchangeId"]);
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task VerifyCertificate_WithViolations_TellsBufAllOfThemInChinese()
    {
        await using var hub = await OutsideHub.StartAsync();
        var question = hub.Write(new VerifyCertificateRequest { Header = Questions.Header(), Title = "委托" });

        var finished = await CurlAsync(hub, "office", VerifyCertificate, "--schema", contract.Image, "-d", $"@{question}", "-H", "accept-language: zh-CN");

        Assert.NotEqual(0, finished.ExitCode);
        var error = JsonNode.Parse(finished.Errors)!;
        Assert.Equal("invalid_argument", (string?)error["code"]);
        Assert.Equal("REQUEST_INVALID", Detail(error, ErrorInfo.Parser).Reason);
        var violations = Detail(error, BadRequest.Parser).FieldViolations;
        Assert.Equal(["certificate_number", "issue_date", "issuing_office_name", "party", "reason"], violations.Select(violation => violation.Field).Order());
        Assert.Contains(violations, violation => violation.LocalizedMessage is { Locale: "zh-CN", Message: "必填" });
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task Reflection_AsOperator_ListsTheServices()
    {
        await using var hub = await OutsideHub.StartAsync();

        var finished = await CurlAsync(hub, "operator", "", "--reflect", "--list-services");

        Assert.Contains("exchangehub.notary.v1.NotaryVerificationService", finished.Succeeded());
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task Reflection_AsNotaryOffice_IsRefused()
    {
        await using var hub = await OutsideHub.StartAsync();

        var finished = await CurlAsync(hub, "office", "", "--reflect", "--list-services");

        Assert.NotEqual(0, finished.ExitCode);
        Assert.Contains("permission_denied", finished.Errors);
        Assert.DoesNotContain("NotaryVerificationService", finished.Output);
    }

    private static Task<Finished> CurlAsync(OutsideHub hub, string holder, string path, params string[] more)
    {
        var (certificate, key) = hub.Files(holder);
        return Command.RunAsync(Places.Buf, ["curl", "--protocol", "grpc", "--cacert", hub.Authority, "--cert", certificate, "--key", key,
            "--servername", TestPki.HubName, .. more, $"https://{hub.Address}/{path}"]);
    }

    /// <summary>buf prints details as bytes, in base64 without padding.</summary>
    private static T Detail<T>(JsonNode error, MessageParser<T> parser)
        where T : IMessage<T>, new()
    {
        var detail = error["details"]!.AsArray().Single(detail => (string?)detail!["type"] == new T().Descriptor.FullName)!;
        var value = (string)detail["value"]!;
        return parser.ParseFrom(Convert.FromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '=')));
    }
}
