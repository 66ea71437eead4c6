using System.Text.Json.Nodes;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Interop.Tools;
using ExchangeHub.TestKit;
using Google.Protobuf;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.Interop;

/// <summary>A client and a back office in Node, which know nothing but the protos.</summary>
[Collection(WithContract.Name)]
public class NodeTests
{
    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task VerifyCertificate_AskedByNode_IsAnsweredWithDigestsThatItComputesToo()
    {
        await using var hub = await OutsideHub.StartAsync();

        var finished = await AskAsync(hub, Questions.VerifyCertificate());

        var printed = JsonNode.Parse(finished.Succeeded())!;
        Assert.Equal("CERTIFICATE_FINDING_AUTHENTIC", (string?)printed["answer"]!["finding"]);
        Assert.True((bool?)printed["digestsAgree"]);
        var entry = Assert.Single(await hub.Hub.LedgerAsync());
        Assert.Equal(Convert.ToHexStringLower(entry.RequestDigest!), (string?)printed["receipt"]!["requestDigest"]);
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task VerifyCertificate_WithViolations_TellsNodeAllOfThemInChinese()
    {
        await using var hub = await OutsideHub.StartAsync();

        var finished = await AskAsync(hub, new VerifyCertificateRequest { Header = Questions.Header(), Title = "委托" });

        Assert.Equal(1, finished.ExitCode);
        var error = JsonNode.Parse(finished.Output)!;
        Assert.Equal("INVALID_ARGUMENT", (string?)error["code"]);
        Assert.Equal("REQUEST_INVALID", (string?)error["reason"]);
        Assert.Equal("caller", (string?)error["metadata"]!["side"]);
        Assert.Equal("请求有 5 处不符合要求。", (string?)error["text"]);
        var violations = error["violations"]!.AsArray();
        Assert.Equal(["certificate_number", "issue_date", "issuing_office_name", "party", "reason"], violations.Select(violation => (string?)violation!["field"]).Order());
        Assert.Contains(violations, violation => (string?)violation!["reason"] == "REQUIRED" && (string?)violation["text"] == "必填");
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task VerifyCertificate_AnsweredByNode_IsPassedOnAndInBothLedgersAlike()
    {
        await using var hub = await OutsideHub.StartAsync();
        await using var backOffice = await NodeBackOffice.StartAsync(hub);
        PointTo(backOffice, hub);
        using var channel = hub.Hub.Connect();

        var answer = await new NotaryVerificationServiceClient(channel.Invoker).VerifyCertificateAsync(Questions.VerifyCertificate());

        Assert.Equal(CertificateFinding.Authentic, answer.Finding);
        Assert.Equal(5, answer.FieldResults.Count);
        Assert.Empty(hub.Hub.Chongqing.Received);
        AssertSame(Assert.Single(await hub.Hub.LedgerAsync()), await backOffice.NextRowAsync());
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task QueryWill_AnsweredByNode_IsPassedOnAndInBothLedgersAlike()
    {
        await using var hub = await OutsideHub.StartAsync();
        await using var backOffice = await NodeBackOffice.StartAsync(hub);
        PointTo(backOffice, hub);
        using var channel = hub.Hub.Connect();

        var answer = await new NotaryVerificationServiceClient(channel.Invoker).QueryWillAsync(Questions.QueryWill());

        Assert.Equal(WillFinding.NotFound, answer.Finding);
        AssertSame(Assert.Single(await hub.Hub.LedgerAsync()), await backOffice.NextRowAsync());
    }

    /// <summary>The back office's library drops fields that it doesn't know; its digest is over the bytes, and so holds.</summary>
    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task VerifyCertificate_WithAFieldOfANewerContract_IsInBothLedgersAlike()
    {
        await using var hub = await OutsideHub.StartAsync();
        await using var backOffice = await NodeBackOffice.StartAsync(hub);
        PointTo(backOffice, hub);
        using var channel = hub.Hub.Connect();
        byte[] newer = [.. Questions.VerifyCertificate().ToByteArray(), (15 << 3) | 2, 1, (byte)'x'];

        await new NotaryVerificationServiceClient(channel.Invoker).VerifyCertificateAsync(VerifyCertificateRequest.Parser.ParseFrom(newer));

        AssertSame(Assert.Single(await hub.Hub.LedgerAsync()), await backOffice.NextRowAsync());
    }

    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task VerifyCertificate_AskedOfNodeByAnOperatorOfTheHub_IsRefused()
    {
        await using var hub = await OutsideHub.StartAsync();
        await using var backOffice = await NodeBackOffice.StartAsync(hub);
        var question = hub.Write(Questions.VerifyCertificate());
        var (certificate, key) = hub.Files("operator");
        var authority = hub.Hub.FileName("CN-CQ-ca.pem");

        var finished = await Command.RunAsync("node", "ask.js", "--hub", $"127.0.0.1:{backOffice.Port}", "--server-name", "cq-back-office.test",
            "--ca", authority, "--cert", certificate, "--key", key, question);

        Assert.Equal("UNAUTHENTICATED", (string?)JsonNode.Parse(finished.Output)!["code"]);
    }

    private static Task<Finished> AskAsync(OutsideHub hub, IMessage question)
    {
        var (certificate, key) = hub.Files("office");
        return Command.RunAsync("node", "ask.js", "--hub", hub.Address, "--server-name", TestPki.HubName,
            "--ca", hub.Authority, "--cert", certificate, "--key", key, hub.Write(question));
    }

    /// <summary>Has the hub ask the Node back office for Chongqing from now on.</summary>
    private static void PointTo(NodeBackOffice backOffice, OutsideHub hub)
    {
        hub.Hub.Change(options => options with
        {
            Participants = [.. options.Participants.Select(participant => participant.Endpoint is { } endpoint
                ? participant with { Endpoint = endpoint with { Address = $"https://127.0.0.1:{backOffice.Port}" } }
                : participant)],
        });
        hub.Hub.Reload();
    }

    private static void AssertSame(LedgerEntry ours, NodeRow theirs)
    {
        Assert.Equal((ours.Id, ours.Method, (byte)ours.Outcome), (theirs.Id, theirs.Method, theirs.State));
        Assert.Equal([ours.Fingerprint0, ours.Fingerprint1, ours.Fingerprint2, ours.Fingerprint3], theirs.Fingerprint);
    }
}
