using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Link.Tests;

/// <summary>Hello, heartbeat, goodbye, and how frames are grouped.</summary>
public class LinkSessionTests : LinkTest
{
    [Theory]
    [InlineData(0, 4, 4096, "version 0")]
    [InlineData(2, 4, 4096, "version 2")]
    [InlineData(1, 0, 4096, "the hello allows no calls")]
    [InlineData(1, 10_001, 4096, "the hello allows no calls")]
    [InlineData(1, 4, 1023, "the hello allows no calls")]
    [InlineData(1, 4, 4_194_305, "the hello allows no calls")]
    public async Task Hello_OutOfRange_EndsTheLink(uint version, uint calls, uint bytes, string problem)
    {
        var session = Start();

        await SendAsync(new Frame { Hello = new Hello { Version = version, MaxCalls = calls, MaxPayloadBytes = bytes } });

        Assert.StartsWith(problem, await EndOf(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hello_IsNotTheFirstFrame_EndsTheLink()
    {
        var session = Start();

        await SendAsync(new Frame { Call = CallFrame(1) });

        Assert.Equal("the first frame is no hello", await EndOf(session));
    }

    [Fact]
    public async Task Hello_FromHere_ComesBeforeThePongThatIsDue()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = new List<Frame>();
        var queue = new OutgoingFrames(
            async frames =>
            {
                await gate.Task; // Held at the first frame, so that all that follows is ready together.
                sent.AddRange(frames);
            },
            problem => Assert.Fail(problem));
        queue.TryAdd(new Frame { Goodbye = new Goodbye() });
        queue.TryAdd(new Frame { Hello = DefaultHello });
        queue.AddPong();
        queue.AddPong();

        gate.SetResult();
        await queue.CompleteAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([Frame.KindOneofCase.Goodbye, Frame.KindOneofCase.Hello, Frame.KindOneofCase.Pong], sent.Select(frame => frame.KindCase));
    }

    [Fact]
    public async Task Hello_ComesTwice_EndsTheLink()
    {
        var session = await OpenAsync();

        await SendAsync(new Frame { Hello = DefaultHello });

        Assert.Equal("a second hello came", await EndOf(session));
    }

    [Fact]
    public async Task Hello_NeverComes_EndsTheLink()
    {
        var session = Start();

        for (var i = 0; i < 4; i++)
            Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("the other side said no hello", await EndOf(session));
    }

    [Fact]
    public async Task Frame_OfAnUnknownKind_IsIgnored()
    {
        await OpenAsync();

        await SendAsync(Frame.Parser.ParseFrom([0xFA, 0x01, 0x00]), new Frame(), new Frame { Ping = new Ping() });

        Assert.NotNull((await ReadAsync()).Pong);
    }

    [Fact]
    public async Task Heartbeat_Answered_KeepsTheLink()
    {
        var session = await OpenAsync();

        for (var i = 0; i < 10; i++)
        {
            await SendAsync(new Frame { Pong = new Pong() }, new Frame { Ping = new Ping() });
            Assert.NotNull((await ReadAsync()).Pong); // So the pong before it has been taken too.
            Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.True(session.IsOpen);
    }

    [Fact]
    public async Task Heartbeat_StopsThoughFramesStillCome_EndsTheLinkAndCallsAreInDoubt()
    {
        var session = await OpenAsync();
        var calling = AskAsync(session);
        Assert.NotNull((await ReadAsync()).Call);

        for (var i = 0; i < 4; i++)
        {
            await SendAsync(new Frame { Ping = new Ping() });
            Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal("the other side's heartbeat stopped", await EndOf(session));
        Assert.Equal(LinkFailure.BrokenOff, FailureOf(await Assert.ThrowsAsync<RpcException>(() => calling)));
        Assert.Equal(LinkFailure.NothingSent, FailureOf(await Assert.ThrowsAsync<RpcException>(() => AskAsync(session))));
    }

    [Fact]
    public async Task Pings_ManyWhileNothingIsRead_AreAnsweredByOnePong()
    {
        await OpenAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Ours.Gate = gate.Task;
        await SendAsync(new Frame { Call = CallFrame(1) });

        await SendAsync([.. Enumerable.Repeat(new Frame { Ping = new Ping() }, 10_000), new Frame { Call = CallFrame(2) }]);
        gate.SetResult();

        var pongs = 0;
        for (var results = 0; results < 2 || pongs == 0;)
        {
            var frame = await ReadAsync();
            results += frame.Result is null ? 0 : 1;
            pongs += frame.Pong is null ? 0 : 1;
        }
        Assert.InRange(pongs, 1, 3);
    }

    [Fact]
    public async Task Frames_ReadyTogether_TravelInOneMessage()
    {
        var session = await OpenAsync(hello: new Hello { Version = 1, MaxCalls = 200, MaxPayloadBytes = 4096 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Ours.Gate = gate.Task;
        Ours.Written.Clear();
        var calls = Enumerable.Range(0, 150).Select(_ => AskAsync(session)).ToList();

        gate.SetResult();

        for (var i = 0; i < calls.Count; i++)
        {
            var call = (await ReadAsync()).Call;
            await SendAsync(new Frame { Result = new Result { CallId = call.CallId, Response = call.Request } });
        }
        await Task.WhenAll(calls);
        Assert.True(Ours.Written.Count <= 4, $"150 calls took {Ours.Written.Count} messages");
        Assert.All(Ours.Written, frames => Assert.InRange(frames, 1, LinkLimits.FramesPerMessage));
    }

    [Fact]
    public async Task Frames_Large_DoNotMakeTheMessageLargerThanAgreed()
    {
        const int Payload = 200_000;
        var session = await OpenAsync(hello: new Hello { Version = 1, MaxCalls = 20, MaxPayloadBytes = 256 * 1024 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Ours.Gate = gate.Task;
        Ours.Written.Clear();
        var large = new OfficeReference { Name = new string('x', Payload) };
        var calls = Enumerable.Range(0, 10).Select(async _ => await session.Invoker.AsyncUnaryCall(Ask, null, default, large)).ToList();

        gate.SetResult();

        for (var i = 0; i < calls.Count; i++)
            await SendAsync(new Frame { Result = new Result { CallId = (await ReadAsync()).Call.CallId } });
        await Task.WhenAll(calls);
        Assert.All(Ours.Written, frames => Assert.Equal(1, frames));
    }

    [Fact]
    public async Task OtherSide_SendsCallsAndReadsNothing_EndsTheLinkBeforeTheQueueGrows()
    {
        var session = await OpenAsync(settings: new LinkSettings { MaxCalls = 4 });
        Ours.Gate = new TaskCompletionSource().Task;

        for (ulong id = 1; id <= 500; id++)
            await SendAsync(new Frame { Call = CallFrame(id) });

        Assert.Equal("the other side does not read what it is sent", await EndOf(session));
    }

    [Fact]
    public async Task Write_Fails_EndsTheLink()
    {
        var session = await OpenAsync();
        Ours.Gate = Task.FromException(new IOException("broken pipe"));

        var error = await Assert.ThrowsAsync<RpcException>(() => AskAsync(session));

        Assert.Equal(LinkFailure.BrokenOff, FailureOf(error));
        Assert.Equal("broken pipe", await EndOf(session));
    }

    [Fact]
    public async Task Goodbye_FromHere_LetsCallsUnderWayEndAndTakesNoNewOnes()
    {
        var session = await OpenAsync();
        var calling = AskAsync(session);
        var call = (await ReadAsync()).Call;

        session.SayGoodbye(GoodbyeReason.Stopping);

        Assert.Equal(GoodbyeReason.Stopping, (await ReadAsync()).Goodbye.Reason);
        Assert.Equal(LinkFailure.NothingSent, FailureOf(await Assert.ThrowsAsync<RpcException>(() => AskAsync(session))));
        await SendAsync(new Frame { Goodbye = new Goodbye { Reason = GoodbyeReason.Answer } }, new Frame { Result = new Result { CallId = call.CallId, Response = call.Request } });
        Assert.Equal(Question, await calling);
        await EndOf(session);
        Assert.True(session.EndedPolitely);
    }

    [Fact]
    public async Task Goodbye_FromThere_IsAnsweredAndTheirLastCallGetsItsResult()
    {
        var go = new TaskCompletionSource<ByteString>(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = await OpenAsync(_ => go.Task);

        await SendAsync(new Frame { Call = CallFrame(1) }, new Frame { Goodbye = new Goodbye { Reason = GoodbyeReason.Stopping } });

        Assert.Equal(GoodbyeReason.Answer, (await ReadAsync()).Goodbye.Reason);
        go.SetResult(ByteString.Empty);
        Assert.Equal(1ul, (await ReadAsync()).Result.CallId);
        await EndOf(session);
        Assert.True(session.EndedPolitely);
        Assert.Equal(GoodbyeReason.Stopping, session.TheirGoodbye);
    }

    [Fact]
    public async Task Goodbye_CallsTakeTooLong_EndsTheLink()
    {
        var session = await OpenAsync();
        var calling = AskAsync(session);
        session.SayGoodbye(GoodbyeReason.Stopping);

        for (var i = 0; i < 3; i++)
        {
            await SendAsync(new Frame { Pong = new Pong() });
            Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal("calls under way took too long after the goodbye", await EndOf(session));
        Assert.Equal(LinkFailure.BrokenOff, FailureOf(await Assert.ThrowsAsync<RpcException>(() => calling)));
    }

    [Fact]
    public async Task Goodbye_BeforeHello_EndsTheLinkWithoutEither()
    {
        using var session = new LinkSession("test", Ours, new LinkSettings(), EchoAsync, Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        session.SayGoodbye(GoodbyeReason.Stopping);
        await session.RunAsync(() => { }, () => null, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.False(session.EndedPolitely);
        Assert.Empty(Ours.Written);
    }

    [Fact]
    public async Task Frames_AfterTheLinkHasEnded_AreNotTaken()
    {
        var answered = 0;
        var session = await OpenAsync(call =>
        {
            Interlocked.Increment(ref answered);
            return EchoAsync(call);
        });

        await SendAsync(new Frame { Call = CallFrame(1) }, new Frame { Result = new Result { CallId = 42 } }, new Frame { Call = CallFrame(2) });

        await EndOf(session);
        Assert.InRange(answered, 0, 1);
    }

    [Fact]
    public async Task Sessions_CallEachOther_EveryCallGetsItsOwnAnswer()
    {
        var settings = new LinkSettings { MaxCalls = 64 };
        var one = Start(settings: settings with { EndsStream = true });
        var other = Start(settings: settings, stream: Theirs);
        await UntilOpenAsync(one, other);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(caller => Task.Run(async () =>
        {
            var session = caller % 2 == 0 ? one : other;
            for (var i = 0; i < 200; i++)
            {
                var question = new OfficeReference { Name = $"{caller} {i}" };
                Assert.Equal(question, await session.Invoker.AsyncUnaryCall(Ask, null, new CallOptions(deadline: Clock.GetUtcNow().UtcDateTime.AddMinutes(1)), question));
            }
        })));

        one.SayGoodbye(GoodbyeReason.Stopping);
        Theirs.End();
        await EndOf(one);
    }
}
