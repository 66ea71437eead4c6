using ExchangeHub.Link;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ExchangeHub.Client.Hosting;

/// <summary>How the link to one hub instance stands.</summary>
/// <param name="Address">The hub's address.</param>
/// <param name="ConnectedSince">Since when the link is up (UTC); null while it is not.</param>
/// <param name="LastProblem">Why the last link, or the last attempt, ended; null if there was none.</param>
public sealed record HubLinkState(Uri Address, DateTimeOffset? ConnectedSince, string? LastProblem);

/// <summary>A back office's links: one to every hub instance, opened anew whenever it breaks.</summary>
public sealed class HubLink : IHostedService, IAsyncDisposable
{
    private readonly List<HubLinkConnection> _connections;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    internal HubLink(BackOfficeLinkOptions options, IEnumerable<object> services, Interceptor interceptor, TimeProvider clock, ILogger logger)
    {
        var methods = new UnaryMethods(interceptor);
        foreach (var service in services)
            methods.AddService(service);
        _connections = [.. options.Hubs.Select(hub => new HubLinkConnection(hub, options, methods, clock, logger))];
        Invoker = new AnyLink(_connections).Intercept(headers =>
        {
            headers.Add("accept-language", options.Language);
            return headers;
        });
    }

    /// <summary>
    /// Give this to a generated client, for own calls to the hub; each goes over a link that is up at that moment. Unary calls
    /// only: for streams use <see cref="Calls.HubChannel"/>.
    /// </summary>
    public CallInvoker Invoker { get; }

    /// <summary>How each link stands.</summary>
    public IReadOnlyList<HubLinkState> States => [.. _connections.Select(connection => connection.State)];

    /// <summary>Completes when every hub instance has said hello, now or in the past.</summary>
    public Task WaitUntilConnectedAsync(CancellationToken cancellationToken)
        => Task.WhenAll(_connections.Select(connection => connection.Connected)).WaitAsync(cancellationToken);

    /// <summary>Begins to connect; does not wait until it has.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_connections.Select(connection => connection.RunAsync(_stop.Token)));
        return Task.CompletedTask;
    }

    /// <summary>Says goodbye, and lets the calls under way end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var connection in _connections)
            connection.Stop();
        using var registration = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        await _running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
            await _stop.CancelAsync();
        await _running;
        foreach (var connection in _connections)
            connection.Dispose();
        _stop.Dispose();
    }

    /// <summary>Makes each call over the first link that is up.</summary>
    private sealed class AnyLink(IReadOnlyList<HubLinkConnection> connections) : LinkCallInvoker
    {
        protected override Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
            => connections.FirstOrDefault(connection => connection.Session?.IsOpen == true)?.Session is { } session
                ? session.CallAsync(method, options, request)
                : Task.FromException<TResponse>(new LinkException(LinkFailure.NothingSent, "no link to the hub is up").ToRpcException());
    }
}
