using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Link.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests;

/// <summary>Links that break the rules, or break: the hub drops them, its callers are told the truth, and the ledger too.</summary>
public class LinkFaultTests() : FunctionalTest(StoreOptions.Sqlite)
{
    private const int LinkDown = 1802;

    [SkippableFact]
    public async Task VerifyCertificate_NoLink_FailsFastWithNothingSent()
    {
        await using var hub = await StartAsync();
        using var channel = hub.Connect();

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal((StatusCode.Unavailable, "REGION_UNREACHABLE", "region"), (error.Code, error.Reason, error.Side));
        Assert.NotNull(error.RetryAfter);
        Assert.Equal(ExchangeOutcome.NotSent, Assert.Single(await hub.LedgerAsync()).Outcome);
    }

    [SkippableFact]
    public async Task VerifyCertificate_LinkBreaksUnderWay_IsInDoubtThenUnreachable()
    {
        await using var hub = await StartAsync();
        using var channel = hub.Connect();
        var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);
        var failing = channel.FailAsync(Questions.VerifyCertificate());
        Assert.NotNull((await link.ReadAsync()).Call);

        link.Dispose();

        Assert.Equal((StatusCode.Unavailable, "REGION_UNAVAILABLE"), ((await failing).Code, (await failing).Reason));
        await hub.Log.First(LinkDown).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("REGION_UNREACHABLE", (await channel.FailAsync(Questions.VerifyCertificate())).Reason);
        Assert.Equal([ExchangeOutcome.InDoubt, ExchangeOutcome.NotSent], (await hub.LedgerAsync()).Select(entry => entry.Outcome));
    }

    [SkippableFact]
    public async Task VerifyCertificate_RegionFlaps_EveryCallIsRecordedOnceAndTheLastIsAnswered()
    {
        const int Flaps = 20;
        await using var hub = await StartAsync();
        using var channel = hub.Connect();
        for (var i = 0; i < Flaps; i++)
        {
            using var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);
            var failing = channel.FailAsync(Questions.VerifyCertificate());
            await link.ReadAsync();
            link.Dispose();
            Assert.Equal("REGION_UNAVAILABLE", (await failing).Reason);
        }

        using var good = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);
        var asking = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await AnswerAsync(good);

        await asking;
        Assert.Equal(Flaps, (await hub.LedgerAsync()).Count(entry => entry.Outcome == ExchangeOutcome.InDoubt));
        Assert.Equal(Flaps + 1, (await hub.LedgerAsync()).Count);
    }

    [SkippableFact]
    public async Task VerifyCertificate_HeartbeatStops_LinkIsDroppedAndCallsFailFast()
    {
        await using var hub = await StartAsync(options => options with { Links = new HubLinkOptions { HeartbeatMs = 200, HeartbeatTimeoutMs = 1_000 } });
        using var channel = hub.Connect();
        using var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate); // It answers no ping.

        await link.EndAsync();

        Assert.Contains("heartbeat", (await hub.Log.First(LinkDown).WaitAsync(TimeSpan.FromSeconds(30))).Text);
        Assert.Equal("REGION_UNREACHABLE", (await channel.FailAsync(Questions.VerifyCertificate())).Reason);
    }

    [SkippableFact]
    public async Task VerifyCertificate_AnswerOfACallThatWasNeverMade_LinkIsDropped()
    {
        await using var hub = await StartAsync();
        using var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);

        await link.SendAsync(new Frame { Result = new Result { CallId = 42 } });

        await link.EndAsync();
        Assert.Contains("never made", (await hub.Log.First(LinkDown).WaitAsync(TimeSpan.FromSeconds(30))).Text);
    }

    [SkippableFact]
    public async Task VerifyCertificate_AnsweredTwice_TheFirstCounts()
    {
        await using var hub = await StartAsync();
        using var channel = hub.Connect();
        using var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);
        var asking = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        var result = await AnswerAsync(link);
        await link.SendAsync(result, new Frame { Result = new Result { CallId = result.Result.CallId, StatusCode = 13 } });

        Assert.Equal(CertificateFinding.Authentic, (await asking).Finding);
        var next = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await AnswerAsync(link);
        await next;
    }

    [SkippableTheory]
    [InlineData("over the limit", "larger than the limit")]
    [InlineData("no message", "no message of the contract")]
    [InlineData("another exchange", "another exchange")]
    public async Task VerifyCertificate_WrongAnswer_IsRefusedAndTheLinkGoesOn(string what, string problem)
    {
        await using var hub = await StartAsync();
        using var channel = hub.Connect();
        using var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);
        var failing = channel.FailAsync(Questions.VerifyCertificate());
        var call = (await link.ReadAsync()).Call;

        await link.SendAsync(new Frame
        {
            Result = new Result
            {
                CallId = call.CallId,
                Response = what switch
                {
                    "over the limit" => ByteString.CopyFrom(new byte[(256 * 1024) + 1]),
                    "no message" => ByteString.CopyFrom(0xFF, 0xFF),
                    _ => StubBackOffice.Authentic(new VerifyCertificateRequest { Header = Questions.Header() }).ToByteString(),
                },
            },
        });

        var error = await failing;
        Assert.Equal((StatusCode.Internal, "REGION_ANSWER_INVALID"), (error.Code, error.Reason));
        Assert.Contains(problem, error.Metadata["problem"]);
        Assert.Equal(ExchangeOutcome.AnswerInvalid, Assert.Single(await hub.LedgerAsync()).Outcome);
        var next = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await AnswerAsync(link);
        await next;
    }

    [SkippableFact]
    public async Task VerifyCertificate_MessageLargerThanAnyMayBe_LinkIsDroppedAndCallsAreInDoubt()
    {
        await using var hub = await StartAsync();
        using var channel = hub.Connect();
        using var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);
        var failing = channel.FailAsync(Questions.VerifyCertificate());
        var call = (await link.ReadAsync()).Call;

        // The hub may hang up before all of it has been sent.
        await Record.ExceptionAsync(() => link.SendAsync(new Frame { Result = new Result { CallId = call.CallId, Response = ByteString.CopyFrom(new byte[1 << 20]) } }));

        Assert.Equal("REGION_UNAVAILABLE", (await failing).Reason);
        await hub.Log.First(LinkDown).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [SkippableFact]
    public async Task VerifyCertificate_MoreCallsThanTheRegionTakes_AreRefusedWithNothingSent()
    {
        await using var hub = await StartAsync();
        using var channel = hub.Connect();
        using var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate, maxCalls: 1);
        var first = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        var call = (await link.ReadAsync()).Call;

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal((StatusCode.ResourceExhausted, "REGION_BUSY", "region"), (error.Code, error.Reason, error.Side));
        Assert.NotNull(error.RetryAfter);
        await link.SendAsync(Answer(call));
        await first;
        Assert.Equal([ExchangeOutcome.Answered, ExchangeOutcome.NotSent], (await hub.LedgerAsync()).Select(entry => entry.Outcome));
    }

    [SkippableFact]
    public async Task VerifyCertificate_RegionHangs_SlowsNoOtherRegionAndNoCallBeforeItsLimit()
    {
        await using var hub = await StartAsync(options => options with { Deadlines = new DeadlineOptions { ReserveMs = 7_000 } });
        using var channel = hub.Connect();
        using var link = await RawLink.OpenAsync(hub, hub.ChongqingCertificate, maxCalls: 2);
        var hanging = channel.FailAsync(Questions.VerifyCertificate(), DateTime.UtcNow.AddSeconds(10));
        var call = (await link.ReadAsync()).Call;
        var other = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await AnswerAsync(link);
        await other;

        Assert.Equal("REGION_TIMED_OUT", (await hanging).Reason);
        Assert.Equal(call.CallId, (await link.ReadAsync()).Cancel.CallId);
    }

    [SkippableFact]
    public async Task Connect_TwoLinksOfOneRegion_NewestIsAskedAndTheOlderStandsBy()
    {
        await using var hub = await StartAsync();
        using var channel = hub.Connect();
        using var older = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);
        var old = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        var oldCall = (await older.ReadAsync()).Call;
        var newer = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);

        var asking = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await AnswerAsync(newer);
        await asking;
        await older.SendAsync(Answer(oldCall));
        await old;

        newer.Dispose();
        await hub.Log.First(LinkDown).WaitAsync(TimeSpan.FromSeconds(30));
        asking = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await AnswerAsync(older);
        await asking;
    }

    [SkippableFact]
    public async Task Connect_MoreLinksThanAreKept_TheOldestIsToldGoodbye()
    {
        await using var hub = await StartAsync(options => options with { Links = new HubLinkOptions { PerParticipant = 1 } });
        using var older = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);
        using var newer = await RawLink.OpenAsync(hub, hub.ChongqingCertificate);

        Assert.Equal(GoodbyeReason.Replaced, (await older.ReadAsync()).Goodbye.Reason);
        using var third = RawLink.Start(hub, hub.ChongqingCertificate);
        Assert.Equal("TOO_MANY_CALLS", HubError.From(await Assert.ThrowsAsync<RpcException>(third.EndAsync)).Reason);

        await older.SendAsync(new Frame { Goodbye = new Goodbye { Reason = GoodbyeReason.Answer } });
        await older.EndAsync();
    }

    [SkippableFact]
    public async Task Connect_ByANotaryOffice_IsDeniedAndRecorded()
    {
        await using var hub = await StartAsync();
        using var link = RawLink.Start(hub, hub.Office);

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(link.EndAsync));

        Assert.Equal((StatusCode.PermissionDenied, "ROLE_NOT_PERMITTED"), (error.Code, error.Reason));
        Assert.Equal(("/exchangehub.link.v1.LinkService/Connect", "sc-notary-office"), (Assert.Single(await hub.LedgerAsync()).Method, Assert.Single(await hub.LedgerAsync()).CallerId));
    }

    [SkippableFact]
    public async Task Connect_ByABackOfficeThatIsReachedByDialOut_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var link = RawLink.Start(hub, hub.ChongqingCertificate);

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(link.EndAsync));

        Assert.Equal((StatusCode.FailedPrecondition, "LINK_NOT_CONFIGURED"), (error.Code, error.Reason));
    }

    [SkippableFact]
    public async Task Connect_ByAStranger_IsUnauthenticated()
    {
        await using var hub = await StartAsync();
        using var link = RawLink.Start(hub, TestPki.Both(hub.Pki.Chongqing, "nobody"));

        Assert.Equal("CERTIFICATE_NOT_REGISTERED", HubError.From(await Assert.ThrowsAsync<RpcException>(link.EndAsync)).Reason);
    }

    private Task<TestHub> StartAsync(Func<HubOptions, HubOptions>? change = null)
        => StartHubAsync((_, options) =>
        {
            options = change?.Invoke(options) ?? options;
            return options with
            {
                Participants = [.. options.Participants.Select(participant => participant.Endpoint is null ? participant : participant with { Endpoint = new EndpointOptions { Link = true } })],
            };
        });

    private static async Task<Frame> AnswerAsync(RawLink link)
    {
        var result = Answer((await link.ReadAsync()).Call);
        await link.SendAsync(result);
        return result;
    }

    private static Frame Answer(Call call) => new()
    {
        Result = new Result { CallId = call.CallId, Response = StubBackOffice.Authentic(VerifyCertificateRequest.Parser.ParseFrom(call.Request)).ToByteString() },
    };
}
