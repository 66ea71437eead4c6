using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace ExchangeHub.FunctionalTests;

/// <summary>A back office that is down, slow, lying or twice: the caller is told where it failed, and the ledger too.</summary>
public abstract class RelayFaultTests(string store) : FunctionalTest(store)
{
    private const int RegionUp = 1402;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VerifyCertificate_RegionDown_FailsFastThenRecoversByItself(bool wasConnected)
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        if (wasConnected)
            await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await hub.Chongqing.DisposeAsync();

        var error = await channel.FailAsync(Questions.VerifyCertificate());
        if (wasConnected && error.Reason == "REGION_UNAVAILABLE")
            error = await channel.FailAsync(Questions.VerifyCertificate()); // The first met the connection while it broke: it may have been sent.
        Assert.Equal((StatusCode.Unavailable, "REGION_UNREACHABLE", "region"), (error.Code, error.Reason, error.Side));
        Assert.Equal("CN-CQ", error.Metadata["region"]);
        Assert.NotNull(error.RetryAfter);

        for (var i = 0; i < 100; i++)
            Assert.Equal("REGION_UNREACHABLE", (await channel.FailAsync(Questions.VerifyCertificate())).Reason);

        await hub.RestartChongqingAsync();
        await hub.Log.First(RegionUp).WaitAsync(TimeSpan.FromSeconds(30));
        var answer = await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Equal(CertificateFinding.Authentic, answer.Finding);

