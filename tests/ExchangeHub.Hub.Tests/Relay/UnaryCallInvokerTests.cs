using System.Net;
using System.Net.Http.Headers;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Relay;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Hub.Tests.Relay;

public class UnaryCallInvokerTests
{
    private const int Limit = 4096;

    private static readonly Method<OfficeReference, OfficeReference> Ask = new(MethodType.Unary, "test.v1.Service", "Ask", Marshaller(), Marshaller());
    private static readonly OfficeReference Question = new() { Uscc = "32519999MD99000101", Name = "测试𠮷" };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero));

    /// <summary>What may be wrong with an answer, and what is made of it.</summary>
    public static TheoryData<string, StatusCode> WrongAnswers => new()
    {
        { "no status", StatusCode.Internal },
        { "status 7", StatusCode.PermissionDenied },
        { "status 99", StatusCode.Unknown },
        { "status word", StatusCode.Unknown },
        { "nothing but a status", StatusCode.NotFound },
        { "nothing", StatusCode.Internal },
        { "half a prefix", StatusCode.Internal },
        { "half a message", StatusCode.Internal },
        { "two messages", StatusCode.Internal },
        { "compressed", StatusCode.Internal },
        { "too large", StatusCode.Internal },
        { "no message", StatusCode.Internal },
        { "html", StatusCode.Internal },
        { "http 404", StatusCode.Unimplemented },
        { "http 503", StatusCode.Unavailable },
        { "http 302", StatusCode.Unknown },
        { "connection refused", StatusCode.Unavailable },
        { "connection broken", StatusCode.Unavailable },
        { "stream refused", StatusCode.Unavailable },
        { "stream reset", StatusCode.Internal },
        { "time to connect over", StatusCode.Unavailable },
    };

    [Fact]
    public async Task AsyncUnaryCall_Answered_SendsAndReadsByTheProtocol()
    {
        HttpRequestMessage? sent = null;
        byte[] body = [];
        var invoker = Invoker(async request =>
        {
            sent = request;
            body = await request.Content!.ReadAsByteArrayAsync();
            return Answer(body, status: "0");
        });

        var answer = await CallAsync(invoker, new CallOptions(new Metadata { { "traceparent", "00-1" }, { "key-bin", [1, 2] } }, _clock.GetUtcNow().UtcDateTime.AddMilliseconds(1500)));

        Assert.Equal(Question, answer);
        Assert.Equal((HttpMethod.Post, "https://region.test/test.v1.Service/Ask", HttpVersion.Version20), (sent!.Method, sent.RequestUri!.ToString(), sent.Version));
        Assert.Equal("application/grpc", sent.Content!.Headers.ContentType!.ToString());
        Assert.Equal(("trailers", "1500m", "00-1", "AQI="), (Header(sent, "te"), Header(sent, "grpc-timeout"), Header(sent, "traceparent"), Header(sent, "key-bin")));
        Assert.Equal([0, 0, 0, 0, (byte)Question.CalculateSize(), .. Question.ToByteArray()], body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(Limit - 3)]
    public async Task AsyncUnaryCall_AnswerInPieces_IsReadWhole(int nameLength)
    {
        var answer = new OfficeReference { Name = new string('x', nameLength) };
        var invoker = Invoker(_ => Task.FromResult(Answer(Framed(answer.ToByteArray()), "0", pieces: true)));

        Assert.Equal(answer, await CallAsync(invoker));
    }

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task AsyncUnaryCall_WrongAnswer_IsAStatus(string kind, StatusCode code)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(Invoker(_ => Task.FromResult(Wrong(kind)))));

        Assert.Equal(code, error.StatusCode);
    }

    [Fact]
    public async Task AsyncUnaryCall_StatusWithAMessage_IsUnescaped()
    {
        var response = Answer([], "5");
        response.TrailingHeaders.Add("grpc-message", "%E6%B5%8B%E8%AF%95 100%25");

        Assert.Equal("测试 100%", (await Assert.ThrowsAsync<RpcException>(() => CallAsync(Invoker(_ => Task.FromResult(response))))).Status.Detail);
    }

    [Fact]
    public async Task AsyncUnaryCall_DeadlineOver_IsNotSent()
    {
        var invoker = Invoker(_ => throw new InvalidOperationException("sent"));

        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(invoker, new CallOptions(deadline: _clock.GetUtcNow().UtcDateTime)));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task AsyncUnaryCall_NoAnswerUntilTheDeadline_IsDeadlineExceeded()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(Invoker(NeverAsync), new CallOptions(deadline: _clock.GetUtcNow().UtcDateTime.AddMilliseconds(20))));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task AsyncUnaryCall_Cancelled_IsCancelled()
    {
        using var cancel = new CancellationTokenSource();
        var call = CallAsync(Invoker(NeverAsync), new CallOptions(cancellationToken: cancel.Token));

        await cancel.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
    }

    private static HttpResponseMessage Wrong(string kind) => kind switch
    {
        "no status" => Answer(Framed(Question.ToByteArray()), null),
        "nothing but a status" => OnlyStatus("5"),
        "nothing" => Answer([], "0"),
        "half a prefix" => Answer([0, 0, 0], "0"),
        "half a message" => Answer(Framed(Question.ToByteArray())[..^1], "0"),
        "two messages" => Answer([.. Framed(Question.ToByteArray()), .. Framed(Question.ToByteArray())], "0"),
        "compressed" => Answer([1, 0, 0, 0, 0], "0"),
        "too large" => Answer([0, 0xFF, 0, 0, 0], "0"),
        "no message" => Answer(Framed([0xFF, 0xFF]), "0"),
        "html" => new HttpResponseMessage { Content = new StringContent("<html>") },
        "connection refused" => throw new HttpRequestException(HttpRequestError.ConnectionError),
        "connection broken" => throw new HttpIOException(HttpRequestError.ResponseEnded),
        "stream refused" => throw new HttpRequestException("", new HttpProtocolException(7, "", null)),
        "stream reset" => throw new HttpProtocolException(2, "", null),
        "time to connect over" => throw new TaskCanceledException("", new TimeoutException()),
        _ when kind.StartsWith("http ", StringComparison.Ordinal) => new HttpResponseMessage((HttpStatusCode)int.Parse(kind[5..])),
        _ => Answer([], kind["status ".Length..]),
    };

    private static HttpResponseMessage Answer(byte[] body, string? status, bool pieces = false)
    {
        var response = new HttpResponseMessage { Content = pieces ? new StreamContent(new PiecesStream(body)) : new ByteArrayContent(body) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        if (status is not null)
            response.TrailingHeaders.TryAddWithoutValidation("grpc-status", status);
        return response;
    }

    private static HttpResponseMessage OnlyStatus(string status)
    {
        var response = Answer([], null);
        response.Headers.TryAddWithoutValidation("grpc-status", status);
        return response;
    }

    private static byte[] Framed(byte[] message) => [0, 0, 0, (byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static string Header(HttpRequestMessage request, string name) => request.Headers.NonValidated[name].ToString();

    private static async Task<HttpResponseMessage> NeverAsync(HttpRequestMessage request)
    {
        await new TaskCompletionSource().Task.WaitAsync(Handler.Token.Value);
        throw new InvalidOperationException("never");
    }

    private static Marshaller<OfficeReference> Marshaller() => Marshallers.Create(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => OfficeReference.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private UnaryCallInvoker Invoker(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer)
        => new(new HttpMessageInvoker(new Handler(answer)), new Uri("https://region.test"), Limit, _clock, null!);

    private static async Task<OfficeReference> CallAsync(UnaryCallInvoker invoker, CallOptions options = default) => await invoker.AsyncUnaryCall(Ask, null, options, Question);

    /// <summary>A server that answers what the test wants.</summary>
    private sealed class Handler(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public static readonly AsyncLocal<CancellationToken> Token = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Token.Value = cancellationToken;
            return answer(request);
        }
    }

    /// <summary>Gives at most a few bytes at a time.</summary>
    private sealed class PiecesStream(byte[] bytes) : MemoryStream(bytes)
    {
        private const int Piece = 3;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(Piece, buffer.Length)], cancellationToken);
    }
}
