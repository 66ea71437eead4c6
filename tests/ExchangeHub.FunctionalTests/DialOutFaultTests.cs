using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace ExchangeHub.FunctionalTests;

/// <summary>A back office that the hub calls, and that answers the bare connection or request wrongly, or is an impostor.</summary>
public abstract class DialOutFaultTests(string store) : FunctionalTest(store)
{
    [SkippableFact]
    public async Task VerifyCertificate_RegionAcceptsConnectionsAndSaysNothing_IsUnreachableInTime()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var hub = await StartHubAsync((_, options) => WithEndpoint(options, ((IPEndPoint)silent.LocalEndpoint).Port, "cq-back-office.test"));
        using var channel = hub.Connect();

        var error = await channel.FailAsync(Questions.VerifyCertificate(), DateTime.UtcNow.AddSeconds(20));

        Assert.Equal("REGION_UNREACHABLE", error.Reason);
        Assert.Equal(ExchangeOutcome.NotSent, Assert.Single(await hub.LedgerAsync()).Outcome);

        // Each attempt to connect takes two seconds; those that follow the first don't wait for one.
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 50; i++)
            Assert.Equal("REGION_UNREACHABLE", (await channel.FailAsync(Questions.VerifyCertificate())).Reason);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(50), $"50 refusals took {watch.Elapsed}");
    }

    [SkippableFact]
    public async Task VerifyCertificate_RegionShowsAnotherName_IsUnreachable()
    {
        await using var hub = await StartHubAsync((hub, options) => WithEndpoint(options, hub.Chongqing.Port, "another-name.test"));
        using var channel = hub.Connect();

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal("REGION_UNREACHABLE", error.Reason);
        Assert.Contains("does not carry the name", (await hub.Log.First(1403)).Text);
        Assert.Empty(hub.Chongqing.Received);
    }

    [SkippableFact]
    public async Task VerifyCertificate_RegionShowsAnotherAuthoritysCertificate_IsUnreachable()
    {
        await using var hub = await StartHubAsync();
        await using var impostor = await StubBackOffice.StartAsync(hub.Pki, TestPki.Both(hub.Pki.Sichuan, "cq-back-office"));
        hub.Change(options => WithEndpoint(options, impostor.Port, "cq-back-office.test"));
        hub.Reload();
        using var channel = hub.Connect();

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal("REGION_UNREACHABLE", error.Reason);
        Assert.Empty(impostor.Received);
    }

    [SkippableFact]
    public async Task VerifyCertificate_AnswerThatIsNoMessage_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        hub.Chongqing.OnRaw = context => WriteFrameAsync(context, [0xFF, 0xFF, 0xFF, 0xFF]);

        await AssertInvalidAnswerAsync(hub, channel, "no message of the contract");
    }

    [SkippableFact]
    public async Task VerifyCertificate_AnswerOverTheLimit_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        hub.Chongqing.OnVerifyCertificate = (request, _) =>
        {
            var answer = StubBackOffice.Authentic(request);
            answer.FieldResults.Add(new FieldResult { Field = new string('x', 300_000) });
            return Task.FromResult(answer);
        };

        await AssertInvalidAnswerAsync(hub, channel, "larger than the limit");
    }

    [SkippableFact]
    public async Task VerifyCertificate_AnswerWithoutEnd_IsRefusedWhileItIsStillComing()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var brokenOff = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Chongqing.OnRaw = async context =>
        {
            context.RequestAborted.Register(() => brokenOff.TrySetResult());
            await WriteFrameAsync(context, new byte[1000]);
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[1000], CancellationToken.None);
        };

        await AssertInvalidAnswerAsync(hub, channel, "more than one message");
        await brokenOff.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [SkippableFact]
    public async Task VerifyCertificate_CompressedAnswer_IsRefusedBeforeItIsUnfolded()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        hub.Chongqing.OnRaw = async context =>
        {
            using var packed = new MemoryStream();
            await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
                await gzip.WriteAsync(new byte[10_000_000]);
            context.Response.Headers["grpc-encoding"] = "gzip";
            await WriteFrameAsync(context, packed.ToArray(), compressed: true);
        };

        await AssertInvalidAnswerAsync(hub, channel, "compressed");
    }

    [SkippableFact]
    public async Task VerifyCertificate_RegionBreaksOffWhileItAnswers_IsInDoubt()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        hub.Chongqing.OnRaw = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal("region", error.Side);
        Assert.Contains(Assert.Single(await hub.LedgerAsync()).Outcome, new[] { ExchangeOutcome.InDoubt, ExchangeOutcome.RegionFailed, ExchangeOutcome.AnswerInvalid });
    }

    private static async Task AssertInvalidAnswerAsync(TestHub hub, HubChannel channel, string problem)
    {
        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal((StatusCode.Internal, "REGION_ANSWER_INVALID", "region"), (error.Code, error.Reason, error.Side));
        Assert.Contains(problem, error.Metadata["problem"]);
        Assert.Equal(ExchangeOutcome.AnswerInvalid, Assert.Single(await hub.LedgerAsync()).Outcome);
    }

    private static async Task WriteFrameAsync(HttpContext context, byte[] message, bool compressed = false)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[] { compressed ? (byte)1 : (byte)0, 0, 0, (byte)(message.Length >> 8), (byte)message.Length });
        await context.Response.Body.WriteAsync(message);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static HubOptions WithEndpoint(HubOptions options, int port, string serverName) => options with
    {
        Participants = [.. options.Participants.Select(participant => participant.Id == "cq-back-office"
            ? participant with { Endpoint = new EndpointOptions { Address = $"https://127.0.0.1:{port}", ServerName = serverName } }
            : participant)],
    };
}

public sealed class DialOutFaultTestsOnSqlite() : DialOutFaultTests(StoreOptions.Sqlite);

public sealed class DialOutFaultTestsOnPostgreSql() : DialOutFaultTests(StoreOptions.PostgreSql);
