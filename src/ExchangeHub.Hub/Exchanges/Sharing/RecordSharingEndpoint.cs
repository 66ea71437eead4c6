using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Sharing;
using Grpc.Core;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>Information sharing (信息共享).</summary>
internal sealed class RecordSharingEndpoint(RecordPublishing publishing, RecordReading reading, RecordList list) : RecordSharingServiceBase
{
    public override Task<ListDataSetsResponse> ListDataSets(ListDataSetsRequest request, ServerCallContext context) => reading.DataSetsAsync(context);

    public override Task PublishRecords(IAsyncStreamReader<PublishRecordsRequest> requestStream, IServerStreamWriter<PublishRecordsResponse> responseStream, ServerCallContext context)
        => publishing.ReceiveAsync(requestStream, responseStream, context);

    public override Task<GetRecordResponse> GetRecord(GetRecordRequest request, ServerCallContext context) => reading.GetAsync(request, context);

    public override Task<ListRecordVersionsResponse> ListRecordVersions(ListRecordVersionsRequest request, ServerCallContext context) => reading.VersionsAsync(request, context);

    public override Task<ListRecordsResponse> ListRecords(ListRecordsRequest request, ServerCallContext context) => list.ListAsync(request, context);

    public override Task WatchChanges(WatchChangesRequest request, IServerStreamWriter<WatchChangesResponse> responseStream, ServerCallContext context)
        => reading.WatchAsync(request, responseStream, context);

    public override Task ReadSnapshot(ReadSnapshotRequest request, IServerStreamWriter<ReadSnapshotResponse> responseStream, ServerCallContext context)
        => reading.SnapshotAsync(request, responseStream, context);
}
