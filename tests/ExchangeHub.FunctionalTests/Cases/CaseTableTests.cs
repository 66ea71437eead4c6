using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Every act of both sides in every state, by real calls, against a table that was written down by hand from the contract.</summary>
public abstract class CaseTableTests(string store) : CaseTest(store)
{
    private static readonly Dictionary<CaseState, ((CaseEventKind Act, CaseState After)[] Asks, (CaseEventKind Act, CaseState After)[] Answers)> Allowed = new()
    {
        [CaseState.Submitted] = ([(Withdrawn, CaseState.Withdrawn)], [(ReceiptConfirmed, CaseState.Received)]),
        [CaseState.Delivered] = ([(Withdrawn, CaseState.Withdrawn)], [(ReceiptConfirmed, CaseState.Received)]),
        [CaseState.Received] = ([(Withdrawn, CaseState.Withdrawn)], [(Started, CaseState.InProgress), (Transferred, CaseState.Transferred), (Replied, CaseState.Replied)]),
        [CaseState.InProgress] = ([(Withdrawn, CaseState.Withdrawn)], [(SupplementRequested, CaseState.SupplementRequested), (Transferred, CaseState.Transferred), (Replied, CaseState.Replied)]),
        [CaseState.SupplementRequested] = ([(SupplementProvided, CaseState.InProgress), (Withdrawn, CaseState.Withdrawn)], [(Replied, CaseState.Replied)]),
        [CaseState.Transferred] = ([(RestartAgreed, CaseState.Transferred), (Withdrawn, CaseState.Withdrawn)], [(ReceiptConfirmed, CaseState.Received)]),
        [CaseState.Replied] = ([(Disputed, CaseState.Disputed), (Closed, CaseState.Closed)], [(Replied, CaseState.Replied)]),
        [CaseState.Disputed] = ([], [(Started, CaseState.InProgress)]),
        [CaseState.Closed] = ([], [(Replied, CaseState.Closed)]),
        [CaseState.Withdrawn] = ([], [(Replied, CaseState.Withdrawn)]),
    };

    public static TheoryData<CaseState> States => new(Allowed.Keys);

    [SkippableTheory]
    [MemberData(nameof(States))]
    public async Task Act_OfBothSidesInAState_IsTakenOrRefusedAsTheTableSays(CaseState state)
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        if (state != CaseState.Delivered)
            site.ChongqingInbox.OnDeliver = (_, _) => throw new RpcException(new Status(StatusCode.FailedPrecondition, "测试")); // So that it stays on its way.
        var other = await InStateAsync(site, state);

        foreach (var asks in new[] { true, false })
        {
            var allowed = asks ? Allowed[state].Asks : Allowed[state].Answers;
            foreach (var (act, after) in allowed)
            {
                var file = await DoAsync(site, await InStateAsync(site, state), asks, act);
                Assert.Equal((act, after), (act, file.State));
            }
            foreach (var act in CaseActs.All.Except(allowed.Select(item => item.Act)))
            {
                var refusal = HubError.From(await Assert.ThrowsAsync<RpcException>(() => DoAsync(site, other, asks, act)));
                Assert.Equal((act, "CASE_STATE_WRONG", StatusCode.FailedPrecondition), (act, refusal.Reason, refusal.Code));
            }
        }

        var untouched = await site.SummaryAsync(other.CaseId);
        Assert.Equal((state, other.Version), (untouched.State, untouched.Version));
    }

    private static Task<CaseSummary> DoAsync(CaseSite site, CaseSummary file, bool asks, CaseEventKind act)
    {
        var action = CaseRequests.Action(file.CaseId, asks ? CaseRequests.Sichuan : file.RequestedOffice);
        return (asks ? site.Office : site.Chongqing).DoAsync(act, action, Next(file));
    }

    private static OfficeReference Next(CaseSummary file) => file.RequestedOffice.Uscc == CaseRequests.Chongqing.Uscc ? CaseCast.SecondChongqing : CaseRequests.Chongqing;

    private static async Task<CaseSummary> InStateAsync(CaseSite site, CaseState state)
    {
        var file = await site.SubmitAsync();
        if (state == CaseState.Delivered)
        {
            await site.SichuanInbox.UntilAsync(file.CaseId, Delivered);
            return await site.SummaryAsync(file.CaseId);
        }
        foreach (var (asks, act) in WayTo(state))
            file = await DoAsync(site, file, asks, act);
        Assert.Equal(state, file.State);
        return file;
    }

    private static (bool Asks, CaseEventKind Act)[] WayTo(CaseState state) => state switch
    {
        CaseState.Received => [(false, ReceiptConfirmed)],
        CaseState.InProgress => [(false, ReceiptConfirmed), (false, Started)],
        CaseState.SupplementRequested => [(false, ReceiptConfirmed), (false, Started), (false, SupplementRequested)],
        CaseState.Transferred => [(false, ReceiptConfirmed), (false, Transferred)],
        CaseState.Replied => [(false, ReceiptConfirmed), (false, Replied)],
        CaseState.Disputed => [(false, ReceiptConfirmed), (false, Replied), (true, Disputed)],
        CaseState.Closed => [(false, ReceiptConfirmed), (false, Replied), (true, Closed)],
        CaseState.Withdrawn => [(true, Withdrawn)],
        _ => [],
    };
}

public sealed class CaseTableTestsOnSqlite() : CaseTableTests(StoreOptions.Sqlite);

public sealed class CaseTableTestsOnPostgreSql() : CaseTableTests(StoreOptions.PostgreSql);
