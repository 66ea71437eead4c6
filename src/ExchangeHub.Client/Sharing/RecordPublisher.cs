using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Sharing.V1;
using Grpc.Core;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;

namespace ExchangeHub.Client.Sharing;

/// <summary>
/// Publishes versions of records (发布). What the hub has answered is kept; after a break it goes on with what was not answered, and what was kept
/// all the same counts as repeated.
/// </summary>
/// <param name="hub">The way to the hub: a channel's invoker, as a link carries no streams.</param>
/// <param name="options">How.</param>
/// <param name="clock">The clock.</param>
public sealed class RecordPublisher(CallInvoker hub, RecordPublisherOptions options, TimeProvider clock)
{
    private readonly RecordSharingServiceClient _client = new(hub);

    /// <summary>Publishes versions of one data set, in their order.</summary>
    /// <returns>How far the feed is with them; null where there were none.</returns>
    /// <exception cref="RpcException">The hub refused a batch (the batches before it are kept), or it could not be reached often enough.</exception>
    public async Task<FeedHead?> PublishAsync(DataSet set, IAsyncEnumerable<Record> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var requestId = Guid.NewGuid().ToString();
        FeedHead? head = null;
        await using var batches = BatchesAsync(records, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (unanswered, more) = (new Queue<RecordBatch>(), true);
        for (var attempt = 1; ;)
        {
            using var call = _client.PublishRecords(cancellationToken: cancellationToken);
            try
            {
                var isOpen = await TryWriteAsync(call, new PublishRecordsRequest { Start = new PublicationStart { RequestId = requestId, DataSet = set, OperatorName = options.OperatorName } }, cancellationToken);
                foreach (var batch in unanswered)
                    isOpen = isOpen && await TryWriteAsync(call, new PublishRecordsRequest { Batch = batch }, cancellationToken);
                while (!isOpen || more || unanswered.Count > 0)
                {
                    while (isOpen && more && unanswered.Count < options.BatchesAtOnce && (more = await batches.MoveNextAsync()))
                    {
                        unanswered.Enqueue(batches.Current);
                        isOpen = await TryWriteAsync(call, new PublishRecordsRequest { Batch = batches.Current }, cancellationToken);
                    }
                    if (isOpen && unanswered.Count == 0)
                        break;
                    if (!await call.ResponseStream.MoveNext(cancellationToken))
                        throw new RpcException(new Status(StatusCode.Unavailable, "The hub ended the stream before it answered."));
                    (head, attempt) = (call.ResponseStream.Current.Head, 1);
                    unanswered.Dequeue();
                }
                await call.RequestStream.CompleteAsync();
                return head;
            }
            catch (RpcException error) when (attempt < options.Attempts && MayPass(error))
            {
                await Task.Delay(options.Pause * attempt++, clock, cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="PublishAsync(DataSet, IAsyncEnumerable{Record}, CancellationToken)"/>
    public Task<FeedHead?> PublishAsync(DataSet set, IEnumerable<Record> records, CancellationToken cancellationToken = default)
        => PublishAsync(set, records.ToAsyncEnumerable(), cancellationToken);

    private static bool MayPass(RpcException error)
    {
        var said = HubError.From(error);
        return said.IsBreak || said.Code == StatusCode.Unavailable || said.RetryAfter is not null;
    }

    /// <summary>False where the call has ended, before or while this was written: the end of its responses says why, after what it has still answered.</summary>
    private static async Task<bool> TryWriteAsync(AsyncDuplexStreamingCall<PublishRecordsRequest, PublishRecordsResponse> call, PublishRecordsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteAsync(request, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or RpcException)
        {
            return false;
        }
    }

    /// <summary>As many as fit in a message.</summary>
    private static async IAsyncEnumerable<RecordBatch> BatchesAsync(IAsyncEnumerable<Record> records, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new RecordBatch();
        var size = 0;
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            var bytes = record.CalculateSize() + RecordPublisherOptions.RecordOverhead;
            if (batch.Records.Count == RecordPublisherOptions.MaxRecords || (batch.Records.Count > 0 && size + bytes > RecordPublisherOptions.MaxBytes))
            {
                yield return batch;
                (batch, size) = (new RecordBatch(), 0);
            }
            batch.Records.Add(record);
            size += bytes;
        }
        if (batch.Records.Count > 0)
            yield return batch;
    }
}
