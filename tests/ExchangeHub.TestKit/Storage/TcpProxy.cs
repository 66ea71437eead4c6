using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ExchangeHub.TestKit.Storage;

/// <summary>Stands between a client and a server on this machine, and misbehaves when told to: it falls silent, or cuts a connection at any byte.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _sockets = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _toServer = long.MaxValue;
    private long _toClient = long.MaxValue;

    public TcpProxy(int serverPort)
    {
        _serverPort = serverPort;
        _open.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Bytes that have gone to the server and to the client, over all connections.</summary>
    public (long ToServer, long ToClient) Passed { get; private set; }

    /// <summary>Keeps connections, and accepts new ones, but passes nothing on: what a broken network looks like.</summary>
    public void Freeze() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes on again what came meanwhile.</summary>
    public void Thaw() => _open.TrySetResult();

    /// <summary>Closes every connection once so many bytes have gone one way or the other, counted from now.</summary>
    public void CutAfter(long toServer, long toClient = long.MaxValue)
    {
        Passed = default;
        (_toServer, _toClient) = (toServer, toClient);
    }

    /// <summary>Closes every connection.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets.Keys)
            socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        Thaw();
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections); // The proxy is disposed of.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        _sockets[client] = _sockets[server] = 0;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            await Task.WhenAny(
                PumpAsync(client.GetStream(), server.GetStream(), length => Passing(length, 0)),
                PumpAsync(server.GetStream(), client.GetStream(), length => Passing(0, length)));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone, and so is the connection.
            client.Close();
        }
        finally
        {
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
            client.Dispose();
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<int, int> passing)
    {
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await from.ReadAsync(buffer)) > 0)
        {
            await _open.Task;
            var allowed = passing(length);
            await to.WriteAsync(buffer.AsMemory(0, allowed));
            if (allowed < length)
            {
                Cut();
                return;
            }
        }
    }

    /// <summary>Counts, and says how many of the bytes may still pass.</summary>
    private int Passing(int toServer, int toClient)
    {
        lock (_sockets)
        {
            var allowed = (int)Math.Min(toServer + toClient, Math.Max(0, toServer > 0 ? _toServer - Passed.ToServer : _toClient - Passed.ToClient));
            Passed = toServer > 0 ? Passed with { ToServer = Passed.ToServer + allowed } : Passed with { ToClient = Passed.ToClient + allowed };
            return allowed;
        }
    }
}
