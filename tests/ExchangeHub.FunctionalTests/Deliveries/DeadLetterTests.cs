using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.FunctionalTests.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Operations.V1.DeliveryOperationsService;

namespace ExchangeHub.FunctionalTests.Deliveries;

/// <summary>Deliveries that are given up after the configured age, and what operators see and do about them.</summary>
public abstract class DeadLetterTests(string store) : CaseTest(store)
{
    private const int GivenUp = 1712;

    [SkippableFact]
    public async Task Delivery_TooOld_IsGivenUpAndBlocksItsCaseUntilItIsSentAgain()
    {
        var clock = new ShiftedClock();
        await using var cast = new CaseCast();
        await using var site = await StartOldAsync(cast, clock);
        var id = await DeadLetterAsync(site, clock);
        var alert = await site.Hub.Log.First(GivenUp);
        Assert.Contains(id, alert.Text, StringComparison.Ordinal);
        Assert.Contains("REGION_FAILED", alert.Text, StringComparison.Ordinal);

        site.ChongqingInbox.OnDeliver = null;
        await site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() });
        var other = (await site.SubmitAsync()).CaseId;
        await site.SichuanInbox.UntilAsync(other, CaseEventKind.Delivered);
        Assert.Empty(site.ChongqingInbox.EventsOf(id));

        using var channel = site.Hub.Connect(cast.Operator);
        var operations = new DeliveryOperationsServiceClient(channel.Invoker);
        var backlog = Assert.Single((await operations.GetDeliveryBacklogAsync(new GetDeliveryBacklogRequest())).Addressees, item => item.Addressee.RegionCode == "CN-CQ");
        Assert.Equal(("cq-back-office", 1, 1, ""), (backlog.Addressee.ParticipantId, backlog.WaitingCount, backlog.FailedCount, backlog.LastReason));
        var listed = (await operations.ListDeliveriesAsync(new ListDeliveriesRequest { AddresseeId = "cq-back-office" })).Deliveries;
        Assert.Equal([(DeliveryState.Failed, 1, "REGION_FAILED"), (DeliveryState.Waiting, 2, "")], listed.Select(delivery => (delivery.State, delivery.CaseVersion, delivery.LastReason)));

        var request = new ResendDeliveriesRequest { RequestId = Guid.NewGuid().ToString(), DeliveryIds = { listed[0].DeliveryId }, Reason = "对方系统已修复（测试）" };
        Assert.Equal(1, (await operations.ResendDeliveriesAsync(request)).ResentCount);
        await site.ChongqingInbox.UntilAsync(id, CaseEventKind.Withdrawn);
        Assert.Equal([CaseEventKind.Submitted, CaseEventKind.Withdrawn], site.ChongqingInbox.EventsOf(id).Select(message => message.Kind));

        Assert.Equal(1, (await operations.ResendDeliveriesAsync(request)).ResentCount);
        request.Reason = "另一理由";
        Assert.Equal("REQUEST_ID_REUSED", (await RefusedAsync(operations.ResendDeliveriesAsync(request))).Reason);
        await EntriesSayWhoAndWhyAsync(site, id);
    }

    /// <summary>As after a week in which the hub was down: what waits has its attempt before it is given up, and so has what waits behind it.</summary>
    [SkippableFact]
    public async Task Deliveries_TooOldWhenTheRegionComesBack_AreBroughtAndNotGivenUp()
    {
        var clock = new ShiftedClock();
        await using var cast = new CaseCast();
        await using var site = await StartOldAsync(cast, clock);
        await using (var context = await site.Hub.DatabaseAsync())
        {
            context.DispatchLeases.RemoveRange(context.DispatchLeases);
            context.DispatchLeases.Add(new DispatchLease { Name = "CN-CQ", Owner = Guid.NewGuid(), EndTime = clock.GetUtcNow().AddHours(1) }); // Nobody brings anything for an hour.
            await context.SaveChangesAsync();
        }
        var ids = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            ids.Add((await site.SubmitAsync()).CaseId);
            await site.Office.DoAsync(CaseEventKind.Withdrawn, CaseSite.Asking(ids[i]));
        }
        await site.SichuanInbox.UntilAsync(kept => kept.Count == 80);

        clock.Shift = TimeSpan.FromHours(2);

        await site.ChongqingInbox.UntilAsync(kept => kept.Count == 80);
        Assert.DoesNotContain(site.Hub.Log.Lines, line => line.Event.Id == GivenUp);
    }

    [SkippableFact]
    public async Task Deliveries_RegionUnreachableForTooLong_AreGivenUpAndComeWhenSentAgain()
    {
        var clock = new ShiftedClock();
        await using var cast = new CaseCast();
        await using var site = await StartOldAsync(cast, clock);
        await site.Hub.Chongqing.DisposeAsync();
        var id = (await site.SubmitAsync()).CaseId;
        await site.Office.DoAsync(CaseEventKind.Withdrawn, CaseSite.Asking(id));
        clock.Shift = TimeSpan.FromHours(2);
        Assert.Contains("REGION_UN", (await site.Hub.Log.First(GivenUp)).Text, StringComparison.Ordinal);
        await site.Hub.RestartChongqingAsync();
        using var channel = site.Hub.Connect(cast.Operator);

        Assert.Equal(1, (await new DeliveryOperationsServiceClient(channel.Invoker).ResendDeliveriesAsync(Resend(""))).ResentCount);

        await site.ChongqingInbox.UntilAsync(id, CaseEventKind.Withdrawn);
        Assert.Equal([CaseEventKind.Submitted, CaseEventKind.Withdrawn], site.ChongqingInbox.EventsOf(id).Select(message => message.Kind));
    }

    [SkippableFact]
    public async Task Resend_AddresseeOrAll_BringsWhatHasFailedAndNothingElse()
    {
        var clock = new ShiftedClock();
        await using var cast = new CaseCast();
        await using var site = await StartOldAsync(cast, clock);
        var id = await DeadLetterAsync(site, clock);
        await site.Hub.Log.First(GivenUp);
        site.ChongqingInbox.OnDeliver = null;
        using var channel = site.Hub.Connect(cast.Operator);
        var operations = new DeliveryOperationsServiceClient(channel.Invoker);

        Assert.Equal(0, (await operations.ResendDeliveriesAsync(Resend("sc-back-office"))).ResentCount);
        Assert.Equal(0, (await operations.ResendDeliveriesAsync(Resend("", Guid.CreateVersion7().ToString()))).ResentCount);
        Assert.Equal(1, (await operations.ResendDeliveriesAsync(Resend("cq-back-office"))).ResentCount);
        await site.ChongqingInbox.UntilAsync(id, CaseEventKind.Submitted);
        Assert.Equal(0, (await operations.ResendDeliveriesAsync(Resend(""))).ResentCount);
    }

    [SkippableFact]
    public async Task ListDeliveries_Many_PagesThroughAllOldestFirst()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        await site.Hub.Chongqing.DisposeAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add((await site.SubmitAsync()).CaseId);
        using var channel = site.Hub.Connect(cast.Operator);
        var operations = new DeliveryOperationsServiceClient(channel.Invoker);
        var request = new ListDeliveriesRequest { PageSize = 2, AddresseeId = "cq-back-office", State = DeliveryState.Waiting };

        var listed = new List<string>();
        do
        {
            var page = await operations.ListDeliveriesAsync(request);
            Assert.True(page.Deliveries.Count <= 2);
            listed.AddRange(page.Deliveries.Select(delivery => delivery.CaseId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(ids, listed);
        request.PageToken = (await operations.ListDeliveriesAsync(new ListDeliveriesRequest { PageSize = 1 })).NextPageToken;
        Assert.Equal("PAGE_TOKEN_INVALID", (await RefusedAsync(operations.ListDeliveriesAsync(request))).Reason);
        var backlog = (await operations.GetDeliveryBacklogAsync(new GetDeliveryBacklogRequest())).Addressees.Single(item => item.Addressee.RegionCode == "CN-CQ");
        Assert.Equal((5, 0), (backlog.WaitingCount, backlog.FailedCount));
        Assert.True(backlog.LastReason is "REGION_UNREACHABLE" or "REGION_UNAVAILABLE", backlog.LastReason);
        await site.Hub.RestartChongqingAsync();
        await site.ChongqingInbox.UntilAsync(kept => kept.Count == 5);
    }

    [SkippableFact]
    public async Task Operations_OfOthersThanOperators_AreDeniedAndOfBadShapeNamed()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        foreach (var certificate in new[] { site.Hub.Office, site.Hub.ChongqingCertificate, cast.Auditor })
        {
            using var other = site.Hub.Connect(certificate);
            var denied = new DeliveryOperationsServiceClient(other.Invoker);
            Assert.Equal("ROLE_NOT_PERMITTED", (await RefusedAsync(denied.GetDeliveryBacklogAsync(new GetDeliveryBacklogRequest()))).Reason);
            Assert.Equal("ROLE_NOT_PERMITTED", (await RefusedAsync(denied.ListDeliveriesAsync(new ListDeliveriesRequest()))).Reason);
            Assert.Equal("ROLE_NOT_PERMITTED", (await RefusedAsync(denied.ResendDeliveriesAsync(Resend("")))).Reason);
        }

        using var channel = site.Hub.Connect(cast.Operator);
        var operations = new DeliveryOperationsServiceClient(channel.Invoker);
        var refusal = await RefusedAsync(operations.ResendDeliveriesAsync(new ResendDeliveriesRequest { RequestId = "1", AddresseeId = "nobody", DeliveryIds = { "2" } }));
        Assert.Equal(["addressee_id", "delivery_ids[0]", "reason", "request_id"], refusal.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    private Task<CaseSite> StartOldAsync(CaseCast cast, ShiftedClock clock)
        => StartAsync(
            (hub, options) =>
            {
                hub.Log.Allow(GivenUp);
                options = cast.AddTo(hub, options);
                return options with { Deliveries = options.Deliveries with { GiveUpHours = 1 } };
            },
            builder => builder.Services.AddSingleton<TimeProvider>(clock));

    /// <summary>A case whose request is refused over there until its time is up.</summary>
    private static async Task<string> DeadLetterAsync(CaseSite site, ShiftedClock clock)
    {
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var attempts = 0;
        site.ChongqingInbox.OnDeliver = (_, _) =>
        {
            if (Interlocked.Increment(ref attempts) == 2)
                tried.SetResult(); // The first one's failure is written down by now.
            throw new RpcException(new Status(StatusCode.Internal, "测试"));
        };
        var id = (await site.SubmitAsync()).CaseId;
        await tried.Task.WaitAsync(TimeSpan.FromSeconds(60));
        clock.Shift = TimeSpan.FromHours(2);
        return id;
    }

    private static ResendDeliveriesRequest Resend(string addressee, params string[] ids)
        => new() { RequestId = Guid.NewGuid().ToString(), AddresseeId = addressee, DeliveryIds = { ids }, Reason = "测试" };

    private static async Task EntriesSayWhoAndWhyAsync(CaseSite site, string id)
    {
        var ledger = await site.Hub.LedgerAsync();
        var givenUp = Assert.Single(ledger, entry => entry.Outcome == ExchangeOutcome.GivenUp);
        Assert.Equal((Guid.Parse(id), GiveUpWrite.Reason), (givenUp.ExchangeId, givenUp.Reason));
        var resent = Assert.Single(ledger, entry => entry.Method.EndsWith("/ResendDeliveries", StringComparison.Ordinal) && entry.Outcome == ExchangeOutcome.Answered);
        Assert.Equal(("hub-operator", "对方系统已修复（测试）"), (resent.CallerId, resent.Purpose));
    }
}

public sealed class DeadLetterTestsOnSqlite() : DeadLetterTests(StoreOptions.Sqlite);

public sealed class DeadLetterTestsOnPostgreSql() : DeadLetterTests(StoreOptions.PostgreSql);
