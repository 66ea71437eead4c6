using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Operations;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Protection;
using ExchangeHub.Server;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.Compliance;

/// <summary>Encryption of what is stored, by several hubs on one database.</summary>
/// <param name="provider">The store, as the configuration names it.</param>
public abstract class PayloadProtectionCompliance(string provider) : IAsyncLifetime
{
    private const string Purpose = "test";

    private readonly string _folder = Directory.CreateTempSubdirectory("exchangehub-test-").FullName;
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        Skip.If(TestDatabase.Missing(provider) is not null, TestDatabase.Missing(provider));
        WriteKey("payload.key");
        _database = await TestDatabase.CreateAsync(provider);
    }

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Protect_OnOneHub_IsReadOnAnotherAndAfterARestart()
    {
        var plain = Encoding.UTF8.GetBytes("测试内容，存储时加密");
        byte[] encrypted;
        await using (var first = Hub())
        {
            encrypted = first.Protector().Protect(plain);
            await using var second = Hub();
            Assert.Equal(plain, second.Protector().Unprotect(encrypted));
        }

        await using var restarted = Hub();
        Assert.Equal(plain, restarted.Protector().Unprotect(encrypted));
        Assert.Equal(-1, encrypted.AsSpan().IndexOf(plain));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task Protect_AnyLength_ComesBackAndIsNeverTheSameTwice(int length)
    {
        await using var hub = Hub();
        var plain = RandomNumberGenerator.GetBytes(length);

        var (first, second) = (hub.Protector().Protect(plain), hub.Protector().Protect(plain));

        Assert.NotEqual(first, second);
        Assert.Equal(plain, hub.Protector().Unprotect(first));
        Assert.InRange(first.Length, length, length + 150);
    }

    [SkippableFact]
    public async Task Unprotect_AnyByteAltered_IsRefused()
    {
        await using var hub = Hub();
        var encrypted = hub.Protector().Protect([1, 2, 3]);

        Assert.All(Enumerable.Range(0, encrypted.Length), i =>
        {
            var altered = encrypted.ToArray();
            altered[i] ^= 1;
            Assert.Equal(ErrorCatalogue.StoredDataUnreadable, Assert.Throws<HubException>(() => hub.Protector().Unprotect(altered)).Kind);
        });
    }

    [SkippableFact]
    public async Task Unprotect_ForAnotherPurpose_IsRefused()
    {
        await using var hub = Hub();
        var encrypted = hub.Protector().Protect([1, 2, 3]);

        Assert.Throws<HubException>(() => hub.Protection.For("another").Unprotect(encrypted));
    }

    [SkippableFact]
    public async Task FirstKey_TwoHubsAtOnceOnAnEmptyRing_IsOneThatBothUse()
    {
        using var barrier = new Barrier(2);
        await using var first = new HubServices(Options(), new Meeting(barrier));
        await using var second = new HubServices(Options(), new Meeting(barrier));

        await Task.WhenAll(Task.Run(first.Protection.RequireReadable), Task.Run(second.Protection.RequireReadable)).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Single(await RingAsync());
        Assert.Equal([1], second.Protector().Unprotect(first.Protector().Protect([1])));
        Assert.Equal([2], first.Protector().Unprotect(second.Protector().Protect([2])));
    }

    [SkippableFact]
    public async Task RequireReadable_WithAnotherMasterKey_RefusesAndAddsNothing()
    {
        await using (var first = Hub())
            first.Protection.RequireReadable();
        WriteKey("other.key");
        await using var hub = new HubServices(Options() with { PayloadKeyFile = Path.Combine(_folder, "other.key") });

        var problem = Assert.Single(Assert.Throws<ConfigurationException>(hub.Protection.RequireReadable).Problems);

        Assert.Equal("PayloadKeyFile", problem.Where);
        Assert.Equal(Severity.Error, hub.Protection.Examine().Severity);
        Assert.Single(await RingAsync());
    }

    [SkippableFact]
    public async Task RequireReadable_KeyOfTheRingAltered_Refuses()
    {
        await using (var first = Hub())
            first.Protection.RequireReadable();
        await AlterAsync(Assert.Single(await RingAsync()));
        await using var hub = Hub();

        Assert.Throws<ConfigurationException>(hub.Protection.RequireReadable);
    }

    [SkippableFact]
    public async Task Ring_InTheDatabase_HoldsNoKeyInPlain()
    {
        await using var hub = Hub();
        hub.Protection.RequireReadable();

        var xml = Assert.Single(await RingAsync());
        Assert.Contains("<underMasterKey", xml);
        Assert.DoesNotContain("<masterKey", xml); // As Data Protection writes it in plain.
        Assert.Equal(Severity.Fine, hub.Protection.Examine().Severity);
    }

    [SkippableFact]
    public async Task Unprotect_AfterANewKeyWasMade_ReadsTheOldAndTheNew()
    {
        byte[] old;
        await using (var first = Hub())
        {
            old = first.Protector().Protect([1]);
            var now = TimeProvider.System.GetUtcNow();
            first.Keys.CreateNewKey(now, now.AddDays(90));
        }

        await using var hub = Hub();
        Assert.Equal([1], hub.Protector().Unprotect(old));
        Assert.Equal([2], hub.Protector().Unprotect(hub.Protector().Protect([2])));
        Assert.Equal(2, (await RingAsync()).Count);
    }

    [SkippableFact]
    public async Task Renew_TheLastKeyEndsSoon_MakesTheNextOnceForTwoDaysLater()
    {
        var clock = new ShiftedClock();
        await using var hub = new HubServices(Options(), clock: clock);
        hub.Protection.RequireReadable();
        var first = Assert.Single(hub.Keys.GetAllKeys());

        clock.Shift = TimeSpan.FromDays(75);
        hub.Protection.Renew();
        Assert.Single(hub.Keys.GetAllKeys());
        clock.Shift = TimeSpan.FromDays(77);
        hub.Protection.Renew();
        hub.Protection.Renew();

        var next = Assert.Single(hub.Keys.GetAllKeys(), key => key.KeyId != first.KeyId);
        Assert.Equal((2, 92), ((int)Math.Round((next.ActivationDate - clock.GetUtcNow()).TotalDays), (int)Math.Round((next.ExpirationDate - clock.GetUtcNow()).TotalDays)));
    }

    [SkippableFact]
    public async Task Renew_NoKeyHoldsAnyMore_MakesOneForNow()
    {
        var clock = new ShiftedClock();
        await using var hub = new HubServices(Options(), clock: clock);
        hub.Protection.RequireReadable();

        clock.Shift = TimeSpan.FromDays(200);
        hub.Protection.Renew();

        Assert.InRange(hub.Keys.GetAllKeys().Max(key => key.ActivationDate), clock.GetUtcNow() - TimeSpan.FromMinutes(5), clock.GetUtcNow());
    }

    private HubServices Hub() => new(Options());

    private HubOptions Options() => new() { Store = _database.Store, PayloadKeyFile = Path.Combine(_folder, "payload.key") };

    private void WriteKey(string name) => File.WriteAllText(Path.Combine(_folder, name), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    private async Task<IReadOnlyList<string>> RingAsync()
    {
        await using var services = _database.Services();
        await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        return await context.DataProtectionKeys.Select(key => key.Xml).ToListAsync();
    }

    /// <summary>Changes one character in the midst of what is encrypted.</summary>
    private async Task AlterAsync(string xml)
    {
        var place = xml.IndexOf("</underMasterKey>", StringComparison.Ordinal) - 20;
        await using var connection = await _database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE data_protection_key SET xml = @xml";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@xml", $"{xml[..place]}{(xml[place] == 'A' ? 'B' : 'A')}{xml[(place + 1)..]}");
        command.Parameters.Add(parameter);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    /// <summary>What one hub has of it.</summary>
    private sealed class HubServices(HubOptions options, IInterceptor? interceptor = null, TimeProvider? clock = null) : IAsyncDisposable
    {
        private readonly ServiceProvider _services = Build(options, interceptor, clock ?? TimeProvider.System);

        public PayloadProtection Protection => _services.GetRequiredService<PayloadProtection>();

        public IKeyManager Keys => _services.GetRequiredService<IKeyManager>();

        public PayloadProtector Protector() => Protection.For(Purpose);

        public ValueTask DisposeAsync() => _services.DisposeAsync();

        private static ServiceProvider Build(HubOptions options, IInterceptor? interceptor, TimeProvider clock)
        {
            var services = new ServiceCollection().AddLogging().AddSingleton(clock);
            Stores.Add(services, options);
            if (interceptor is not null)
                services.ConfigureDbContext<HubDbContext>(builder => builder.AddInterceptors(interceptor));
            services.AddPayloadProtection(options);
            return services.BuildServiceProvider();
        }
    }

    /// <summary>Has two hubs both read the ring before either adds to it: once to prove that it can be read, once to find the key to use.</summary>
    private sealed class Meeting(Barrier barrier) : DbCommandInterceptor
    {
        private int _reads;

        public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
        {
            if (command.CommandText.Contains("FROM", StringComparison.Ordinal) && ++_reads <= 2)
                Assert.True(barrier.SignalAndWait(TimeSpan.FromSeconds(30)), "the other hub did not come");
            return result;
        }
    }
}

public sealed class SqlitePayloadProtectionTests() : PayloadProtectionCompliance(StoreOptions.Sqlite);

public sealed class PostgreSqlPayloadProtectionTests() : PayloadProtectionCompliance(StoreOptions.PostgreSql);

public sealed class SqlServerPayloadProtectionTests() : PayloadProtectionCompliance(StoreOptions.SqlServer);
