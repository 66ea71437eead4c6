using System.Diagnostics;
using ExchangeHub.Client.Calls;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Benchmarks.Reconciliation;

/// <summary>The comparison alone, in this process, on the hub's database and over mutual TLS to the same region: by all means, or by those of others.</summary>
internal sealed class Peers : IAsyncDisposable
{
    public const ComparisonMethods All = ComparisonMethods.Descent | ComparisonMethods.Sketch | ComparisonMethods.List;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly ServiceProvider _services;
    private readonly HubChannel _channel;
    private readonly IdRange _day;

    private Peers(ServiceProvider services, HubChannel channel, IdRange day) => (_services, _channel, _day) = (services, channel, day);

    public static Peers Of(ReconciliationRig rig)
    {
        var begin = new DateTimeOffset(rig.Rows.Day, TimeOnly.MinValue, TimeSpan.FromHours(8));
        var day = new IdRange(ExchangeIds.FirstAt(begin), ExchangeIds.FirstAt(begin.AddDays(1)));
        return new Peers(rig.Setup.Database.Services(), rig.ConnectRegion(), day);
    }

    public async Task MeasureAsync(string name, string way, ComparisonMethods methods, Action<string, string, long, long, int, TimeSpan, string, string> print)
    {
        var local = new HubLedger(ReconciliationRig.Participant, null, _services.GetRequiredService<IParticipantLedger>(), _services.GetRequiredService<IDbContextFactory<HubDbContext>>());
        var remote = new RemoteLedger(new Direct(_channel.Invoker), null, Deadline, TimeProvider.System);
        var found = 0L;
        var start = Stopwatch.GetTimestamp();
        var result = await new LedgerComparison(local, remote, new ComparisonOptions { Methods = methods }).RunAsync(_day, (_, _) =>
        {
            found++;
            return ValueTask.CompletedTask;
        }, null, CancellationToken.None);
        print(name, way, found, remote.ByteCount, result.RoundTrips, Stopwatch.GetElapsedTime(start), result.Methods.ToString(), result.Residual.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _services.DisposeAsync();
    }

    private sealed class Direct(CallInvoker invoker) : IBackOffice
    {
        public bool IsDown => false;

        public async Task<TResponse> AskAsync<TRequest, TResponse>(Func<CallInvoker, TRequest, CallOptions, AsyncUnaryCall<TResponse>> ask, TRequest request, CallOptions options)
            => await ask(invoker, request, options);
    }
}
