using System.Collections.Concurrent;
using ExchangeHub.Contracts.Link.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Link;

namespace ExchangeHub.Hub.Links;

/// <summary>
/// The links that are open. A participant may have several, because a new one may come before the old one is known to be dead:
/// new calls go over the newest, an older one finishes what it has and stands by.
/// </summary>
internal sealed partial class BackOfficeLinks : IDisposable
{
    private readonly ConcurrentDictionary<string, OpenLink[]> _links = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private readonly HubStateHolder _state;
    private readonly int _perParticipant;
    private readonly ILogger _logger;
    private readonly CancellationTokenRegistration _stopping;
    private bool _stopped;

    public BackOfficeLinks(HubStateHolder state, HubLinkOptions options, IHostApplicationLifetime lifetime, ILogger<BackOfficeLinks> logger)
    {
        _state = state;
        _perParticipant = options.PerParticipant;
        _logger = logger;
        _state.Replaced += CloseUnadmitted;
        _stopping = lifetime.ApplicationStopping.Register(SayGoodbye);
    }

    /// <summary>The newest link of a participant over which calls can be made; null where there is none.</summary>
    public LinkSession? Newest(string participantId)
    {
        if (!_links.TryGetValue(participantId, out var links))
            return null;
        for (var i = links.Length - 1; i >= 0; i--)
        {
            if (links[i].Session.IsOpen)
                return links[i].Session;
        }
        return null;
    }

    /// <summary>Adds a link that is coming up.</summary>
    /// <exception cref="HubException">The participant has twice as many as it may keep, most of which should have ended by now.</exception>
    public void Add(OpenLink link)
    {
        var id = link.Caller.ParticipantId;
        lock (_changing)
        {
            OpenLink[] before = _links.TryGetValue(id, out var links) ? links : [];
            if (before.Length >= 2 * _perParticipant)
                throw new HubException(ErrorCatalogue.TooManyCalls, ("participant", id), ("limit", before.Length.ToString())) { RetryAfter = TimeSpan.FromSeconds(10) };
            _links[id] = [.. before, link];
        }
    }

    /// <summary>Begins to use a link over which the other side has said hello.</summary>
    public void Use(OpenLink link)
    {
        var id = link.Caller.ParticipantId;
        LogUp(_logger, id, link.Peer);
        lock (_changing)
        {
            if (_stopped)
                link.Session.SayGoodbye(GoodbyeReason.Stopping);
            foreach (var oldest in _links[id].Where(open => open.Session.IsOpen).SkipLast(_perParticipant))
                oldest.Session.SayGoodbye(GoodbyeReason.Replaced);
        }
        // The state may have changed while the link came up, and then nobody looked at it.
        CloseUnadmitted(link);
    }

    /// <summary>Removes a link that has ended.</summary>
    public void Remove(OpenLink link)
    {
        var id = link.Caller.ParticipantId;
        lock (_changing)
        {
            if (_links.TryGetValue(id, out var links))
                _links[id] = [.. links.Where(open => open != link)];
        }
        if (link.Session.EndedPolitely)
            LogEnded(_logger, id, link.Peer, link.Session.TheirGoodbye);
        else
            LogDown(_logger, id, link.Peer, link.Session.Problem ?? "");
    }

    public void Dispose()
    {
        _state.Replaced -= CloseUnadmitted;
        _stopping.Dispose();
    }

    private void CloseUnadmitted()
    {
        foreach (var link in _links.Values.SelectMany(links => links))
            CloseUnadmitted(link);
    }

    private static void CloseUnadmitted(OpenLink link)
    {
        if (link.Caller.Problem() is { } problem)
            link.Session.Close(problem);
    }

    private void SayGoodbye()
    {
        lock (_changing)
        {
            _stopped = true;
            foreach (var link in _links.Values.SelectMany(links => links))
                link.Session.SayGoodbye(GoodbyeReason.Stopping);
        }
    }

    [LoggerMessage(1801, LogLevel.Information, "The link of {Participant} from {Peer} is up")]
    private static partial void LogUp(ILogger logger, string participant, string peer);

    [LoggerMessage(1802, LogLevel.Warning, "The link of {Participant} from {Peer} is down: {Problem}")]
    private static partial void LogDown(ILogger logger, string participant, string peer, string problem);

    [LoggerMessage(1803, LogLevel.Information, "The link of {Participant} from {Peer} has ended after goodbyes ({Reason})")]
    private static partial void LogEnded(ILogger logger, string participant, string peer, GoodbyeReason reason);
}

/// <summary>A link that is open.</summary>
/// <param name="Caller">Who opened it.</param>
/// <param name="Peer">From where.</param>
/// <param name="Session">The link itself.</param>
internal sealed record OpenLink(LinkedCaller Caller, string Peer, LinkSession Session);
