using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests;

/// <summary>A back office that is down, slow or wrong, whichever way it is reached: the caller is told where it failed, and the ledger too.</summary>
public abstract class RelayFaultTests(string store, BackOfficeWay way) : FunctionalTest(store, way)
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
        if (Way == BackOfficeWay.DialOut)
            await hub.Log.First(RegionUp).WaitAsync(TimeSpan.FromSeconds(30));
        var answer = await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Equal(CertificateFinding.Authentic, answer.Finding);

        var ledger = await hub.LedgerAsync();
        Assert.Equal(101, ledger.Count(entry => entry.Outcome == ExchangeOutcome.NotSent));
        Assert.Equal(ExchangeOutcome.Answered, ledger[^1].Outcome);
    }

    [SkippableFact]
    public async Task VerifyCertificate_RegionHangs_TimesOutBeforeTheCallersDeadline()
    {
        await using var hub = await StartHubAsync((_, options) => options with { Deadlines = new DeadlineOptions { ReserveMs = 7_000 } });
        using var channel = hub.Connect();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Chongqing.OnVerifyCertificate = async (_, context) =>
        {
            using var registration = context.CancellationToken.Register(gone.SetResult);
            await gone.Task;
            throw new RpcException(Status.DefaultCancelled);
        };

        var error = await channel.FailAsync(Questions.VerifyCertificate(), DateTime.UtcNow.AddSeconds(10));

        // The rich error proves that the hub answered before the caller's own deadline struck.
        Assert.Equal((StatusCode.DeadlineExceeded, "REGION_TIMED_OUT"), (error.Code, error.Reason));
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var entry = Assert.Single(await hub.LedgerAsync());
        Assert.Equal(ExchangeOutcome.InDoubt, entry.Outcome);
        Assert.NotNull(entry.RequestDigest);
        Assert.Null(entry.ResponseDigest);
    }

    [SkippableFact]
    public async Task VerifyCertificate_WithDeadline_TravelsShaved()
    {
        // A large reserve: what travels is the time that is left, so the way there adds a little.
        await using var hub = await StartHubAsync((_, options) => options with { Deadlines = new DeadlineOptions { ReserveMs = 4_000 } });
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate()); // The first finds everything cold, and takes its time.
        var deadline = DateTime.UtcNow.AddSeconds(30);

        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate(), deadline: deadline);
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        var received = hub.Chongqing.Received.Skip(1).ToArray();
        Assert.InRange(received[0].Deadline, deadline.AddSeconds(-9), deadline);
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
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await hub.Log.First(1502).WaitAsync(TimeSpan.FromSeconds(30));
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
}

public sealed class RelayFaultTestsOnSqlite() : RelayFaultTests(StoreOptions.Sqlite, BackOfficeWay.DialOut);

public sealed class RelayFaultTestsOnSqliteByLink() : RelayFaultTests(StoreOptions.Sqlite, BackOfficeWay.Link);

public sealed class RelayFaultTestsOnPostgreSql() : RelayFaultTests(StoreOptions.PostgreSql, BackOfficeWay.DialOut);
