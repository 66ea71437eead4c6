using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.TestKit;
using Date = Google.Type.Date;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>What tests of time limits share: a hub whose clock they shift, and whose due check runs when they say so.</summary>
public abstract class CaseTimeTest(string store) : CaseTest(store)
{
    /// <summary>Never, within these tests' lives.</summary>
    private const string NoCron = "0 0 0 1 1 ? 2098";

    private protected ShiftedClock Clock { get; } = new();

    private protected Task<CaseSite> StartShiftedAsync(Func<TestHub, HubOptions, HubOptions>? change = null)
        => StartAsync(
            (hub, options) =>
            {
                options = options with { Cases = options.Cases with { DueCheckCron = NoCron } };
                return change?.Invoke(hub, options) ?? options;
            },
            builder => builder.Services.AddSingleton<TimeProvider>(Clock));

    /// <summary>Makes it noon of a day in Asia/Shanghai.</summary>
    private protected void ShiftTo(DateOnly day)
        => Clock.Shift = new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.FromHours(8)) - TimeProvider.System.GetUtcNow();

    private protected static Task<int> DueAsync(CaseSite site) => site.Hub.Services.GetRequiredService<CaseDueRunner>().RunAsync(CancellationToken.None);

    /// <summary>A runner with a writer of its own, as another hub has.</summary>
    private protected static CaseDueRunner OtherRunner(CaseSite site)
        => ActivatorUtilities.CreateInstance<CaseDueRunner>(site.Hub.Services, ActivatorUtilities.CreateInstance<HubWriter>(site.Hub.Services));

    private protected static DateOnly Day(Date date) => new(date.Year, date.Month, date.Day);

    /// <summary>The next day on which offices work, by the tests' calendars.</summary>
    private protected static DateOnly WorkingDayAfter(DateOnly day, int count = 1)
    {
        for (; count > 0; count--)
        {
            do
                day = day.AddDays(1);
            while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        }
        return day;
    }

    private protected static async Task<List<CaseEvent>> EventsAsync(CaseSite site, string id) => [.. (await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = id })).Events];

    /// <summary>What the hub itself gave, in order, but DELIVERED.</summary>
    private protected static async Task<List<CaseEventKind>> GivenAsync(CaseSite site, string id)
        => [.. (await EventsAsync(site, id)).Where(message => message.Actor is null && message.Kind != CaseEventKind.Delivered).Select(message => message.Kind)];
}
