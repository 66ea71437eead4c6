using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using Grpc.Core;

namespace ExchangeHub.Hub.Sharing;

/// <summary>The way of a publication: start → each batch: shape, versions, rules, one transaction → answer.</summary>
internal sealed class RecordPublishing(DataSetCatalogue catalogue, PublicationWriter writer, FeedTails tails, TransferPatience patience, LedgerWriter ledger, ExchangeIds ids, TimeProvider clock)
{
    private static readonly Rule NotFirst = new("START_MISPLACED", "must be the first message, and no other", "必须是且仅是第一条消息");

    private static readonly Rule OfHub = new("OF_HUB", "must be a data set that regions publish: the hub itself makes this one", "必须是由地区发布的数据集：该数据集由交换中心生成");

    /// <summary>Takes one stream.</summary>
    public async Task ReceiveAsync(IAsyncStreamReader<PublishRecordsRequest> requests, IServerStreamWriter<PublishRecordsResponse> responses, ServerCallContext context)
    {
        await ledger.RequireWritableAsync();
        var publication = await StartAsync(requests, context);
        try
        {
            await context.WriteResponseHeadersAsync([]);
            long count = 0;
            while (await patience.WaitAsync(requests.MoveNext(context.CancellationToken), context.CancellationToken))
            {
                var batch = Batch(requests.Current, publication);
                var response = await writer.WriteAsync(publication, batch, context.CancellationToken);
                tails.Signal(publication.Definition.Set, publication.Region);
                response.RecordCount = count += batch.Count;
                await patience.WaitAsync(responses.WriteAsync(response, context.CancellationToken), context.CancellationToken);
            }
        }
        catch (HubException error) when (error.Kind != ErrorCatalogue.CallCancelled)
        {
            await ledger.AppendAsync(publication.Entry(ids.Next(), Outcomes.Of(error.Kind), error.Kind.Reason, digest: null, clock.GetUtcNow()));
            throw;
        }
    }

    private async Task<Publication> StartAsync(IAsyncStreamReader<PublishRecordsRequest> requests, ServerCallContext context)
    {
        var violations = NewViolations();
        var given = await patience.WaitAsync(requests.MoveNext(context.CancellationToken), context.CancellationToken) && requests.Current.PartCase == PublishRecordsRequest.PartOneofCase.Start;
        violations.Require(given, "", "start", CommonRules.Required);
        violations.ThrowIfAny();

        var start = requests.Current.Start;
        violations.Require(CommonRules.IsUuid(start.RequestId), "start", "request_id", CommonRules.NotUuid);
        CommonRules.Given(violations, "start", "data_set", start.DataSet);
        violations.Require(catalogue.Find(start.DataSet) is not { IsOfHub: true }, "start", "data_set", OfHub);
        CommonRules.OperatorName.Check(violations, "start", "operator_name", start.OperatorName);
        violations.ThrowIfAny();
        return new Publication(context.Method, Caller.Of(context), catalogue[start.DataSet], start.RequestId, start.OperatorName, clock.LedgerNow());
    }

    private List<PublishedStatement> Batch(PublishRecordsRequest request, Publication publication)
    {
        var violations = NewViolations();
        violations.Require(request.PartCase != PublishRecordsRequest.PartOneofCase.Start, "", "start", NotFirst);
        if (violations.Require(request.PartCase == PublishRecordsRequest.PartOneofCase.Batch, "", "batch", CommonRules.Required))
            RecordRules.Check(request.Batch, publication.Definition, publication.Region, violations);
        violations.ThrowIfAny();
        return [.. request.Batch.Records.Select(record => PublishedStatement.Of(record, publication.Region))];
    }

    private Violations NewViolations() => new(ChinaTime.DateOf(clock.GetUtcNow()));
}
