using System.Security.Cryptography;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;

namespace ExchangeHub.FunctionalTests;

/// <summary>The key of what is stored, and the database that it belongs to.</summary>
public abstract class PayloadKeyTests(string store) : FunctionalTest(store)
{
    [SkippableFact]
    public async Task Hub_WhosePayloadKeyIsNotTheDatabases_RefusesToStart()
    {
        await using var setup = await CreateSetupAsync();
        var right = await File.ReadAllTextAsync(setup.FileName("payload.key"));
        await using (await HubProcess.StartAsync(setup))
            await File.WriteAllTextAsync(setup.FileName("payload.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => HubProcess.StartAsync(setup));

        Assert.Contains("PayloadKeyFile", error.Message);
        Assert.DoesNotContain(right.Trim(), error.Message);
        await File.WriteAllTextAsync(setup.FileName("payload.key"), right);
        await using (await HubProcess.StartAsync(setup))
        {
            // It starts again with the right one.
        }
    }
}

public sealed class PayloadKeyTestsOnSqlite() : PayloadKeyTests(StoreOptions.Sqlite);

public sealed class PayloadKeyTestsOnPostgreSql() : PayloadKeyTests(StoreOptions.PostgreSql);
