using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.FunctionalTests.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests.Deliveries;

/// <summary>Deliveries to a region that is down, flaps, is slow, refuses, or answers amiss: nothing is lost, and each case's events come in order.</summary>
public abstract class DeliveryTests(string store, BackOfficeWay way = BackOfficeWay.DialOut) : CaseTest(store, way)
{
    private static readonly CaseEventKind[] SubmittedAndWithdrawn = [CaseEventKind.Submitted, CaseEventKind.Withdrawn];

    [SkippableFact]
    public async Task Region_DownThenUp_GetsAllInOrder()
    {
        await using var site = await StartAsync();
        await site.Hub.Chongqing.DisposeAsync();
        var ids = await SubmitAndWithdrawAsync(site, 10);
        Assert.Empty(site.ChongqingInbox.Kept);

        await site.Hub.RestartChongqingAsync();

        await site.ChongqingInbox.UntilAsync(kept => kept.Count == 20);
        Assert.All(ids, id => Assert.Equal(SubmittedAndWithdrawn, Kinds(site.ChongqingInbox, id)));
    }

    /// <summary>Longer than the test waits: what ends the pause is that the region can be reached again.</summary>
    [SkippableFact]
    public async Task Region_BackDuringALongPause_GetsAllWithoutWaitingForItsEnd()
    {
        await using var site = await StartAsync((_, options) => options with { Deliveries = options.Deliveries with { FirstPauseMs = 60_000, LongestPauseMs = 3_600_000, GiveUpHours = 1_000 } });
        await site.Hub.Chongqing.DisposeAsync();
        var ids = await SubmitAndWithdrawAsync(site, 3);

        await site.Hub.RestartChongqingAsync();

        await site.ChongqingInbox.UntilAsync(kept => kept.Count == 6);
        Assert.All(ids, id => Assert.Equal(SubmittedAndWithdrawn, Kinds(site.ChongqingInbox, id)));
    }

    [SkippableFact]
    public async Task Region_Flapping_GetsAllInOrder()
    {
        await using var site = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.AddRange(await SubmitAndWithdrawAsync(site, 5));
            await site.Hub.Chongqing.DisposeAsync(); // With some of them under way.
            ids.AddRange(await SubmitAndWithdrawAsync(site, 5));
            await site.Hub.RestartChongqingAsync();
        }

