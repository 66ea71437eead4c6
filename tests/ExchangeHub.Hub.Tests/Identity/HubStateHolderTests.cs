using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Hub.Tests.Identity;

/// <summary>Reloading, on real files. What callers see of it is tested end to end.</summary>
public class HubStateHolderTests
{
    private const int Reloaded = 1101;
    private const int NotReloaded = 1102;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Reload_NothingChanged_KeepsTheVeryState()
    {
        await using var setup = await HubSetup.CreateAsync();
        using var log = new LogSink();
        using var holder = Holder(() => setup.Options, log);
        var before = holder.Current;

        holder.Reload();

        Assert.Same(before, holder.Current);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task Reload_OwnCertificateReplaced_ShowsTheNewOne()
    {
        await using var setup = await HubSetup.CreateAsync();
        using var log = new LogSink();
        using var holder = Holder(() => setup.Options, log);
        var renewed = TestPki.Both(setup.Pki.Hub, "hub");
        TestPki.WritePem(setup.FileName("hub.pem"), renewed);
        TestPki.WriteKey(setup.FileName("hub.key"), renewed);

        holder.Reload();

        Assert.Equal(renewed.Thumbprint, holder.Current.Certificate.Thumbprint);
        Assert.Equal(Reloaded, Assert.Single(log.Lines).Event.Id);
    }

    [Fact]
    public async Task Reload_HalfOfThePairReplaced_WaitsForTheOtherHalf()
    {
        await using var setup = await HubSetup.CreateAsync();
        using var log = new LogSink();
        using var holder = Holder(() => setup.Options, log);
        var before = holder.Current;
        var renewed = TestPki.Both(setup.Pki.Hub, "hub");

        TestPki.WritePem(setup.FileName("hub.pem"), renewed);
        holder.Reload();
        Assert.Same(before, holder.Current);
        Assert.Equal(NotReloaded, Assert.Single(log.Lines).Event.Id);

        TestPki.WriteKey(setup.FileName("hub.key"), renewed);
        holder.Reload();
        Assert.Equal(renewed.Thumbprint, holder.Current.Certificate.Thumbprint);
    }

    [Theory]
    [InlineData("CN-CQ-ca.pem")]
    [InlineData("cq.crl")]
    [InlineData("hub.key")]
    public async Task Reload_FileEmptiedOrGone_KeepsTheStateAndSaysWhy(string file)
    {
        await using var setup = await HubSetup.CreateAsync();
        using var log = new LogSink();
        TestPki.WriteRevocationList(setup.FileName("cq.crl"), setup.Pki.Chongqing);
        var options = setup.Options with { Regions = [.. setup.Options.Regions.Select(region => region.Code == "CN-CQ" ? region with { RevocationListFiles = [setup.FileName("cq.crl")] } : region)] };
        using var holder = Holder(() => options, log);
        var before = holder.Current;

        File.WriteAllText(setup.FileName(file), "");
        holder.Reload();
        File.Delete(setup.FileName(file));
        holder.Reload();

        Assert.Same(before, holder.Current);
        Assert.Equal([NotReloaded, NotReloaded], log.Lines.Select(line => line.Event.Id));
        Assert.All(log.Lines, line => Assert.Equal(LogLevel.Error, line.Level));
    }

    [Fact]
    public async Task Execute_EachPeriod_LooksAtTheSources()
    {
        await using var setup = await HubSetup.CreateAsync();
        using var log = new LogSink();
        var options = setup.Options with { ReloadSeconds = 5 };
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var holder = Holder(() => options, log, clock);
        await holder.StartAsync(CancellationToken.None);
        options = options with { Participants = [options.Participants[0]] };

        // Execution starts on the thread pool; ticks before it make no difference.
        while (!log.First(Reloaded).IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await log.First(Reloaded).WaitAsync(Patience);
        Assert.Single(holder.Current.Participants);
        await holder.StopAsync(CancellationToken.None);
    }

    private static HubStateHolder Holder(Func<HubOptions> read, LogSink log, TimeProvider? clock = null)
    {
        var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        return new HubStateHolder(HubStateLoader.Load(read()), read, clock ?? TimeProvider.System, factory.CreateLogger<HubStateHolder>());
    }
}
