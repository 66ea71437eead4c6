using System.Diagnostics;
using System.Diagnostics.Metrics;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Reconciliation.Feeds;
using ExchangeHub.Hub.Reconciliation.Operations;

namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>Reconciliation as metrics (指标), in the meter <c>ExchangeHub.Reconciliation</c>: what is open as the last look found it, and what this hub's runs and checks did.</summary>
internal sealed class ReconciliationMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ExchangeHub.Reconciliation";

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _contents;
    private readonly Counter<long> _feeds;
    private ReconciliationStanding _standing = new([], []);

    public ReconciliationMetrics(IMeterFactory factory, TimeProvider clock)
    {
        _meter = factory.Create(MeterName);
        _duration = _meter.CreateHistogram<double>("exchangehub.reconciliation.run.duration", "s", "How long runs took");
        _rows = _meter.CreateCounter<long>("exchangehub.reconciliation.rows", "{row}", "Rows that were compared, of both ledgers");
        _contents = _meter.CreateCounter<long>("exchangehub.reconciliation.attachments", "{attachment}", "Attachments whose stored content was read again");
        _feeds = _meter.CreateCounter<long>("exchangehub.reconciliation.feeds", "{feed}", "Feeds whose versions were all read again");
        _meter.CreateObservableGauge("exchangehub.reconciliation.differences.open", () => _standing.Open.Select(open => new Measurement<long>(
            open.Count, Tag("participant", open.ParticipantId), Tag("kind", ContractNames.Of(open.Kind)), Tag("severity", ContractNames.Of(open.Severity)))), "{difference}", "Differences that are open");
        _meter.CreateObservableGauge("exchangehub.reconciliation.clean.age", () => _standing.CleanDays.Select(clean => new Measurement<double>(
            Math.Max(0, (clock.GetUtcNow() - clean.End).TotalSeconds), Tag("participant", clean.ParticipantId))), "s", "Time since the end of the last day that is clean");
    }

    /// <summary>What a look has found.</summary>
    public void Set(ReconciliationStanding standing) => Volatile.Write(ref _standing, standing);

    /// <summary>A run has ended at this hub.</summary>
    public void RunEnded(RunEntry run)
    {
        var tags = new TagList { Tag("participant", run.ParticipantId), Tag("kind", ContractNames.Of(run.Kind)), Tag("state", ContractNames.Of(run.State)) };
        if (run is { StartTime: { } start, EndTime: { } time })
            _duration.Record((time - start).TotalSeconds, tags);
        _rows.Add(run.HubRowCount + run.RegionRowCount, Tag("participant", run.ParticipantId));
    }

    /// <summary>A content was read again.</summary>
    public void ContentRead(ContentFinding finding)
    {
        if (!finding.IsGone)
            _contents.Add(1, Tag("participant", finding.Due.UploaderId), Tag("result", finding.Problem is null ? "HEALTHY" : "CORRUPT"));
    }

    /// <summary>All of a feed was read again.</summary>
    public void FeedRead(FeedReading reading)
        => _feeds.Add(1, Tag("participant", reading.Feed.ProducerId), Tag("feed", reading.Feed.Name), Tag("result", reading.Findings.Count == 0 ? "HEALTHY" : "CORRUPT"));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}

/// <summary>How reconciliation stands.</summary>
/// <param name="Open">Open differences, by participant, kind and severity.</param>
/// <param name="CleanDays">Each participant's last day that is clean: when it ended (UTC).</param>
internal sealed record ReconciliationStanding(
    IReadOnlyList<(string ParticipantId, DifferenceKind Kind, DifferenceSeverity Severity, long Count)> Open, IReadOnlyList<(string ParticipantId, DateTimeOffset End)> CleanDays);
