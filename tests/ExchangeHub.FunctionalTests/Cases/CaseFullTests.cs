using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>A case that has as many events as it may have.</summary>
public abstract class CaseFullTests(string store) : CaseTimeTest(store)
{
    [SkippableFact]
    public async Task Act_OnAFullCase_IsRefusedAndTheHubsOwnEventsGoOn()
    {
        await using var site = await StartShiftedAsync();
        var id = await site.InProgressAsync();
        await site.SichuanInbox.UntilAsync(id, Started);
        var caseId = Guid.Parse(id);
        await using (var context = await site.Hub.DatabaseAsync())
            await context.CaseFiles.Where(file => file.Id == caseId).ExecuteUpdateAsync(set => set.SetProperty(file => file.Version, CaseRecorder.MaxEvents));
        var before = await site.SummaryAsync(id);

        var refusal = await RefusedAsync(site.Office.WithdrawCaseAsync(new WithdrawCaseRequest { Action = CaseSite.Asking(id), Statement = CaseRequests.Statement() }));

        Assert.Equal((StatusCode.ResourceExhausted, "CASE_FULL"), (refusal.Code, refusal.Reason));
        Assert.Equal(before, await site.SummaryAsync(id));
        ShiftTo(Day(before.Deadlines.ServiceDate).AddDays(1));
        Assert.Equal(2, await DueAsync(site));
        Assert.True((await site.SummaryAsync(id)).Overdue);
    }
}

public sealed class CaseFullTestsOnSqlite() : CaseFullTests(StoreOptions.Sqlite);

public sealed class CaseFullTestsOnPostgreSql() : CaseFullTests(StoreOptions.PostgreSql);
