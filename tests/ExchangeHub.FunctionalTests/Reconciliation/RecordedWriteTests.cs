using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Writing;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>What operators write when it is refused, alone or since the same call was faster.</summary>
public abstract class RecordedWriteTests(string store) : ReconciliationTest(store)
{
    private static readonly CancelReconciliationRunResponse First = new() { Run = new ReconciliationRun { RunId = "0", ParticipantId = LedgerSeed.Chongqing } };

    [SkippableFact]
    public async Task Write_Refused_IsTriedOnceAndLeavesNothing()
    {
        await using var site = await StartAsync();
        var (changes, call) = (0, Call());

        var refused = await Assert.ThrowsAsync<HubException>(() => WriteAsync(site.Get<RecordedWrite>(), call, () => changes++));

        Assert.Equal((ErrorCatalogue.RunNotFound, 1), (refused.Kind, changes));
        await using var context = await site.Hub.DatabaseAsync();
        Assert.False(await context.RequestResults.AnyAsync(result => result.RequestId == call.RequestId));
    }

    [SkippableFact]
    public async Task Write_RefusedWhileTheSameCallWasFaster_GivesItsResult()
    {
        await using var site = await StartAsync();
        var (changes, call) = (0, Call());

        var given = await WriteAsync(After(site, call), call, () => changes++);

        Assert.Equal((First, 1), (given, changes));
    }

    [SkippableFact]
    public async Task Write_RefusedWhileAnotherCallTookItsRequestId_IsToldSo()
    {
        await using var site = await StartAsync();
        var (changes, call) = (0, Call());

        var refused = await Assert.ThrowsAsync<HubException>(() => WriteAsync(After(site, call with { RequestDigest = new byte[32] }), call, () => changes++));

        Assert.Equal((ErrorCatalogue.RequestIdReused, 1), (refused.Kind, changes));
    }

    private CaseCall Call() => new("/exchangehub.operations.v1.ReconciliationOperationsService/CancelReconciliationRun",
        new Caller(new Participant("operator-1", "测试", "HUB", [], [], [], null), new byte[32]), Guid.NewGuid(), LedgerSeed.Digest(Guid.NewGuid(), 0), Clock.LedgerNow());

    /// <summary>Another call is answered after this one is refused, before it is looked for.</summary>
    private RecordedWrite After(ReconciliationSite site, CaseCall other)
        => new(site.Get<DatabaseWriter>(), new ContextsAfter(site.Get<IDbContextFactory<HubDbContext>>(), other.Result(First.ToByteArray())), site.Get<ExchangeIds>(), Clock);

    private static Task<CancelReconciliationRunResponse> WriteAsync(RecordedWrite writes, CaseCall call, Action onChange)
        => writes.WriteAsync<CancelReconciliationRunResponse>(call, "周明", "测试", (_, _) =>
        {
            onChange();
            throw new HubException(ErrorCatalogue.RunNotFound, ("run_id", "0"));
        }, CancellationToken.None);

    private sealed class ContextsAfter(IDbContextFactory<HubDbContext> contexts, Hub.Storage.Writing.RequestResult result) : IDbContextFactory<HubDbContext>
    {
        public HubDbContext CreateDbContext()
        {
            var context = contexts.CreateDbContext();
            context.RequestResults.Add(result);
            context.SaveChanges();
            return context;
        }
    }
}

public sealed class RecordedWriteTestsOnSqlite() : RecordedWriteTests(StoreOptions.Sqlite);

public sealed class RecordedWriteTestsOnPostgreSql() : RecordedWriteTests(StoreOptions.PostgreSql);
