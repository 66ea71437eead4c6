using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests;

/// <summary>A link's life: it is opened anew by the region, and ended by the hub when its holder is not admitted any more.</summary>
public class LinkLifeTests() : FunctionalTest(StoreOptions.Sqlite, BackOfficeWay.Link)
{
    private const int LinkUp = 2802;
    private const int LinkDown = 1802;
    private const int LinkEnded = 1803;

    [SkippableFact]
    public async Task HubRestarts_RegionConnectsAgainByItself()
    {
        await using var hub = await StartHubAsync();
        var log = new LogSink();
        await using var region = new StubBackOffice();
        await region.OpenLinkAsync(hub.Pki, hub.ChongqingCertificate, hub.Address, log: log);
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        await hub.RestartAsync();

        await UntilAsync(log, LinkUp, times: 2);
        Assert.Equal(CertificateFinding.Authentic, (await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate())).Finding);
        Assert.NotNull(region.Link!.States.Single().ConnectedSince);
        Assert.DoesNotContain(log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [SkippableFact]
    public async Task HubStops_CallUnderWayIsAnsweredFirst()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Chongqing.OnVerifyCertificate = async (request, _) =>
        {
            asked.SetResult();
            await go.Task;
            return StubBackOffice.Authentic(request);
        };
        var asking = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await asked.Task;

        var restarting = hub.RestartAsync();
        go.SetResult();

        Assert.Equal(CertificateFinding.Authentic, (await asking).Finding);
        await restarting;
        Assert.NotNull(await hub.Log.First(LinkEnded));
    }

    [SkippableFact]
    public async Task RegionStops_CallUnderWayIsAnsweredFirstAndThenItIsUnreachable()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Chongqing.OnVerifyCertificate = async (request, _) =>
        {
            asked.SetResult();
            await go.Task;
            return StubBackOffice.Authentic(request);
        };
        var asking = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await asked.Task;

        var stopping = hub.Chongqing.Link!.StopAsync(CancellationToken.None);
        go.SetResult();

        Assert.Equal(CertificateFinding.Authentic, (await asking).Finding);
        await stopping;
        await hub.Log.First(LinkEnded).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("REGION_UNREACHABLE", (await channel.FailAsync(Questions.VerifyCertificate())).Reason);
    }

    [SkippableFact]
    public async Task Reload_ParticipantsCertificateReplaced_LinkIsEndedAtOnce()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        hub.Change(options => options with
        {
            Participants = [.. options.Participants.Select(participant => participant.Id != "cq-back-office" ? participant
                : TestHub.Participant("cq-back-office", "CN-CQ", "back-office", TestPki.Both(hub.Pki.Chongqing, "cq-back-office")) with { Endpoint = participant.Endpoint })],
        });
        hub.Reload();

        Assert.Equal("REGION_UNREACHABLE", (await channel.FailAsync(Questions.VerifyCertificate())).Reason);
        Assert.Contains("CERTIFICATE_NOT_REGISTERED", (await hub.Log.First(LinkDown)).Text);
    }

    [SkippableFact]
    public async Task Reload_SwitchedToDialOutAndBack_TakesEffectWithoutARestart()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        await using var called = await StubBackOffice.StartAsync(hub.Pki, hub.ChongqingCertificate);
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        ReachBy(hub, new EndpointOptions { Address = $"https://127.0.0.1:{called.Port}", ServerName = "cq-back-office.test" });
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Equal((1, 1), (hub.Chongqing.Received.Count, called.Received.Count));

        ReachBy(hub, new EndpointOptions { Link = true });
        await hub.RestartChongqingAsync();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Equal((1, 1), (hub.Chongqing.Received.Count, called.Received.Count));
        Assert.All(await hub.LedgerAsync(), entry => Assert.Equal(ExchangeOutcome.Answered, entry.Outcome));
    }

    [SkippableFact]
    public async Task Region_HubIsNotThereYet_ConnectsWhenItComes()
    {
        await using var hub = await StartHubAsync();
        var stranger = TestPki.Both(hub.Pki.Chongqing, "cq-new");
        var log = new LogSink();
        await using var region = new StubBackOffice();
        await region.StartLinkAsync(hub.Pki, stranger, hub.Address, log: log);
        Assert.Contains("CERTIFICATE_NOT_REGISTERED", (await log.First(2803).WaitAsync(TimeSpan.FromSeconds(30))).Text);
        Assert.Contains("CERTIFICATE_NOT_REGISTERED", region.Link!.States.Single().LastProblem);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await new NotaryVerificationService.NotaryVerificationServiceClient(region.Link.Invoker).VerifyCertificateAsync(Questions.VerifyCertificate()));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);

        hub.Change(options => options with
        {
            Participants = [.. options.Participants.Select(participant => participant.Id != "cq-back-office" ? participant
                : TestHub.Participant("cq-back-office", "CN-CQ", "back-office", hub.ChongqingCertificate, stranger) with { Endpoint = participant.Endpoint })],
        });
        hub.Reload();

        await region.Link.WaitUntilConnectedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Single(region.Received);
    }

    private static void ReachBy(TestHub hub, EndpointOptions endpoint)
    {
        hub.Change(options => options with { Participants = [.. options.Participants.Select(participant => participant.Id == "cq-back-office" ? participant with { Endpoint = endpoint } : participant)] });
        hub.Reload();
    }

    /// <summary>Completes when a line was logged so often.</summary>
    private static async Task UntilAsync(LogSink log, int eventId, int times)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (log.Lines.Count(line => line.Event.Id == eventId) < times)
            await again.WaitForNextTickAsync(timeout.Token);
    }
}
