using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Identity;

/// <summary>Holds the present <see cref="HubState"/>, and replaces it when its sources change.</summary>
/// <param name="read">Reads the options anew.</param>
internal sealed partial class HubStateHolder(HubState initial, Func<HubOptions> read, TimeProvider clock, ILogger<HubStateHolder> logger) : BackgroundService
{
    private readonly TimeSpan _period = TimeSpan.FromSeconds(read().ReloadSeconds);
    private volatile HubState _current = initial;

    public HubState Current => _current;

    /// <summary>Told when the present state has been replaced; must not throw.</summary>
    public event Action? Replaced;

    /// <summary>Looks at the sources once. A state that can't be loaded is logged, and the present one stays.</summary>
    public void Reload()
    {
        try
        {
            var options = read();
            if (HubStateLoader.Version(options) == _current.Version)
                return;
            _current = HubStateLoader.Load(options);
            LogReloaded(logger, _current.Participants.Count, _current.Certificate.NotAfter);
            Replaced?.Invoke();
        }
        catch (Exception error)
        {
            // Whatever it is, it must not end a hub that works with what it has.
            LogNotReloaded(logger, error is ConfigurationException ? null : error, error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Looking beats watching: it sees mounted secrets and replaced links too, and costs a few file reads.
        using var timer = new PeriodicTimer(_period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Reload();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The hub stops, or did not come up; either is for others to tell.
            return;
        }
    }

    [LoggerMessage(1101, LogLevel.Information, "Configuration reloaded: {Participants} participants; own certificate valid until {NotAfter:O}")]
    private static partial void LogReloaded(ILogger logger, int participants, DateTime notAfter);

    [LoggerMessage(1102, LogLevel.Error, "Configuration not reloaded, the present one stays: {Problems}")]
    private static partial void LogNotReloaded(ILogger logger, Exception? error, string problems);
}
