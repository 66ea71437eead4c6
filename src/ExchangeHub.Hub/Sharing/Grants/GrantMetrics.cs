using System.Diagnostics.Metrics;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>Applications as a metric (指标), in the meter <c>ExchangeHub.Sharing</c>: those that nobody has decided in time, as the last look found them.</summary>
internal sealed class GrantMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ExchangeHub.Sharing";

    private readonly Meter _meter;
    private readonly IDbContextFactory<HubDbContext> _contexts;
    private IReadOnlyList<Measurement<long>> _overdue = [];

    public GrantMetrics(IMeterFactory factory, IDbContextFactory<HubDbContext> contexts)
    {
        _contexts = contexts;
        _meter = factory.Create(MeterName);
        _meter.CreateObservableGauge("exchangehub.sharing.grants.overdue", () => Volatile.Read(ref _overdue), "{application}", "Applications that were not decided in time and still are not");
    }

    /// <summary>Applications that are past the day by which they were to be decided, and that operators were told of.</summary>
    public static IQueryable<GrantEntry> Overdue(HubDbContext context) => context.Grants.AsNoTracking().Where(grant => grant.State == GrantState.Applied && grant.IsOverdue);

    /// <summary>Looks how many there are.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var groups = await Overdue(context).GroupBy(grant => new { grant.DataSet, grant.ProducerRegion })
            .Select(group => new { group.Key.DataSet, group.Key.ProducerRegion, Count = group.LongCount() }).ToListAsync(cancellationToken);
        Volatile.Write(ref _overdue, groups.ConvertAll(group => new Measurement<long>(group.Count, Tag("data_set", DataSets.NameOf(group.DataSet)), Tag("producer", group.ProducerRegion))));
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
