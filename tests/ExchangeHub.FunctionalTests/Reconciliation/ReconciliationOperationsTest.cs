using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>Tests of what operators see and do: a hub with two operators and an auditor.</summary>
public abstract class ReconciliationOperationsTest(string store) : ReconciliationTest(store)
{
    private protected async Task<OperatorSite> StartWithOperatorsAsync(Func<HubOptions, HubOptions>? change = null)
    {
        X509Certificate2? first = null, second = null, auditor = null;
        var hub = await StartHubAsync(
            (hub, options) =>
            {
                (first, second, auditor) = (TestPki.Client(hub.Pki.Hub, "operator-1"), TestPki.Client(hub.Pki.Hub, "operator-2"), TestPki.Client(hub.Pki.Hub, "auditor-1"));
                options = options with
                {
                    Participants =
                    [
                        .. options.Participants,
                        TestHub.Participant("operator-1", "HUB", "operator", first),
                        TestHub.Participant("operator-2", "HUB", "operator", second),
                        TestHub.Participant("auditor-1", "HUB", "auditor", auditor),
                    ],
                };
                return change?.Invoke(options) ?? options;
            },
            builder => builder.Services.AddSingleton<TimeProvider>(Clock));
        return new OperatorSite(new ReconciliationSite(hub, Today), first!, second!, auditor!);
    }
}

/// <summary>The site, and clients for those who look at it.</summary>
internal sealed class OperatorSite : IAsyncDisposable
{
    private readonly List<HubChannel> _channels = [];

    public OperatorSite(ReconciliationSite site, X509Certificate2 first, X509Certificate2 second, X509Certificate2 auditor)
    {
        Site = site;
        (Operator, Second, Auditor) = (Connect(first), Connect(second), Connect(auditor));
    }

    public ReconciliationSite Site { get; }

    public ReconciliationOperationsServiceClient Operator { get; }

    public ReconciliationOperationsServiceClient Second { get; }

    public ReconciliationOperationsServiceClient Auditor { get; }

    /// <summary>A client with another certificate, or in another language.</summary>
    public ReconciliationOperationsServiceClient Connect(X509Certificate2 certificate, string language = "en")
    {
        _channels.Add(Site.Hub.Connect(certificate, language));
        return new ReconciliationOperationsServiceClient(_channels[^1].Invoker);
    }

    public static StartReconciliationRunRequest Start(DateOnly day) => new()
    {
        RequestId = Guid.NewGuid().ToString(),
        ParticipantId = LedgerSeed.Chongqing,
        FirstDay = CalendarDates.ToProto(day),
        LastDay = CalendarDates.ToProto(day),
        Reason = "月度核对（测试）",
        OperatorName = "周明",
    };

    /// <summary>Starts a run of a day, and watches it to its end.</summary>
    public async Task<List<WatchReconciliationRunResponse>> RunAsync(DateOnly day)
        => await WatchAsync((await Operator.StartReconciliationRunAsync(Start(day))).Run.RunId);

    public async Task<List<WatchReconciliationRunResponse>> WatchAsync(string runId)
    {
        using var call = Auditor.WatchReconciliationRun(new WatchReconciliationRunRequest { RunId = runId }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2));
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    /// <summary>Loses rows in the region, runs, and gives what was found.</summary>
    public async Task<List<Difference>> DifferencesAsync(int count)
    {
        foreach (var entry in (await Site.SeedAsync(Site.Yesterday, 20)).Take(count))
            Site.Region.Remove(entry.Id);
        await RunAsync(Site.Yesterday);
        return [.. (await Operator.ListDifferencesAsync(new ListDifferencesRequest())).Differences];
    }

    public static async Task<HubError> RefusedAsync<T>(AsyncUnaryCall<T> call) => HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await call));

    public async ValueTask DisposeAsync()
    {
        _channels.ForEach(channel => channel.Dispose());
        await Site.DisposeAsync();
    }
}
