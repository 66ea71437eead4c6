using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Storage;

/// <summary>
/// Lets no hub serve on a database whose schema is behind. A schema that is ahead is fine: migrations come first, and code
/// that needs them one release later.
/// </summary>
internal sealed class SchemaGate(IServiceProvider services) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var pending = await HubSchema.PendingAsync(services, cancellationToken);
        if (pending.Count > 0)
            throw new ConfigurationException([new Problem("Store", $"migrations are pending, run 'exchangehub migrate': {string.Join(", ", pending)}", $"有待执行的迁移，请运行 exchangehub migrate：{string.Join("、", pending)}")]);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
