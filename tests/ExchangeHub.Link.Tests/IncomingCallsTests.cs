using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace ExchangeHub.Link.Tests;

/// <summary>The calls that the other side makes: each gets one result, whatever it is.</summary>
public class IncomingCallsTests : LinkTest
{
    [Fact]
    public async Task Call_Answered_SeesDeadlineHeadersAndPeer()
    {
        IncomingCall? seen = null;
        await OpenAsync(call =>
        {
            seen = call;
            return EchoAsync(call);
        });
        var call = CallFrame(7);
        call.Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(3));
        call.Headers.Add(new Header { Name = "accept-language", Value = "en" });

        await SendAsync(new Frame { Call = call });

        var result = (await ReadAsync()).Result;
        Assert.Equal((7ul, 0), (result.CallId, result.StatusCode));
        Assert.Equal(Question, OfficeReference.Parser.ParseFrom(result.Response));
        Assert.Equal(("/test.v1.Service/Ask", "test", "en"), (seen!.Method, seen.Peer, seen.RequestHeaders.GetValue("accept-language")));
        Assert.Equal(Clock.GetUtcNow().UtcDateTime.AddSeconds(3), seen.Deadline);
    }

    [Fact]
    public async Task Call_ManyAtOnce_AreAnsweredInAnyOrder()
    {
        var first = new TaskCompletionSource<ByteString>(TaskCreationOptions.RunContinuationsAsynchronously);
        await OpenAsync(call => call.Id == 1 ? first.Task : EchoAsync(call));

        await SendAsync(new Frame { Call = CallFrame(1) }, new Frame { Call = CallFrame(2) });

        Assert.Equal(2ul, (await ReadAsync()).Result.CallId);
        first.SetResult(ByteString.Empty);
        Assert.Equal(1ul, (await ReadAsync()).Result.CallId);
    }

    [Theory]
    [InlineData("known", StatusCode.FailedPrecondition, "not yet")]
    [InlineData("unforeseen", StatusCode.Unknown, "the call failed")]
    [InlineData("set", StatusCode.NotFound, "nobody")]
    [InlineData("unreadable", StatusCode.InvalidArgument, "the request is no message of the contract")]
    [InlineData("too large", StatusCode.ResourceExhausted, "the response has 5000 bytes, the other side takes 4096")]
    public async Task Call_Failed_GetsAStatusWithoutInternals(string how, StatusCode status, string text)
    {
        await OpenAsync(call =>
        {
            call.Status = how == "set" ? new Status(StatusCode.NotFound, "nobody") : Status.DefaultSuccess;
            return how switch
            {
                "known" => throw new RpcException(new Status(StatusCode.FailedPrecondition, "not yet"), new Metadata { { "grpc-status-details-bin", [1, 2, 3] } }),
                "unforeseen" => throw new InvalidOperationException("select * from secrets"),
                "unreadable" => Task.FromResult(OfficeReference.Parser.ParseFrom([0xFF]).ToByteString()),
                "too large" => Task.FromResult(ByteString.CopyFrom(new byte[5000])),
                _ => EchoAsync(call),
            };
        });

        await SendAsync(new Frame { Call = CallFrame(1) });

        var result = (await ReadAsync()).Result;
        Assert.Equal(((int)status, text), (result.StatusCode, result.StatusMessage));
        Assert.Equal(how == "known" ? [1, 2, 3] : [], result.StatusDetails.ToByteArray());
        Assert.Empty(result.Response);
    }

    [Fact]
    public async Task Call_StatusIsVeryLong_TextIsCutAndDetailsAreLeftOut()
    {
        await OpenAsync(_ => throw new RpcException(new Status(StatusCode.Aborted, new string('x', 100_000)), new Metadata { { "grpc-status-details-bin", new byte[100_000] } }));

        await SendAsync(new Frame { Call = CallFrame(1) });

        var result = (await ReadAsync()).Result;
        Assert.Equal((LinkLimits.StatusLength, 0), (result.StatusMessage.Length, result.StatusDetails.Length));
    }

    [Fact]
    public async Task Call_CancelledByTheOtherSide_IsToldSo()
    {
        await OpenAsync(UntilCancelledAsync);

        await SendAsync(new Frame { Call = CallFrame(1) }, new Frame { Cancel = new Cancel { CallId = 1 } }, new Frame { Cancel = new Cancel { CallId = 1 } }, new Frame { Cancel = new Cancel { CallId = 99 } });

        Assert.Equal((1ul, (int)StatusCode.Cancelled), ((await ReadAsync()).Result is var result ? result.CallId : 0, result.StatusCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_DeadlinePasses_IsToldSo(bool handlerSaysCancelled)
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await OpenAsync(async call =>
        {
            began.SetResult();
            var end = await Record.ExceptionAsync(() => UntilCancelledAsync(call));
            throw handlerSaysCancelled ? new RpcException(Grpc.Core.Status.DefaultCancelled) : end;
        });
        var call = CallFrame(1);
        call.Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(2));

        await SendAsync(new Frame { Call = call });
        await began.Task;
        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((int)StatusCode.DeadlineExceeded, (await ReadAsync()).Result.StatusCode);
    }

    [Fact]
    public async Task Call_LinkEnds_IsToldSo()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await OpenAsync(call =>
        {
            call.CancellationToken.Register(gone.SetResult);
            began.SetResult();
            return UntilCancelledAsync(call);
        });
        await SendAsync(new Frame { Call = CallFrame(1) });
        await began.Task;

        Theirs.End();

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Call_OneMoreThanAllowed_IsRefusedAndTheOthersGoOn()
    {
        var go = new TaskCompletionSource<ByteString>(TaskCreationOptions.RunContinuationsAsynchronously);
        await OpenAsync(_ => go.Task, new LinkSettings { MaxCalls = 2 });

        await SendAsync(new Frame { Call = CallFrame(1) }, new Frame { Call = CallFrame(2) }, new Frame { Call = CallFrame(3) });

        var refused = (await ReadAsync()).Result;
        Assert.Equal((3ul, (int)StatusCode.ResourceExhausted), (refused.CallId, refused.StatusCode));
        go.SetResult(ByteString.Empty);
        Assert.Equal([1ul, 2ul], new[] { (await ReadAsync()).Result.CallId, (await ReadAsync()).Result.CallId }.Order());
    }

    [Fact]
    public async Task Call_RequestTooLarge_IsRefused()
    {
        await OpenAsync(settings: new LinkSettings { MaxPayloadBytes = 1024 });
        var call = CallFrame(1);
        call.Request = ByteString.CopyFrom(new byte[1025]);

        await SendAsync(new Frame { Call = call });

        Assert.Equal((int)StatusCode.ResourceExhausted, (await ReadAsync()).Result.StatusCode);
    }

    [Theory]
    [InlineData("", "", 1, StatusCode.InvalidArgument)]
    [InlineData("a name", "x", 1, StatusCode.InvalidArgument)]
    [InlineData("key-bin", "x", 1, StatusCode.InvalidArgument)]
    [InlineData("name", "测试", 1, StatusCode.InvalidArgument)]
    [InlineData("name", "x", 33, StatusCode.ResourceExhausted)]
    public async Task Call_HeadersAreNone_IsRefused(string name, string value, int times, StatusCode status)
    {
        await OpenAsync(call =>
        {
            _ = call.RequestHeaders;
            return EchoAsync(call);
        });
        var call = CallFrame(1);
        call.Headers.AddRange(Enumerable.Repeat(new Header { Name = name, Value = value }, times));

        await SendAsync(new Frame { Call = call });

        Assert.Equal((int)status, (await ReadAsync()).Result.StatusCode);
    }

    [Fact]
    public async Task Call_NumberIsUnderWayAlready_EndsTheLink()
    {
        var session = await OpenAsync(UntilCancelledAsync);

        await SendAsync(new Frame { Call = CallFrame(1) }, new Frame { Call = CallFrame(1) });

        Assert.Equal("a call has no number of its own", await EndOf(session));
    }

    private static async Task<ByteString> UntilCancelledAsync(IncomingCall call)
    {
        await new TaskCompletionSource().Task.WaitAsync(call.CancellationToken);
        return ByteString.Empty;
    }
}
