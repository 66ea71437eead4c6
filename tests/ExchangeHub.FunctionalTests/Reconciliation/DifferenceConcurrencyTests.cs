using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>A difference that two change at once, at the same hub or at another one on the same database: operators take turns, and a run looks at it anew.</summary>
public abstract class DifferenceConcurrencyTests(string store) : ReconciliationOperationsTest(store)
{
    private const int AtOnce = 8;

    private readonly bool _isServer = store == StoreOptions.PostgreSql;

    [SkippableFact]
    public async Task Resolve_ByManyAtOnce_IsDoneByOneAndTheOthersAreToldSo()
    {
        await using var hub = await StartWithOperatorsAsync();
        var id = Assert.Single(await hub.DifferencesAsync(1)).DifferenceId;

        var refused = (await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => TryResolveAsync(hub, Resolve(id))))).OfType<string>().ToList();

        Assert.Equal(Enumerable.Repeat("DIFFERENCE_STATE", AtOnce - 1), refused);
        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.Resolved], await EventsAsync(hub, id));
    }

    [SkippableFact]
    public async Task Resolve_TheSameCallManyTimesAtOnce_IsOne()
    {
        await using var hub = await StartWithOperatorsAsync();
        var call = Resolve(Assert.Single(await hub.DifferencesAsync(1)).DifferenceId);

        var refused = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => TryResolveAsync(hub, call)));

        Assert.All(refused, Assert.Null);
        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.Resolved], await EventsAsync(hub, call.DifferenceId));
    }

    [SkippableFact]
    public async Task Assign_WhileAnotherOneResolves_IsToldThatItIsDealtWith()
    {
        await using var hub = await StartWithOperatorsAsync();
        var id = Assert.Single(await hub.DifferencesAsync(1)).DifferenceId;
        var assign = new AssignDifferenceRequest { RequestId = Guid.NewGuid().ToString(), DifferenceId = id, Owner = "王芳", OperatorName = "周明" };

        var refused = await WhileResolvedAsync(hub, id, () => OperatorSite.RefusedAsync(hub.Operator.AssignDifferenceAsync(assign)));

        Assert.Equal((StatusCode.FailedPrecondition, "DIFFERENCE_STATE", "RESOLVED"), (refused.Code, refused.Reason, refused.Metadata["state"]));
        Assert.Equal("", (await hub.Auditor.GetDifferenceAsync(new GetDifferenceRequest { DifferenceId = id })).Difference.Owner);
    }

    /// <summary>Closed twice, it would be missing from the reports' sums.</summary>
    [SkippableFact]
    public async Task Heal_WhileAnOperatorResolves_ClosesItOnce()
    {
        await using var hub = await StartWithOperatorsAsync();
        var difference = Assert.Single(await hub.DifferencesAsync(1));
        var range = DayWindow.At(hub.Site.Yesterday, Clock.GetUtcNow(), TimeSpan.Zero)!.Value.Range;

        await WhileResolvedAsync(hub, difference.DifferenceId, async () =>
        {
            await hub.Site.Get<DifferenceBook>().HealAsync(Run(), range, [], CancellationToken.None);
            return true;
        });

        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.Resolved], await EventsAsync(hub, difference.DifferenceId));
    }

    [SkippableFact]
    public async Task Record_WhileAnOperatorResolves_OpensItAgain()
    {
        await using var hub = await StartWithOperatorsAsync();
        var difference = Assert.Single(await hub.DifferencesAsync(1));
        var found = new ClassifiedRow(new RowDifference(RowDifferenceKind.OnlyLocal, Guid.Parse(difference.RowId), null, []), difference.Kind, difference.Severity, null, null);

        await WhileResolvedAsync(hub, difference.DifferenceId, () => hub.Site.Get<DifferenceBook>().RecordAsync(Run(), [found], CancellationToken.None));

        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.Resolved, DifferenceEventKind.Reopened], await EventsAsync(hub, difference.DifferenceId));
    }

    private RunEntry Run() => new() { Id = new ExchangeIds(Clock).Next(), ParticipantId = LedgerSeed.Chongqing, Kind = ReconciliationRunKind.Manual, QueueTime = Clock.GetUtcNow() };

    private static ResolveDifferenceRequest Resolve(string id) => new() { RequestId = Guid.NewGuid().ToString(), DifferenceId = id, Text = "已处理", OperatorName = "王芳" };

    /// <summary>Why it was refused; null if it was not.</summary>
    private static async Task<string?> TryResolveAsync(OperatorSite hub, ResolveDifferenceRequest request)
    {
        try
        {
            await hub.Operator.ResolveDifferenceAsync(request);
            return null;
        }
        catch (RpcException error)
        {
            return HubError.From(error).Reason;
        }
    }

    private static async Task<IEnumerable<DifferenceEventKind>> EventsAsync(OperatorSite hub, string id)
        => (await hub.Auditor.GetDifferenceAsync(new GetDifferenceRequest { DifferenceId = id })).Events.Select(e => e.Kind);

    /// <summary>Resolves it as another hub does, in a transaction that is committed when what is begun meanwhile waits for it.</summary>
    private async Task<T> WhileResolvedAsync<T>(OperatorSite hub, string differenceId, Func<Task<T>> meanwhile)
    {
        var id = Guid.Parse(differenceId);
        var begun = await hub.Site.Get<DatabaseWriter>().WriteAsync(async (context, token) =>
        {
            await context.Differences.Where(row => row.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DifferenceState.Resolved).SetProperty(row => row.CloseTime, DateTimeOffset.UnixEpoch), token);
            context.DifferenceEvents.Add(new DifferenceEventEntry { Id = hub.Site.Get<ExchangeIds>().Next(), DifferenceId = id, Kind = DifferenceEventKind.Resolved, EventTime = Clock.LedgerNow() });
            var running = Task.Run(meanwhile, token);
            if (_isServer)
                await UntilOneWaitsAsync(hub).WaitAsync(TimeSpan.FromMinutes(1), token);
            return new { Running = running }; // Not the task itself: it ends after this.
        }, CancellationToken.None);
        return await begun.Running;
    }

    /// <summary>Where there is one writer at a time, nobody is met in the midst; on a server, whoever wants the row waits for its lock.</summary>
    private static async Task UntilOneWaitsAsync(OperatorSite hub)
    {
        await using var context = await hub.Site.Hub.DatabaseAsync();
        var waiting = context.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        while (await waiting.SingleAsync() == 0)
            await Task.Yield();
    }
}

public sealed class DifferenceConcurrencyTestsOnSqlite() : DifferenceConcurrencyTests(StoreOptions.Sqlite);

public sealed class DifferenceConcurrencyTestsOnPostgreSql() : DifferenceConcurrencyTests(StoreOptions.PostgreSql);
