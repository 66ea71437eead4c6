using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Hub.Relay;

/// <summary>
/// Unary calls straight over HTTP/2, everything else by gRPC's own client. On the way of a query the general client, which
/// is made for streams, retries, compression and interceptors too, costs a tenth of all the hub does (measured, see the
/// benchmarks): here a call is one request with the whole message in it and one answer that is read to its end.
/// </summary>
/// <remarks>
/// By the gRPC over HTTP/2 protocol (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md). Every failure is a <see cref="RpcException"/>
/// whose status carries the exception behind it, as gRPC's own client has it. Answers are not compressed, because the
/// request does not say that they may be. Headers and trailers of the answer are not given back: nobody here asks.
/// </remarks>
/// <param name="http">Sends requests; it must give an answer away before its body is read, so no <see cref="HttpClient"/>.</param>
/// <param name="address">The server, without a path.</param>
/// <param name="maxMessageBytes">The largest answer.</param>
/// <param name="clock">The clock that deadlines are measured with.</param>
/// <param name="others">Makes the calls that are not unary.</param>
internal sealed class UnaryCallInvoker(HttpMessageInvoker http, Uri address, int maxMessageBytes, TimeProvider clock, CallInvoker others) : CallInvoker
{
    private const string UserAgent = "exchangehub";

    /// <summary>The longest time that the header can say is 99,999,999 of its unit; a longer deadline is not sent.</summary>
    private const long MaxTimeoutMs = 99_999_999;

    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => new(CallAsync(method, options, request), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => others.BlockingUnaryCall(method, host, options, request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => others.AsyncServerStreamingCall(method, host, options, request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        => others.AsyncClientStreamingCall(method, host, options);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        => others.AsyncDuplexStreamingCall(method, host, options);

    private async Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        var left = options.Deadline is { } deadline && deadline != DateTime.MaxValue ? deadline - clock.GetUtcNow().UtcDateTime : (TimeSpan?)null;
        if (left <= TimeSpan.Zero)
            throw Failed(StatusCode.DeadlineExceeded, "");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        if (left is { } time)
            end.CancelAfter(time);
        try
        {
            using var message = Request(method.FullName, options.Headers, left, GrpcMessage.Write(method.RequestMarshaller, request));
            using var response = await http.SendAsync(message, end.Token);
            CheckHttp(response);
            using var body = await GrpcMessage.ReadAsync(await response.Content.ReadAsStreamAsync(end.Token), maxMessageBytes, end.Token);
            CheckStatus(response);
            return body.Parse(method.ResponseMarshaller);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Explain(error, end.IsCancellationRequested, options.CancellationToken);
        }
    }

    private HttpRequestMessage Request(string path, Metadata? metadata, TimeSpan? left, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = ContentType } },
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation("user-agent", UserAgent);
        if (left is { TotalMilliseconds: < MaxTimeoutMs } time)
            headers.TryAddWithoutValidation("grpc-timeout", Math.Max(1, (long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "m");
        foreach (var entry in metadata ?? Metadata.Empty)
            headers.TryAddWithoutValidation(entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value);
        return request;
    }

    /// <summary>An answer of something that does not speak gRPC, or one that is nothing but a status.</summary>
    private static void CheckHttp(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            throw Failed(OfHttp(response.StatusCode), $"HTTP status {(int)response.StatusCode}");
        if (response.Content.Headers.ContentType?.MediaType is not { } type || !type.StartsWith(ContentType.MediaType!, StringComparison.Ordinal))
            throw Failed(StatusCode.Internal, "the answer is not gRPC");
        if (response.Headers.NonValidated.TryGetValues("grpc-status", out var status) && status.ToString() != "0")
            throw Failed(status.ToString(), response.Headers);
    }

    private static void CheckStatus(HttpResponseMessage response)
    {
        var trailers = response.TrailingHeaders;
        if (!trailers.NonValidated.TryGetValues("grpc-status", out var status))
            throw Failed(StatusCode.Internal, "the answer has no status");
        if (status.ToString() != "0")
            throw Failed(status.ToString(), trailers);
    }

    private static RpcException Failed(string status, HttpHeaders headers)
    {
        var code = int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((StatusCode)number) ? (StatusCode)number : StatusCode.Unknown;
        var detail = headers.NonValidated.TryGetValues("grpc-message", out var message) ? Uri.UnescapeDataString(message.ToString()) : "";
        return Failed(code, detail);
    }

    private static RpcException Explain(Exception error, bool ended, CancellationToken cancellation) => error switch
    {
        _ when cancellation.IsCancellationRequested => Failed(StatusCode.Cancelled, "", error),
        _ when ended => Failed(StatusCode.DeadlineExceeded, "", error),
        InvalidProtocolBufferException or InvalidDataException => Failed(StatusCode.Internal, error.Message, error),
        _ when StreamError(error) is { } code => Failed(code, "the server reset the stream", error),
        HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException => Failed(StatusCode.Unavailable, error.Message, error), // Cancelled by nobody here: the time to connect is over. Disposed of: the connection was replaced by a reload.
        _ => Failed(StatusCode.Internal, error.Message, error),
    };

    /// <summary>What an HTTP/2 error code that ended a stream means, by the protocol's table; null where none did.</summary>
    private static StatusCode? StreamError(Exception error)
        => (error as HttpProtocolException ?? error.InnerException as HttpProtocolException)?.ErrorCode switch
        {
            null => null,
            0x7 => StatusCode.Unavailable, // REFUSED_STREAM
            0x8 => StatusCode.Cancelled, // CANCEL
            0xB => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
            0xC => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
            _ => StatusCode.Internal,
        };

    /// <summary>By github.com/grpc/grpc, doc/http-grpc-status-mapping.md.</summary>
    private static StatusCode OfHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    private static RpcException Failed(StatusCode code, string detail, Exception? cause = null) => new(new Status(code, detail, cause));
}