        var ledger = await hub.LedgerAsync();
        Assert.Equal(101, ledger.Count(entry => entry.Outcome == ExchangeOutcome.NotSent));
        Assert.Equal(ExchangeOutcome.Answered, ledger[^1].Outcome);
    }

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
    public async Task VerifyCertificate_RegionHangs_TimesOutBeforeTheCallersDeadline()
    {
        await using var hub = await StartHubAsync((_, options) => options with { Deadlines = new DeadlineOptions { ReserveMs = 4_000 } });
        using var channel = hub.Connect();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Chongqing.OnVerifyCertificate = async (_, context) =>
        {
            using var registration = context.CancellationToken.Register(gone.SetResult);
            await gone.Task;
            throw new RpcException(Status.DefaultCancelled);
        };

        var error = await channel.FailAsync(Questions.VerifyCertificate(), DateTime.UtcNow.AddSeconds(5));

        // The rich error proves that the hub answered before the caller's own deadline struck.
        Assert.Equal((StatusCode.DeadlineExceeded, "REGION_TIMED_OUT"), (error.Code, error.Reason));
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var entry = Assert.Single(await hub.LedgerAsync());
        Assert.Equal(ExchangeOutcome.InDoubt, entry.Outcome);
        Assert.NotNull(entry.RequestDigest);
        Assert.Null(entry.ResponseDigest);
    }

    [SkippableFact]
    public async Task VerifyCertificate_WithDeadline_TravelsShaved()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var deadline = DateTime.UtcNow.AddSeconds(30);

        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate(), deadline: deadline);
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        var received = hub.Chongqing.Received.ToArray();
        Assert.InRange(received[0].Deadline, deadline.AddSeconds(-5), deadline);
        Assert.InRange(received[1].Deadline, DateTime.UtcNow, DateTime.UtcNow.AddSeconds(10));
    }

    [SkippableFact]
    public async Task VerifyCertificate_TooLittleTimeLeft_IsRefusedBeforeTheRegionIsAsked()
    {
        await using var hub = await StartHubAsync((_, options) => options with { Deadlines = new DeadlineOptions { MinimumMs = 5_000 } });
        using var channel = hub.Connect();

        var error = await channel.FailAsync(Questions.VerifyCertificate(), DateTime.UtcNow.AddSeconds(4));

        Assert.Equal((StatusCode.DeadlineExceeded, "DEADLINE_TOO_SHORT", "caller"), (error.Code, error.Reason, error.Side));
        Assert.Empty(hub.Chongqing.Received);
        Assert.Equal(ExchangeOutcome.NotSent, Assert.Single(await hub.LedgerAsync()).Outcome);
    }

    [SkippableFact]
    public async Task VerifyCertificate_CallerGoesAway_IsRecordedAndTheRegionIsTold()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        using var caller = new CancellationTokenSource();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Chongqing.OnVerifyCertificate = async (_, context) =>
        {
            using var registration = context.CancellationToken.Register(gone.SetResult);
            await caller.CancelAsync();
            await gone.Task;
            throw new RpcException(Status.DefaultCancelled);
        };

        var error = await channel.FailAsync(Questions.VerifyCertificate(), cancellationToken: caller.Token);

        Assert.Equal(StatusCode.Cancelled, error.Code);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await hub.Log.First(1502).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(ExchangeOutcome.Cancelled, Assert.Single(await hub.LedgerAsync()).Outcome);
    }

    [SkippableFact]
    public async Task VerifyCertificate_AnswerOfAnotherExchange_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        hub.Chongqing.OnVerifyCertificate = (request, _) =>
        {
            var answer = StubBackOffice.Authentic(request);
            answer.Receipt.ExchangeId = Guid.NewGuid().ToString();
            return Task.FromResult(answer);
        };

        await AssertInvalidAnswerAsync(hub, channel, "another exchange");
    }

    [SkippableFact]
    public async Task VerifyCertificate_AnswerWithoutFinding_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        hub.Chongqing.OnVerifyCertificate = (request, _) => Task.FromResult(new VerifyCertificateResponse
        {
            Receipt = new ExchangeReceipt { ExchangeId = request.Header.ExchangeId },
            Outcome = QueryOutcome.Answered,
        });

        await AssertInvalidAnswerAsync(hub, channel, "finding");
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
    public async Task VerifyCertificate_RegionFails_SaysSoWithoutItsInternals()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        hub.Chongqing.OnVerifyCertificate = (_, _) => throw new RpcException(new Status(StatusCode.Unknown, "select * from secrets"));

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal((StatusCode.Internal, "REGION_FAILED", "Unknown"), (error.Code, error.Reason, error.Metadata["region_status"]));
        Assert.DoesNotContain("secrets", error.Text);
        Assert.Equal(ExchangeOutcome.RegionFailed, Assert.Single(await hub.LedgerAsync()).Outcome);
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

    [SkippableFact]
    public async Task VerifyCertificate_RegionUnavailableOnce_IsAskedAgainByTheClient()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect(attempts: 3);
        var asked = 0;
        hub.Chongqing.OnVerifyCertificate = (request, _) => Interlocked.Increment(ref asked) == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "restarting"))
            : Task.FromResult(StubBackOffice.Authentic(request));
        var request = Questions.VerifyCertificate();

        var answer = await channel.Notary().VerifyCertificateAsync(request);

        // Two exchanges of one request: each attempt stands in the ledger.
        var ledger = await hub.LedgerAsync();
        Assert.Equal([ExchangeOutcome.InDoubt, ExchangeOutcome.Answered], ledger.Select(entry => entry.Outcome));
        Assert.All(ledger, entry => Assert.Equal(request.Header.RequestId, entry.RequestId));
        Assert.Equal(answer.Receipt.ExchangeId, ledger[1].Id.ToString());
    }

    [SkippableFact]
    public async Task VerifyCertificate_RequestInvalid_IsNotAskedAgainByTheClient()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect(attempts: 3);
        var request = Questions.VerifyCertificate();
        request.Title = "";

        await channel.FailAsync(request);

        Assert.Single(await hub.LedgerAsync());
    }

    [SkippableFact]
    public async Task VerifyCertificate_TraceContext_Travels()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate(), new Metadata { { "traceparent", $"00-{TraceId}-00f067aa0ba902b7-01" } });

        Assert.Contains(TraceId, Assert.Single(hub.Chongqing.Received).Headers.GetValue("traceparent"), StringComparison.Ordinal);
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

public sealed class RelayFaultTestsOnSqlite() : RelayFaultTests(StoreOptions.Sqlite);

public sealed class RelayFaultTestsOnPostgreSql() : RelayFaultTests(StoreOptions.PostgreSql);
