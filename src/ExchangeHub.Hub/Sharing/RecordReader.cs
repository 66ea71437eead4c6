using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Identity;
using Grpc.Core;

namespace ExchangeHub.Hub.Sharing;

/// <summary>Reads feeds for other slices.</summary>
internal sealed class RecordReader(DataSetCatalogue catalogue, RecordStore store, ReadRights rights) : IRecordReader
{
    public async IAsyncEnumerable<Record> InEffectAsync(DataSet set, string producerRegion, DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new KeyPage(set, producerRegion, "", long.MaxValue);
        while (await store.KeysAsync(page, cancellationToken) is { Count: > 0 } keys)
        {
            foreach (var version in keys.Select(versions => RecordTimeline.InEffect(versions, day, version => version.Facts)).OfType<RecordEntry>())
                yield return store.Read(version);
            page = page with { AfterKey = keys[^1][0].Key };
        }
    }

    public async Task<IReadOnlyList<string>> ProducersAsync(DataSet set, CancellationToken cancellationToken)
        => [.. (await store.FeedsAsync(cancellationToken)).Where(feed => feed.DataSet == set).Select(feed => feed.ProducerRegion)];

    public async Task<IReadOnlyList<string>> RequireReadableAsync(ServerCallContext context, DataSet set, string producerRegion, string purpose, string operatorName, CancellationToken cancellationToken)
    {
        var given = purpose.Length + operatorName.Length == 0 ? null : new ReadPurpose { Purpose = purpose, OperatorName = operatorName };
        var readable = await rights.ReadableAsync(Caller.Of(context), context.Method, catalogue[set], producerRegion, given, cancellationToken);
        return [.. readable.Select(right => right.ProducerRegion)];
    }
}
