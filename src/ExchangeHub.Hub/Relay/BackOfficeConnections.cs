using System.Collections.Concurrent;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Relay;

/// <summary>Keeps one connection for each back office, and makes a new one when its endpoint or the hub's certificate changes.</summary>
internal sealed class BackOfficeConnections(HubStateHolder state, HubOptions options, TimeProvider clock, ILogger<BackOfficeConnection> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, BackOfficeConnection> _connections = new(StringComparer.Ordinal);
    private readonly Lock _replacing = new();
    private HubState _seen = state.Current;

    public BackOfficeConnection For(Region region)
    {
        if (!ReferenceEquals(_seen, state.Current))
            DropOutdated();
        return _connections.TryGetValue(region.Code, out var connection) ? connection : Connect(region);
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            connection.Dispose();
    }

    private BackOfficeConnection Connect(Region region)
    {
        lock (_replacing)
            return _connections.GetOrAdd(region.Code, _ => new BackOfficeConnection(region, state, options.AllowTls12, options.Limits.MessageBytes, clock, logger));
    }

    private void DropOutdated()
    {
        lock (_replacing)
        {
            var present = state.Current;
            foreach (var (code, connection) in _connections)
            {
                var endpoint = present.Regions.GetValueOrDefault(code)?.BackOffice?.Endpoint;
                var same = endpoint == connection.Endpoint && present.Certificate.RawData.AsSpan().SequenceEqual(connection.Certificate.RawData);
                if (!same && _connections.TryRemove(code, out var outdated))
                    _ = RetireAsync(outdated);
            }
            _seen = present;
        }
    }

    /// <summary>Closes a connection when the last call that may be on it has ended.</summary>
    private async Task RetireAsync(BackOfficeConnection outdated)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(options.Deadlines.MaximumMs), clock);
        outdated.Dispose();
    }
}