        await site.ChongqingInbox.UntilAsync(kept => kept.Count == 80);
        Assert.All(ids, id => Assert.Equal(SubmittedAndWithdrawn, Kinds(site.ChongqingInbox, id)));
    }

    [SkippableFact]
    public async Task Region_RefusingOneDelivery_GetsTheOthersAndThatOneLater()
    {
        await using var site = await StartAsync();
        var poisoned = CaseRequests.Submit();
        var isHealed = false;
        site.ChongqingInbox.OnDeliver = (request, _) => request.CaseEvent.Case.LetterNumber == poisoned.Request.LetterNumber && !Volatile.Read(ref isHealed)
            ? throw new RpcException(new Status(StatusCode.Internal, "测试"))
            : Task.CompletedTask;
        var id = (await site.Office.SubmitCaseAsync(poisoned)).Case.CaseId;
        await site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() });

        var others = await SubmitAndWithdrawAsync(site, 10);
        await site.ChongqingInbox.UntilAsync(kept => kept.Count == 20);
        Assert.Empty(site.ChongqingInbox.EventsOf(id));
        Assert.DoesNotContain(site.ChongqingInbox.Attempts, attempt => attempt.CaseEvent.Case.CaseId == id && attempt.CaseEvent.Kind == CaseEventKind.Withdrawn);

        Volatile.Write(ref isHealed, true);
        await site.ChongqingInbox.UntilAsync(id, CaseEventKind.Withdrawn);
        Assert.All(others.Append(id), each => Assert.Equal(SubmittedAndWithdrawn, Kinds(site.ChongqingInbox, each)));
        var failed = (await site.Hub.LedgerAsync()).Where(entry => entry.Method == DeliveryAttempt.Method && entry.Outcome != ExchangeOutcome.Answered).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, entry => Assert.Equal((ExchangeOutcome.RegionFailed, "REGION_FAILED", Guid.Parse(id)), (entry.Outcome, entry.Reason, entry.ExchangeId)));
    }

    [SkippableFact]
    public async Task Region_AcknowledgingTooLate_IsAskedAgainAndKeepsItOnce()
    {
        await using var site = await StartAsync((_, options) => options with { Deliveries = options.Deliveries with { DeadlineMs = 300 } });
        var first = 1;
        site.ChongqingInbox.OnKept = async (_, context) =>
        {
            if (Interlocked.Exchange(ref first, 0) == 1)
                await EndOfAsync(context); // Kept, but the hub does not hear of it in time.
        };

        var id = (await site.SubmitAsync()).CaseId;

        await site.SichuanInbox.UntilAsync(id, CaseEventKind.Delivered);
        Assert.Single(site.ChongqingInbox.EventsOf(id));
        AssertRepeated(site.ChongqingInbox.Attempts.Where(attempt => attempt.CaseEvent.Case.CaseId == id && attempt.CaseEvent.Kind == CaseEventKind.Submitted));
        Assert.Contains(await site.Hub.LedgerAsync(), entry => entry.Reason == "REGION_TIMED_OUT" && entry.Outcome == ExchangeOutcome.InDoubt);
    }

    [SkippableFact]
    public async Task Region_AcknowledgingAnotherExchange_IsAskedAgain()
    {
        await using var site = await StartAsync();
        var first = 1;
        site.ChongqingInbox.OnKept = (request, _) =>
        {
            if (Interlocked.Exchange(ref first, 0) == 1)
                request.Header.ExchangeId = Guid.CreateVersion7().ToString();
            return Task.CompletedTask;
        };

        var id = (await site.SubmitAsync()).CaseId;

        await site.SichuanInbox.UntilAsync(id, CaseEventKind.Delivered);
        AssertRepeated(site.ChongqingInbox.Attempts.Where(attempt => attempt.CaseEvent.Case.CaseId == id && attempt.CaseEvent.Kind == CaseEventKind.Submitted));
        Assert.Contains(await site.Hub.LedgerAsync(), entry => entry.Method == DeliveryAttempt.Method && entry.Outcome == ExchangeOutcome.AnswerInvalid);
    }

    [SkippableFact]
    public async Task Region_ThatHangs_DoesNotHoldUpAnother()
    {
        await using var site = await StartAsync();
        site.ChongqingInbox.OnDeliver = (_, context) => EndOfAsync(context);

        var ids = await SubmitAndWithdrawAsync(site, 20);

        await site.SichuanInbox.UntilAsync(kept => kept.Count >= 40);
        Assert.All(ids, id => Assert.Equal(SubmittedAndWithdrawn, Kinds(site.SichuanInbox, id)));
        Assert.Empty(site.ChongqingInbox.Kept);
        site.ChongqingInbox.OnDeliver = null;
    }

    /// <summary>More cases than places, so that the dispatcher must go on by itself; each event of each case once, and in order.</summary>
    [SkippableFact]
    public async Task Region_ManyCasesWithFewPlaces_GetsAllInOrder()
    {
        await using var site = await StartAsync((_, options) => options with { Deliveries = options.Deliveries with { Concurrency = 3 } });
        var underWay = 0;
        var most = 0;
        site.ChongqingInbox.OnDeliver = async (_, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref underWay));
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
        };

        var ids = await SubmitAndWithdrawAsync(site, 50);

        await site.ChongqingInbox.UntilAsync(kept => kept.Count == 100);
        Assert.All(ids, id => Assert.Equal(SubmittedAndWithdrawn, Kinds(site.ChongqingInbox, id)));
        Assert.InRange(most, 1, 3);
    }

    private static async Task<List<string>> SubmitAndWithdrawAsync(CaseSite site, int count)
        => [.. await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var id = (await site.SubmitAsync()).CaseId;
            await site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() });
            return id;
        }))];

    /// <summary>Kinds without what the hub tells of its own.</summary>
    private static IEnumerable<CaseEventKind> Kinds(StubInbox inbox, string id) => inbox.EventsOf(id).Select(message => message.Kind).Where(kind => kind != CaseEventKind.Delivered);

    /// <summary>One delivery, brought more than once, as an exchange of its own each time.</summary>
    private static void AssertRepeated(IEnumerable<DeliverRequest> attempts)
    {
        var all = attempts.ToList();
        Assert.True(all.Count >= 2);
        Assert.Single(all.Select(attempt => attempt.DeliveryId).Distinct());
        Assert.Equal(all.Count, all.Select(attempt => attempt.Header.ExchangeId).Distinct().Count());
    }

    private static async Task EndOfAsync(ServerCallContext context)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.CancellationToken.Register(ended.SetResult);
        await ended.Task;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}

public sealed class DeliveryTestsOnSqlite() : DeliveryTests(StoreOptions.Sqlite);

public sealed class DeliveryTestsByLink() : DeliveryTests(StoreOptions.Sqlite, BackOfficeWay.Link);

public sealed class DeliveryTestsOnPostgreSql() : DeliveryTests(StoreOptions.PostgreSql);
