using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>Tests of reconciliation: a real hub at noon of a day, and a region in Chongqing whose ledger the test alters.</summary>
public abstract class ReconciliationTest(string store, BackOfficeWay way = BackOfficeWay.DialOut) : FunctionalTest(store, way)
{
    private const int RoundIsOver = 1932;

    /// <summary>Wherever the real clock is: noon, so that no test meets the edge of a day.</summary>
    private protected ShiftedClock Clock { get; } = new() { Shift = Noon() - TimeProvider.System.GetUtcNow() };

    private protected DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    private protected async Task<ReconciliationSite> StartAsync(Func<ReconciliationOptions, ReconciliationOptions>? change = null, bool withSichuan = false)
    {
        var hub = await StartHubAsync(
            (_, options) => options with { Reconciliation = change?.Invoke(options.Reconciliation) ?? options.Reconciliation },
            builder => builder.Services.AddSingleton<TimeProvider>(Clock), withSichuan);
        await hub.Log.First(RoundIsOver).WaitAsync(TimeSpan.FromMinutes(1)); // That of the start, which must not see what the test prepares.
        return new ReconciliationSite(hub, Today);
    }

    private protected static RunRequest Manual(DateOnly first, DateOnly? last = null, bool repair = false)
        => new(LedgerSeed.Chongqing, ReconciliationRunKind.Manual) { FirstDay = first, LastDay = last ?? first, IsRepairing = repair, Reason = "测试", OperatorName = "李四" };

    private static DateTimeOffset Noon()
    {
        var china = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        return new DateTimeOffset(china.Date.AddHours(12), china.Offset);
    }
}
