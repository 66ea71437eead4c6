using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ExchangeHub.Link.Tests;

/// <summary>The calls that this side makes: how they end, and what the other side may do to them.</summary>
public class OwnCallsTests : LinkTest
{
    [Fact]
    public async Task Call_Answered_TravelsWithDeadlineAndHeaders()
    {
        var session = await OpenAsync();
        var calling = AskAsync(session, new CallOptions(new Metadata { { "traceparent", "00-1" }, { "key-bin", [1] } }, Clock.GetUtcNow().UtcDateTime.AddSeconds(3)));

        var call = (await ReadAsync()).Call;
        await SendAsync(new Frame { Result = new Result { CallId = call.CallId, Response = call.Request } });

        Assert.Equal(Question, await calling);
        Assert.Equal((1ul, "/test.v1.Service/Ask"), (call.CallId, call.Method));
        Assert.Equal(Duration.FromTimeSpan(TimeSpan.FromSeconds(3)), call.Timeout);
        Assert.Equal(new Header { Name = "traceparent", Value = "00-1" }, Assert.Single(call.Headers));
    }

    [Fact]
    public async Task Call_BeforeHello_IsNotSent()
    {
        var session = Start();

        var error = await Assert.ThrowsAsync<RpcException>(() => AskAsync(session));

        Assert.Equal((StatusCode.Unavailable, LinkFailure.NothingSent), (error.StatusCode, FailureOf(error)));
        Assert.NotNull((await ReadAsync()).Hello);
    }

    [Fact]
    public async Task Call_OneMoreThanTheOtherSideTakes_IsNotSent()
    {
        var session = await OpenAsync();
        var calls = Enumerable.Range(0, 4).Select(_ => AskAsync(session)).ToList();

        var error = await Assert.ThrowsAsync<RpcException>(() => AskAsync(session));
        Assert.Equal((StatusCode.ResourceExhausted, LinkFailure.Busy), (error.StatusCode, FailureOf(error)));

        await AnswerAsync(4);
        await Task.WhenAll(calls);
        var next = AskAsync(session);
        await AnswerAsync(1);
        await next;
    }

