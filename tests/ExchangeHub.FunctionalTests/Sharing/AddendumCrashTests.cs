using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>The real executable, killed while it tells those who had asked of certificates that were revoked since: in the end each has heard of his, once.</summary>
public abstract class AddendumCrashTests(string store, ITestOutputHelper output) : FunctionalTest(store)
{
    /// <summary>Several portions of what is written at once.</summary>
    private const int Asked = 600;
    private const int AtOnce = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Hub_KilledWhileAddendaAreGiven_EachAskerGetsOne()
    {
        await using var setup = await CreateSetupAsync();
        await setup.AddSichuanAsync();
        var inbox = setup.Sichuan!.Inbox;
        var requests = await AskAndRevokeAsync(setup);
        await using var services = setup.Database.Services();
        var contexts = services.GetRequiredService<IDbContextFactory<HubDbContext>>();

        // At once, in the midst of the run, and while what it gave is brought.
        await KillAsync(setup, contexts, () => Task.CompletedTask);
        foreach (var given in (int[])[1, 150, 300, Asked])
            await KillAsync(setup, contexts, () => UntilGivenAsync(contexts, given));
        await KillAsync(setup, contexts, () => HeldAsync(hold => inbox.OnDeliver = (_, call) => hold(call)));
        inbox.OnDeliver = null;
        await KillAsync(setup, contexts, () => HeldAsync(hold => inbox.OnKept = (_, call) => hold(call))); // It has what the hub does not know that it has.
        inbox.OnKept = null;
        await KillAsync(setup, contexts, () => inbox.UntilAsync(kept => kept.Count >= Asked / 2, Patience));

        await using var hub = await HubProcess.StartAsync(setup);
        await inbox.UntilAsync(kept => kept.Count >= Asked, Patience);
        await UntilAcknowledgedAsync(contexts);

        Assert.Equal(requests.Order(StringComparer.Ordinal), inbox.Kept.Select(delivery => delivery.CertificateAddendum.RequestId).Order(StringComparer.Ordinal));
        await using var context = await contexts.CreateDbContextAsync();
        Assert.Equal((Asked, Asked), (await context.Addenda.CountAsync(), await context.Deliveries.CountAsync()));
        Assert.All(await context.Addenda.AsNoTracking().ToListAsync(), addendum => Assert.Equal(1, addendum.Number));
    }

    /// <summary>Sichuan asks of as many certificates as there are, and hears that they are authentic; then all are revoked. Gives the questions' ids.</summary>
    private static async Task<List<string>> AskAndRevokeAsync(HubSetup setup)
    {
        await using var hub = await HubProcess.StartAsync(setup);
        using var office = setup.Connect(hub.Address);
        using var producer = setup.Connect(hub.Address, setup.ChongqingCertificate);
        var numbers = Enumerable.Range(1, Asked).Select(i => $"（2021）渝测证字第{i}号").ToList();
        var requests = numbers.ConvertAll(number =>
        {
            var request = Questions.VerifyCertificate();
            request.CertificateNumber.Raw = number;
            return request;
        });
        foreach (var some in requests.Chunk(AtOnce))
            await Task.WhenAll(some.Select(request => new NotaryVerificationServiceClient(office.Invoker).VerifyCertificateAsync(request).ResponseAsync));
        await new RecordSharingServiceClient(producer.Invoker).PublishAsync(DataSet.RevokedCertificates, [.. numbers.Select(number => Feeds.Revoked(number)).Chunk(Asked / 4)]);
        return requests.ConvertAll(request => request.Header.RequestId);
    }

    /// <summary>Starts the hub, which looks for revoked certificates at once, and kills it at a point.</summary>
    private async Task KillAsync(HubSetup setup, IDbContextFactory<HubDbContext> contexts, Func<Task> point)
    {
        await using (var hub = await HubProcess.StartAsync(setup))
        {
            await point();
            await hub.KillAsync();
        }
        await using var context = await contexts.CreateDbContextAsync();
        output.WriteLine($"Killed when {await context.Addenda.CountAsync()} addenda were given, and {await context.Deliveries.CountAsync(delivery => delivery.State == DeliveryState.Acknowledged)} acknowledged.");
    }

    private static Task UntilGivenAsync(IDbContextFactory<HubDbContext> contexts, int given) => UntilAsync(contexts, async context => await context.Addenda.CountAsync() >= given);

    private static Task UntilAcknowledgedAsync(IDbContextFactory<HubDbContext> contexts)
        => UntilAsync(contexts, async context => !await context.Deliveries.AnyAsync(delivery => delivery.State != DeliveryState.Acknowledged));

    private static async Task UntilAsync(IDbContextFactory<HubDbContext> contexts, Func<HubDbContext, Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var context = await contexts.CreateDbContextAsync();
        while (!await condition(context))
            patience.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Waits until something has come that from then on nobody answers.</summary>
    private static async Task HeldAsync(Action<Func<ServerCallContext, Task>> hold)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hold(call =>
        {
            reached.TrySetResult();
            return new TaskCompletionSource().Task.WaitAsync(call.CancellationToken); // Until the hub is gone.
        });
        await reached.Task.WaitAsync(Patience);
    }
}

public sealed class AddendumCrashTestsOnSqlite(ITestOutputHelper output) : AddendumCrashTests(StoreOptions.Sqlite, output);
