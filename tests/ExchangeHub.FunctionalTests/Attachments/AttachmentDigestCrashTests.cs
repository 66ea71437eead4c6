using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Attachments;

/// <summary>The real executable, killed while it reads contents again.</summary>
public abstract class AttachmentDigestCrashTests(string store) : AttachmentTest(store)
{
    /// <summary>More than are written down together, and a second's work for four of them.</summary>
    private const int Count = 45;

    [SkippableFact]
    public async Task Hub_KilledInTheMidst_GoesOnWithWhatIsStillDue()
    {
        await using var setup = await CreateSetupAsync();
        setup.Options = setup.Options with { Reconciliation = setup.Options.Reconciliation with { AttachmentMiBPerSecond = 1, LeaseSeconds = 1 } };
        await using (var hub = await HubProcess.StartAsync(setup))
        {
            using var channel = setup.Connect(hub.Address);
            for (var i = 0; i < Count; i++)
                await Transfer(channel).UploadAsync(new MemoryStream(Content(10 + i)), Scan());
        }
        await using var services = setup.Database.Services();
        var old = TimeProvider.System.GetUtcNow().AddDays(-10);
        await using (var context = await ContextAsync(services))
            await context.Attachments.ExecuteUpdateAsync(set => set.SetProperty(attachment => attachment.CompleteTime, old));

        Dictionary<Guid, DateTimeOffset> before;
        await using (var hub = await HubProcess.StartAsync(setup))
        {
            await UntilCheckedAsync(services, 1);
            await hub.KillAsync();
            before = await CheckedAsync(services);
        }
        Assert.InRange(before.Count, 1, Count - 1);

        await using var again = await HubProcess.StartAsync(setup);
        await UntilCheckedAsync(services, Count);
        var after = await CheckedAsync(services);
        Assert.All(before, item => Assert.Equal(item.Value, after[item.Key]));
    }

    private static Task<HubDbContext> ContextAsync(IServiceProvider services) => services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();

    private static async Task UntilCheckedAsync(IServiceProvider services, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await CheckedAsync(services)).Count < count)
            patience.Token.ThrowIfCancellationRequested();
    }

    private static async Task<Dictionary<Guid, DateTimeOffset>> CheckedAsync(IServiceProvider services)
    {
        await using var context = await ContextAsync(services);
        return await context.Attachments.AsNoTracking().Where(attachment => attachment.CheckTime != null).ToDictionaryAsync(attachment => attachment.Id, attachment => attachment.CheckTime!.Value);
    }
}

public sealed class AttachmentDigestCrashTestsOnSqlite() : AttachmentDigestCrashTests(StoreOptions.Sqlite);

public sealed class AttachmentDigestCrashTestsOnPostgreSql() : AttachmentDigestCrashTests(StoreOptions.PostgreSql);
