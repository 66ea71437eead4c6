using System.Diagnostics.Metrics;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Sharing.Grants;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>The metrics of reconciliation, as a listener reads them.</summary>
public abstract class ReconciliationMetricsTests(string store) : ReconciliationTest(store)
{
    [SkippableFact]
    public async Task Runs_ThatEnd_AreMeasured()
    {
        await using var site = await StartAsync();
        using var heard = new Measurements(site.Hub.Services);
        await site.SeedAsync(site.Yesterday, 20);
        site.Region.Remove(site.Region.Rows[0].Id);

        await site.RunAsync(Manual(site.Yesterday));
        await site.RunAsync(Manual(site.Yesterday.AddDays(-1)));

        Assert.Equal([(39, "participant=cq-back-office"), (0, "participant=cq-back-office")], heard.Of("exchangehub.reconciliation.rows"));
        var durations = heard.Of("exchangehub.reconciliation.run.duration");
        Assert.Equal(["kind=MANUAL,participant=cq-back-office,state=DIFFERENCES", "kind=MANUAL,participant=cq-back-office,state=CLEAN"], durations.Select(run => run.Tags));
        Assert.All(durations, run => Assert.InRange(run.Value, 0, 120));
    }

    [SkippableFact]
    public async Task Standing_OfDifferencesAndDays_IsAsTheLastLookFoundIt()
    {
        await using var site = await StartAsync();
        using var heard = new Measurements(site.Hub.Services);
        Assert.Empty(heard.Observe("exchangehub.reconciliation.differences.open"));
        await site.SeedAsync(site.Yesterday, 20);
        foreach (var row in site.Region.Rows.Take(2).ToList())
            site.Region.Remove(row.Id);
        site.Region.Add(LedgerSeed.Day(site.Yesterday, 7).Skip(1).Take(1).Select(LedgerSeed.Row));
        await site.RunAsync(Manual(site.Yesterday.AddDays(-2), site.Yesterday));

        site.Get<ReconciliationMetrics>().Set(await site.Get<StandingReader>().ReadAsync(CancellationToken.None));

        Assert.Equal(
            [(1, "kind=MISSING_AT_HUB,participant=cq-back-office,severity=SECURITY"), (2, "kind=MISSING_AT_REGION,participant=cq-back-office,severity=MINOR")],
            heard.Observe("exchangehub.reconciliation.differences.open").OrderBy(open => open.Tags, StringComparer.Ordinal));
        var (age, tags) = Assert.Single(heard.Observe("exchangehub.reconciliation.clean.age"));
        Assert.Equal("participant=cq-back-office", tags);
        Assert.InRange(age, TimeSpan.FromHours(36).TotalSeconds, TimeSpan.FromHours(37).TotalSeconds); // At noon, of the day before yesterday's end.

        foreach (var difference in await site.DifferencesAsync())
            await site.ChangeAsync(difference, DifferenceState.Resolved);
        site.Get<ReconciliationMetrics>().Set(await site.Get<StandingReader>().ReadAsync(CancellationToken.None));
        Assert.Empty(heard.Observe("exchangehub.reconciliation.differences.open"));
    }
}

/// <summary>What a listener hears of one hub's reconciliation and sharing: other tests have hubs in this process too.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<(string Name, double Value, string Tags)> _heard = [];

    public Measurements(IServiceProvider hub)
    {
        var factory = hub.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name is ReconciliationMetrics.MeterName or GrantMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Called at each measurement, where it is made.</summary>
    public Action<string> OnMeasured { get; set; } = _ => { };

    /// <summary>What was heard of an instrument, in order.</summary>
    public List<(double Value, string Tags)> Of(string name)
    {
        lock (_heard)
            return [.. _heard.Where(measured => measured.Name == name).Select(measured => (measured.Value, measured.Tags))];
    }

    /// <summary>What an instrument that is observed says now.</summary>
    public List<(double Value, string Tags)> Observe(string name)
    {
        lock (_heard)
            _heard.RemoveAll(measured => measured.Name == name);
        _listener.RecordObservableInstruments();
        return Of(name);
    }

    public void Dispose() => _listener.Dispose();

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(',', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));
        lock (_heard)
            _heard.Add((instrument.Name, value, text));
        OnMeasured(instrument.Name);
    }
}

public sealed class ReconciliationMetricsTestsOnSqlite() : ReconciliationMetricsTests(StoreOptions.Sqlite);

public sealed class ReconciliationMetricsTestsOnPostgreSql() : ReconciliationMetricsTests(StoreOptions.PostgreSql);
