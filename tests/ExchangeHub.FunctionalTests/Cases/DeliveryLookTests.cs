using System.Data.Common;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>What the dispatcher sees when it looks, and what became of it meanwhile.</summary>
public sealed class DeliveryLookTests() : CaseTest(StoreOptions.Sqlite)
{
    [SkippableFact]
    public async Task Delivery_AcknowledgedWhileTheDispatcherLooks_IsNotBroughtAgain()
    {
        var look = new HeldLook("CN-CQ");
        await using var site = await StartAsync(configure: builder => builder.Services.ConfigureDbContext<HubDbContext>(context => context.AddInterceptors(look)));
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var acknowledge = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.ChongqingInbox.OnDeliver = async (_, _) =>
        {
            arrived.TrySetResult();
            await acknowledge.Task;
        };
        var first = await site.SubmitAsync();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));

        // The next look sees the delivery as waiting; before it goes on, the delivery is acknowledged.
        await look.HoldNextAsync();
        acknowledge.SetResult();
        await site.SichuanInbox.UntilAsync(first.CaseId, CaseEventKind.Delivered);
        look.GoOn();
        var second = await site.SubmitAsync();
        await site.SichuanInbox.UntilAsync(second.CaseId, CaseEventKind.Delivered);

        Assert.Equal([first.CaseId, second.CaseId], site.ChongqingInbox.Attempts.Select(attempt => attempt.CaseEvent.Case.CaseId));
    }

    /// <summary>Holds one look for what is due to a region, when the database has answered and before the dispatcher has read it.</summary>
    private sealed class HeldLook(string region) : DbCommandInterceptor
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left;

        public Task HoldNextAsync()
        {
            Interlocked.Exchange(ref _left, 1);
            return _held.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        public void GoOn() => _goOn.SetResult();

        public override async ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("kept_messages", StringComparison.Ordinal) && command.Parameters.Cast<DbParameter>().Any(parameter => region.Equals(parameter.Value))
                && Interlocked.CompareExchange(ref _left, 0, 1) == 1)
            {
                _held.SetResult();
                await _goOn.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
            }
            return result;
        }
    }
}
