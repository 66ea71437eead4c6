using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Watching one case and all cases: what has happened, then what happens, without a gap.</summary>
public abstract class CaseWatchTests(string store) : CaseTest(store)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task WatchCase_FromTheBeginning_GivesWhatHappenedWithItsPapersAndThenWhatHappens()
    {
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        await site.SichuanInbox.UntilAsync(id, CaseEventKind.Submitted);
        using var watch = site.Office.WatchCase(new WatchCaseRequest { CaseId = id });

        var past = await TakeAsync(watch.ResponseStream, 3);
        Assert.Equal("委托", past[0].Event.Request.TargetCertificate.Title);
        await site.Chongqing.DoAsync(CaseEventKind.Replied, CaseSite.Answering(id));
        var all = past.Select(item => item.Event).ToList();
        while (all[^1].Kind != CaseEventKind.Replied)
            all.Add((await TakeAsync(watch.ResponseStream, 1))[0].Event);

        Assert.Equal(Enumerable.Range(1, all.Count), all.Select(message => message.Case.Version));
        Assert.Equal(1, all[^1].Reply.ReplyVersion);
        Assert.Equal((await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = id })).Events.Select(message => message.EventId), all.Select(message => message.EventId));
    }

    [SkippableFact]
    public async Task WatchCase_FromAVersion_GivesOnlyWhatCameLater()
    {
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        var version = (await site.SummaryAsync(id)).Version;
        using var watch = site.Chongqing.WatchCase(new WatchCaseRequest { CaseId = id, SeenVersion = version });
        await watch.ResponseHeadersAsync;

        await site.Office.DoAsync(CaseEventKind.Withdrawn, CaseSite.Asking(id));

        var next = (await TakeAsync(watch.ResponseStream, 1))[0].Event;
        Assert.True(next.Case.Version > version);
        Assert.Equal(CaseEventKind.Withdrawn, next.Kind);
        Assert.Equal(CaseRequests.Statement().Reason, next.Statement.Reason);
    }

    [SkippableFact]
    public async Task WatchCases_FromNow_GivesOnlyTheCallersAndOnlyWhatHappensNow()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        using var channel = site.Hub.Connect(cast.Other);
        var other = new NotaryAssistanceServiceClient(channel.Invoker);
        await other.SubmitCaseAsync(OfOther());
        using var watch = other.WatchCases(new WatchCasesRequest());
        await watch.ResponseHeadersAsync;

        await site.SubmitAsync();
        var own = (await other.SubmitCaseAsync(OfOther())).Case.CaseId;
        await site.SubmitAsync();
        var second = (await other.SubmitCaseAsync(OfOther())).Case.CaseId;

        var events = new List<CaseEvent>();
        while (!events.Any(message => message.Case.CaseId == second))
            events.Add((await TakeAsync(watch.ResponseStream, 1))[0].Event);
        Assert.Equal([own, second], events.Where(message => message.Kind == CaseEventKind.Submitted).Select(message => message.Case.CaseId));
        Assert.Equal(["CASE_NOT_FOUND"], [(await StreamRefusedAsync(other.WatchCase(new WatchCaseRequest { CaseId = (await site.SubmitAsync()).CaseId }))).Reason]);
    }

    [SkippableFact]
    public async Task WatchCases_Resumed_MissesNothing()
    {
        await using var site = await StartAsync();
        using var first = site.Office.WatchCases(new WatchCasesRequest());
        await first.ResponseHeadersAsync;
        var before = (await site.SubmitAsync()).CaseId;
        var seen = (await TakeAsync(first.ResponseStream, 1))[0].Event;
        Assert.Equal(before, seen.Case.CaseId);
        first.Dispose();
        var during = (await site.SubmitAsync()).CaseId;
        await site.Office.DoAsync(CaseEventKind.Withdrawn, CaseSite.Asking(before));

        using var resumed = site.Office.WatchCases(new WatchCasesRequest { SeenEventId = seen.EventId });
        await resumed.ResponseHeadersAsync;
        var after = (await site.SubmitAsync()).CaseId;

        var events = new List<CaseEvent>();
        while (!events.Any(message => message.Case.CaseId == after))
            events.Add((await TakeAsync(resumed.ResponseStream, 1))[0].Event);
        Assert.DoesNotContain(events, message => message.EventId == seen.EventId);
        Assert.Contains(events, message => message.Case.CaseId == during && message.Kind == CaseEventKind.Submitted);
        Assert.Contains(events, message => message.Case.CaseId == before && message.Kind == CaseEventKind.Withdrawn);
        Assert.Equal(events.Count, events.Select(message => message.EventId).Distinct().Count());
    }

    /// <summary>The client's own way of following, over a hub's end of the stream: see its unit tests; here only that both understand each other.</summary>
    [SkippableFact]
    public async Task FollowCases_Any_GivesWhatHappens()
    {
        await using var site = await StartAsync();
        var first = await site.Office.SubmitCaseAsync(CaseRequests.Submit());
        using var patience = new CancellationTokenSource(Patience);
        var second = (await site.SubmitAsync()).CaseId;

        await foreach (var message in site.Office.FollowCasesAsync(first.Receipt.ExchangeId, cancellationToken: patience.Token))
        {
            Assert.NotEqual(first.Receipt.ExchangeId, message.EventId);
            if (message.Case.CaseId == second)
                return;
        }
        Assert.Fail("The watch ended.");
    }

    /// <summary>More than a page and more than any window of the connection holds: what is not read waits in the database, in order.</summary>
    [SkippableFact]
    public async Task Watches_ReaderThatDoesNotReadForAWhile_GetsAllInOrder()
    {
        await using var site = await StartAsync();
        using var all = site.Office.WatchCases(new WatchCasesRequest());
        await all.ResponseHeadersAsync;
        var one = await site.InProgressAsync();
        using var single = site.Office.WatchCase(new WatchCaseRequest { CaseId = one });

        const int Cases = 260;
        var ids = await Task.WhenAll(Enumerable.Range(0, Cases).Select(async _ => (await site.SubmitAsync()).CaseId));
        for (var i = 0; i < 110; i++)
        {
            await site.Chongqing.DoAsync(CaseEventKind.SupplementRequested, CaseSite.Answering(one));
            await site.Office.DoAsync(CaseEventKind.SupplementProvided, CaseSite.Asking(one));
        }
        var last = await site.Chongqing.DoAsync(CaseEventKind.Replied, CaseSite.Answering(one));
        await site.ChongqingInbox.UntilAsync(kept => ids.All(id => kept.Any(request => request.CaseEvent.Case.CaseId == id)));

        var versions = (await TakeAsync(single.ResponseStream, last.Version)).Select(item => item.Event.Case.Version);
        Assert.Equal(Enumerable.Range(1, last.Version), versions);
        var seen = new Dictionary<string, int>();
        while (seen.Count < Cases + 1 || seen[one] < last.Version)
        {
            var file = (await TakeAsync(all.ResponseStream, 1))[0].Event.Case;
            Assert.Equal(seen.GetValueOrDefault(file.CaseId) + 1, file.Version);
            seen[file.CaseId] = file.Version;
        }
    }

    [SkippableFact]
    public async Task Watches_EndedByTheCaller_LeaveNoErrorAndALedgerEntryEach()
    {
        await using var site = await StartAsync();
        var id = (await site.SubmitAsync()).CaseId;
        using (var one = site.Office.WatchCase(new WatchCaseRequest { CaseId = id }))
        using (var all = site.Office.WatchCases(new WatchCasesRequest()))
        {
            await TakeAsync(one.ResponseStream, 1);
            await all.ResponseHeadersAsync;
        }

        await site.SubmitAsync();
        var watches = (await site.Hub.LedgerAsync()).Where(entry => entry.Method.Contains("/Watch", StringComparison.Ordinal)).ToList();
        Assert.Equal(["WatchCase", "WatchCases"], watches.Select(entry => entry.Method.Split('/')[^1]).Order(StringComparer.Ordinal));
        // That there was no error, the hub's end looks for.
    }

    [SkippableFact]
    public async Task Watches_OfBadShape_AreRefused()
    {
        await using var site = await StartAsync();
        var one = await StreamRefusedAsync(site.Office.WatchCase(new WatchCaseRequest { CaseId = "1", SeenVersion = -1 }));
        var all = await StreamRefusedAsync(site.Office.WatchCases(new WatchCasesRequest { SeenEventId = "1" }));

        Assert.Equal(["case_id", "seen_version"], one.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
        Assert.Equal(["seen_event_id"], all.Violations.Select(violation => violation.Field));
    }

    private static SubmitCaseRequest OfOther()
    {
        var request = CaseRequests.Submit();
        request.Header.RequestingOffice = CaseCast.OtherSichuan;
        return request;
    }

    private static async Task<List<T>> TakeAsync<T>(IAsyncStreamReader<T> stream, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var taken = new List<T>();
        while (taken.Count < count && await stream.MoveNext(patience.Token))
            taken.Add(stream.Current);
        Assert.Equal(count, taken.Count);
        return taken;
    }

    private static async Task<HubError> StreamRefusedAsync<T>(AsyncServerStreamingCall<T> call)
    {
        using (call)
            return HubError.From(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None)));
    }
}

public sealed class CaseWatchTestsOnSqlite() : CaseWatchTests(StoreOptions.Sqlite);

public sealed class CaseWatchTestsOnPostgreSql() : CaseWatchTests(StoreOptions.PostgreSql);