    [Fact]
    public async Task Call_DeadlinePasses_EndsHereAndIsCancelledThere()
    {
        var session = await OpenAsync(hello: new Hello { Version = 1, MaxCalls = 1, MaxPayloadBytes = 4096 });
        var calling = AskAsync(session, new CallOptions(deadline: Clock.GetUtcNow().UtcDateTime.AddSeconds(2)));
        var call = (await ReadAsync()).Call;

        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => calling)).StatusCode);
        Assert.Equal(call.CallId, (await ReadAsync()).Cancel.CallId);

        // Its place is free when the other side has stopped, and not before.
        Assert.Equal(LinkFailure.Busy, FailureOf(await Assert.ThrowsAsync<RpcException>(() => AskAsync(session))));
        await SendAsync(new Frame { Result = new Result { CallId = call.CallId, StatusCode = 1 } }, new Frame { Ping = new Ping() });
        Assert.NotNull((await ReadAsync()).Pong);
        var next = AskAsync(session);
        await AnswerAsync(1);
        await next;
    }

    [Fact]
    public async Task Call_Cancelled_EndsHereAndIsCancelledThere()
    {
        var session = await OpenAsync();
        using var cancellation = new CancellationTokenSource();
        var calling = AskAsync(session, new CallOptions(cancellationToken: cancellation.Token));
        var call = (await ReadAsync()).Call;

        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => calling)).StatusCode);
        Assert.Equal(call.CallId, (await ReadAsync()).Cancel.CallId);
    }

    [Fact]
    public async Task Call_TimeIsOverOrCallerIsGone_IsNotSent()
    {
        var session = await OpenAsync();

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => AskAsync(session, new CallOptions(deadline: Clock.GetUtcNow().UtcDateTime)))).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => AskAsync(session, new CallOptions(cancellationToken: new CancellationToken(true))))).StatusCode);

        await SendAsync(new Frame { Ping = new Ping() });
        Assert.NotNull((await ReadAsync()).Pong);
    }

    [Fact]
    public async Task Call_Failed_HasStatusTextAndDetails()
    {
        var session = await OpenAsync();
        var calling = AskAsync(session);
        var call = (await ReadAsync()).Call;

        await SendAsync(new Frame { Result = new Result { CallId = call.CallId, StatusCode = 7, StatusMessage = "no", StatusDetails = ByteString.CopyFromUtf8("details") } });

        var error = await Assert.ThrowsAsync<RpcException>(() => calling);
        Assert.Equal((StatusCode.PermissionDenied, "no"), (error.StatusCode, error.Status.Detail));
        Assert.Equal("details"u8.ToArray(), error.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Null(FailureOf(error));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(-1)]
    public async Task Call_AnsweredWithNoStatusOfGrpc_IsUnknown(int status)
    {
        var session = await OpenAsync();
        var calling = AskAsync(session);
        var call = (await ReadAsync()).Call;

        await SendAsync(new Frame { Result = new Result { CallId = call.CallId, StatusCode = status } });

        Assert.Equal(StatusCode.Unknown, (await Assert.ThrowsAsync<RpcException>(() => calling)).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_AnswerIsNoMessageOrTooLarge_IsInternalAndTheLinkGoesOn(bool isTooLarge)
    {
        var session = await OpenAsync(settings: new LinkSettings { MaxPayloadBytes = 1024 });
        var calling = AskAsync(session);
        var call = (await ReadAsync()).Call;

        await SendAsync(new Frame { Result = new Result { CallId = call.CallId, Response = ByteString.CopyFrom(isTooLarge ? new byte[1025] : [0xFF, 0xFF]) } });

        var error = await Assert.ThrowsAsync<RpcException>(() => calling);
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.Equal(isTooLarge ? typeof(InvalidDataException) : typeof(InvalidProtocolBufferException), error.Status.DebugException!.GetType());
        var next = AskAsync(session);
        await AnswerAsync(1);
        await next;
    }

    [Fact]
    public async Task Call_RequestLargerThanTheOtherSideTakes_IsNotSent()
    {
        var session = await OpenAsync();
        var large = new ExchangeHub.Contracts.Exchange.V1.OfficeReference { Name = new string('x', 5000) };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await session.Invoker.AsyncUnaryCall(Ask, null, default, large));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        var next = AskAsync(session);
        await AnswerAsync(1);
        await next;
    }

    [Fact]
    public async Task Result_ComesTwice_IsIgnored()
    {
        var session = await OpenAsync();
        var calling = AskAsync(session);
        var call = (await ReadAsync()).Call;
        var result = new Frame { Result = new Result { CallId = call.CallId, Response = call.Request } };

        await SendAsync(result, result, result);

        Assert.Equal(Question, await calling);
        // Were a second result counted, there would be more places than the other side has.
        var calls = Enumerable.Range(0, 4).Select(_ => AskAsync(session)).ToList();
        Assert.Equal(LinkFailure.Busy, FailureOf(await Assert.ThrowsAsync<RpcException>(() => AskAsync(session))));
        await AnswerAsync(4);
        await Task.WhenAll(calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    public async Task Result_OfACallThatWasNeverMade_EndsTheLinkAndCallsAreInDoubt(long id)
    {
        var session = await OpenAsync();
        var calling = AskAsync(session);
        await ReadAsync();

        await SendAsync(new Frame { Result = new Result { CallId = (ulong)id } });

        Assert.Equal(LinkFailure.BrokenOff, FailureOf(await Assert.ThrowsAsync<RpcException>(() => calling)));
        Assert.Equal("a result came for a call that was never made", await EndOf(session));
        Assert.Equal(LinkFailure.NothingSent, FailureOf(await Assert.ThrowsAsync<RpcException>(() => AskAsync(session))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_EndsOrBreaks_CallsUnderWayAreInDoubtAndNewOnesAreNotSent(bool breaks)
    {
        var session = await OpenAsync();
        var calling = AskAsync(session);
        await ReadAsync();

        Theirs.End(breaks ? new IOException("broken") : null);

        var error = await Assert.ThrowsAsync<RpcException>(() => calling);
        Assert.Equal((StatusCode.Unavailable, LinkFailure.BrokenOff), (error.StatusCode, FailureOf(error)));
        Assert.Equal(breaks ? "broken" : "the other side ended the stream", await EndOf(session));
        Assert.Equal(LinkFailure.NothingSent, FailureOf(await Assert.ThrowsAsync<RpcException>(() => AskAsync(session))));
    }

    [Fact]
    public async Task StreamingCall_IsUnimplemented()
    {
        var session = await OpenAsync();

        var error = Assert.Throws<RpcException>(() => session.Invoker.AsyncServerStreamingCall(Ask, null, default, Question));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    private async Task AnswerAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            var call = (await ReadAsync()).Call;
            await SendAsync(new Frame { Result = new Result { CallId = call.CallId, Response = call.Request } });
        }
    }
}
