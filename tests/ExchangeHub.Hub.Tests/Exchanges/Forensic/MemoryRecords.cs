using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Sharing;
using Grpc.Core;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

/// <summary>Records in memory, all of which may be read but for those of <paramref name="closed"/>; notes what was asked for.</summary>
internal sealed class MemoryRecords(IEnumerable<Record> records, params string[] closed) : IRecordReader
{
    private readonly List<Record> _records = [.. records];

    /// <summary>Each use: data set, region, purpose, operator.</summary>
    public List<(DataSet Set, string Region, string Purpose, string Operator)> Uses { get; } = [];

    public async IAsyncEnumerable<Record> InEffectAsync(DataSet set, string producerRegion, DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var versions in Of(set).Where(record => record.ProducerRegion == producerRegion).GroupBy(record => record.Key).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (RecordTimeline.InEffect([.. versions], day) is { } record)
                yield return record;
        }
    }

    public Task<IReadOnlyList<string>> ProducersAsync(DataSet set, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<string>>([.. Of(set).Select(record => record.ProducerRegion).Distinct().Order(StringComparer.Ordinal)]);

    public async Task<IReadOnlyList<string>> RequireReadableAsync(ServerCallContext context, DataSet set, string producerRegion, string purpose, string operatorName, CancellationToken cancellationToken)
    {
        Uses.Add((set, producerRegion, purpose, operatorName));
        if (closed.Contains(producerRegion))
            throw new HubException(ErrorCatalogue.GrantMissing, ("participant", "sc"), ("method", "-"), ("grant", "-"));
        return producerRegion.Length > 0 ? [producerRegion] : [.. (await ProducersAsync(set, cancellationToken)).Except(closed)];
    }

    private IEnumerable<Record> Of(DataSet set) => _records.Where(record => record.DataSet == set);
}

/// <summary>A call that nobody made.</summary>
internal sealed class NoCall : ServerCallContext
{
    protected override string MethodCore => "";

    protected override string HostCore => "";

    protected override string PeerCore => "";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => [];

    protected override CancellationToken CancellationTokenCore => CancellationToken.None;

    protected override Metadata ResponseTrailersCore => [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
