using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Link.Tests;

/// <summary>A session of ours, and on the other side either another one or the test itself, frame by frame.</summary>
public abstract class LinkTest : IAsyncLifetime
{
    private static readonly Marshaller<OfficeReference> Marshaller = Marshallers.Create(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => OfficeReference.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    internal static readonly Method<OfficeReference, OfficeReference> Ask = new(MethodType.Unary, "test.v1.Service", "Ask", Marshaller, Marshaller);
    internal static readonly OfficeReference Question = new() { Uscc = "32519999MD99000101", Name = "测试𠮷" };
    internal static readonly Hello DefaultHello = new() { Version = 1, MaxCalls = 4, MaxPayloadBytes = 4096 };

    private readonly List<Task> _running = [];
    private readonly List<LinkSession> _sessions = [];
    private readonly Dictionary<LinkSession, TaskCompletionSource> _opened = [];
    private readonly Queue<Frame> _read = new();

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero));

    /// <summary>The stream of the session that is tested.</summary>
    internal MemoryStreams Ours { get; }

    /// <summary>The stream of the other side.</summary>
    internal MemoryStreams Theirs { get; }

    protected LinkTest() => (Ours, Theirs) = MemoryStreams.Pair();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var session in _sessions)
            session.Close("the test ended");
        await Task.WhenAll(_running).WaitAsync(TimeSpan.FromSeconds(30));
        foreach (var session in _sessions)
            session.Dispose();
    }

    /// <summary>Answers with what it is asked.</summary>
    internal static Task<ByteString> EchoAsync(IncomingCall call) => Task.FromResult(call.Request);

    /// <summary>Starts a session.</summary>
    internal LinkSession Start(Func<IncomingCall, Task<ByteString>>? answer = null, LinkSettings? settings = null, FrameStream? stream = null)
    {
        var session = new LinkSession("test", stream ?? Ours, settings ?? new LinkSettings { EndsStream = true }, answer ?? EchoAsync, Clock, NullLogger.Instance);
        _sessions.Add(session);
        Opened(session, out var opened);
        _running.Add(session.RunAsync(opened, () => null, CancellationToken.None));
        return session;
    }

    /// <summary>Starts a session and says hello to it; completes when it is open.</summary>
    internal async Task<LinkSession> OpenAsync(Func<IncomingCall, Task<ByteString>>? answer = null, LinkSettings? settings = null, Hello? hello = null)
    {
        var session = Start(answer, settings);
        await SendAsync(new Frame { Hello = hello ?? DefaultHello });
        Assert.NotNull((await ReadAsync()).Hello);
        await _opened[session].Task.WaitAsync(TimeSpan.FromSeconds(30));
        return session;
    }

    internal Task UntilOpenAsync(params LinkSession[] sessions) => Task.WhenAll(sessions.Select(session => _opened[session].Task)).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Completes when the session has ended, and says why.</summary>
    internal async Task<string> EndOf(LinkSession session)
    {
        await _running[_sessions.IndexOf(session)].WaitAsync(TimeSpan.FromSeconds(30));
        return session.Problem!;
    }

    internal Task SendAsync(params Frame[] frames) => Theirs.WriteAsync(frames);

    /// <summary>The next frame that the session sent, heartbeats left out.</summary>
    internal async Task<Frame> ReadAsync()
    {
        while (true)
        {
            while (_read.TryDequeue(out var frame))
            {
                if (frame.Ping is null)
                    return frame;
            }
            var frames = await Theirs.ReadAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)) ?? throw new InvalidOperationException("The stream has ended.");
            foreach (var frame in frames)
                _read.Enqueue(frame);
        }
    }

    internal static async Task<OfficeReference> AskAsync(LinkSession session, CallOptions options = default) => await session.Invoker.AsyncUnaryCall(Ask, null, options, Question);

    internal static Call CallFrame(ulong id) => new() { CallId = id, Method = Ask.FullName, Request = Question.ToByteString() };

    internal static LinkFailure? FailureOf(RpcException error) => (error.Status.DebugException as LinkException)?.Failure;

    private void Opened(LinkSession session, out Action opened)
    {
        var source = _opened[session] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        opened = () => source.TrySetResult();
    }
}
