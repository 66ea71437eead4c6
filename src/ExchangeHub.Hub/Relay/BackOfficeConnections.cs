using System.Collections.Concurrent;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Links;

namespace ExchangeHub.Hub.Relay;

/// <summary>
/// Knows the way to each back office. By dial-out it keeps one connection for each, and makes a new one when its endpoint or the
/// hub's certificate has changed; links are opened by the back offices.
/// </summary>
internal sealed class BackOfficeConnections(HubStateHolder state, BackOfficeLinks links, HubOptions options, TimeProvider clock, ILogger<BackOfficeConnection> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, BackOfficeConnection> _connections = new(StringComparer.Ordinal);
    private readonly Lock _replacing = new();

    public IBackOffice For(Region region)
        => region.BackOffice!.Endpoint!.Link ? new LinkedBackOffice(region, links, logger)
            : _connections.TryGetValue(region.Code, out var connection) && Serves(connection, region) ? connection
            : Replace(region);

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            connection.Dispose();
    }

    /// <summary>Looked at in every call, so that a call which began before a reload can't leave an old connection behind.</summary>
    private bool Serves(BackOfficeConnection connection, Region region)
    {
        var certificate = state.Current.Certificate;
        return connection.Endpoint == region.BackOffice!.Endpoint
            && (ReferenceEquals(connection.Certificate, certificate) || connection.Certificate.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
    }

    private BackOfficeConnection Replace(Region region)
    {
        lock (_replacing)
        {
            if (_connections.TryGetValue(region.Code, out var outdated))
            {
                if (Serves(outdated, region))
                    return outdated;
                _ = RetireAsync(outdated);
            }
            var connection = new BackOfficeConnection(region, state, options.AllowTls12, options.Limits.MessageBytes, clock, logger);
            _connections[region.Code] = connection;
            return connection;
        }
    }

    /// <summary>Closes a connection when the last call that may be on it has ended.</summary>
    private async Task RetireAsync(BackOfficeConnection outdated)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(options.Deadlines.MaximumMs), clock);
        outdated.Dispose();
    }
}
