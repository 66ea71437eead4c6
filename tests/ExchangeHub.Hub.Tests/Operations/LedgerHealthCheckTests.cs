using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Operations;
using ExchangeHub.Hub.Tests.Ledger;
using ExchangeHub.Hub.Tests.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Hub.Tests.Operations;

public class LedgerHealthCheckTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FailingStore _store = new();

    [Fact]
    public async Task CheckHealthAsync_AfterAFailedCommit_IsUnhealthyForAWhileAndThenLetsCallsTryAgain()
    {
        var writer = new LedgerWriter(_store, new StubDatabase(), new LimitOptions(), _clock, NullLogger<LedgerWriter>.Instance);
        var check = new LedgerHealthCheck(writer, _store, _clock);
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(check));

        _store.Fails = true;
        await Assert.ThrowsAsync<HubException>(() => writer.AppendAsync(Entries.New()));
        _store.Fails = false;

        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(check));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(check));
    }

    [Fact]
    public async Task CheckHealthAsync_DatabaseCannotBeUsed_IsUnhealthy()
    {
        _store.Fails = true;
        var check = new LedgerHealthCheck(new LedgerWriter(_store, new StubDatabase(), new LimitOptions(), _clock, NullLogger<LedgerWriter>.Instance), _store, _clock);

        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(check));
    }

    private static async Task<HealthStatus> StatusAsync(LedgerHealthCheck check) => (await check.CheckHealthAsync(new HealthCheckContext())).Status;

    private sealed class FailingStore : ILedgerStore
    {
        public bool Fails { get; set; }

        public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken) => CheckAsync(cancellationToken);

        public Task CheckAsync(CancellationToken cancellationToken) => Fails ? Task.FromException(new IOException()) : Task.CompletedTask;
    }
}
