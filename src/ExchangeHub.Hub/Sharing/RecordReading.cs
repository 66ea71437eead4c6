using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Sharing.Grants;
using ExchangeHub.Hub.Sharing.Rosters;
using ExchangeHub.Hub.Validation;
using Grpc.Core;

namespace ExchangeHub.Hub.Sharing;

/// <summary>Reads records for a caller: shape → right → what is there.</summary>
internal sealed class RecordReading(
    DataSetCatalogue catalogue, RecordRequests requests, ReadRights rights, GrantWatch grants, RecordStore store, RosterMarkReader marks, FeedWatch watch, TransferPatience patience, TimeProvider clock)
{
    private static readonly Rule NegativeSequence = new("SEQUENCE", "must not be negative", "不得为负数");

    public async Task<ListDataSetsResponse> DataSetsAsync(ServerCallContext context)
    {
        var feeds = (await store.FeedsAsync(context.CancellationToken)).ToLookup(feed => feed.DataSet, RecordCodec.Head);
        return new ListDataSetsResponse
        {
            DataSets =
            {
                catalogue.All.Select(definition => new DataSetDescription
                {
                    DataSet = definition.Set,
                    NameZh = definition.NameZh,
                    NameEn = definition.NameEn,
                    SharingClass = definition.SharingClass,
                    ContentType = definition.ContentType,
                    KeyDescription = definition.KeyDescription,
                    Cadence = definition.Cadence,
                    RetentionYears = definition.RetentionYears,
                    DecisionWorkingDays = definition.DecisionWorkingDays,
                    Feeds = { feeds[definition.Set] },
                }),
            },
        };
    }

    public async Task<GetRecordResponse> GetAsync(GetRecordRequest request, ServerCallContext context)
    {
        var violations = NewViolations();
        var definition = requests.Set(request.DataSet, violations);
        requests.Region(request.ProducerRegion, violations);
        RecordRequests.KeyOf(request.Key, violations);
        var day = RecordRequests.Day("as_of_date", request.AsOfDate, violations);
        var knownTime = RecordRequests.Time(request.KnownTime, violations);
        RecordRequests.PurposeOf(request.Purpose, violations);
        violations.ThrowIfAny();

        var right = await rights.RequireAsync(Caller.Of(context), context.Method, definition!, request.ProducerRegion, request.Purpose, context.CancellationToken);
        var versions = await store.VersionsAsync(request.DataSet, request.ProducerRegion, request.Key, 0, knownTime, RecordRules.MaxVersions, context.CancellationToken);
        var record = RecordTimeline.InEffect(versions, day);
        if (record is not null && right.Sees(record))
        {
            var marked = await marks.OfAsync(request.DataSet, [record], day, knownTime, context.CancellationToken);
            return new GetRecordResponse { Record = record, Marks = { marked.SelectMany(entry => entry.Marks) } };
        }
        throw new HubException(ErrorCatalogue.RecordNotFound, ("data_set", DataSets.NameOf(request.DataSet)), ("producer_region", request.ProducerRegion), ("key", request.Key), ("date", $"{day:yyyy-MM-dd}"));
    }

    public async Task<ListRecordVersionsResponse> VersionsAsync(ListRecordVersionsRequest request, ServerCallContext context)
    {
        var violations = NewViolations();
        var definition = requests.Set(request.DataSet, violations);
        requests.Region(request.ProducerRegion, violations);
        RecordRequests.KeyOf(request.Key, violations);
        RecordRequests.PurposeOf(request.Purpose, violations);
        violations.ThrowIfAny();

        var right = await rights.RequireAsync(Caller.Of(context), context.Method, definition!, request.ProducerRegion, request.Purpose, context.CancellationToken);
        var (size, filters) = (RecordPageTokens.SizeOf(request.PageSize), RecordPageTokens.FiltersOf(request));
        var after = RecordPageTokens.Read(request.PageToken, filters) is { } token ? (int)token.Place : 0;
        var versions = await store.VersionsAsync(request.DataSet, request.ProducerRegion, request.Key, after, knownTime: null, size + 1, context.CancellationToken);
        var page = RecordPages.Split(versions.Take(size)).FirstOrDefault() ?? [];
        var response = new ListRecordVersionsResponse { Records = { page.Select(right.Shown) } };
        if (page.Count < versions.Count)
            response.NextPageToken = RecordPageTokens.Write(new RecordPageToken(request.ProducerRegion, request.Key, page[^1].Version), filters);
        return response;
    }

    public async Task WatchAsync(WatchChangesRequest request, IServerStreamWriter<WatchChangesResponse> responses, ServerCallContext context)
    {
        var violations = NewViolations();
        var definition = requests.Set(request.DataSet, violations);
        requests.Region(request.ProducerRegion, violations);
        violations.Require(request.AfterSequence >= 0, "", "after_sequence", NegativeSequence);
        RecordRequests.PurposeOf(request.Purpose, violations);
        violations.ThrowIfAny();

        var right = await rights.RequireAsync(Caller.Of(context), context.Method, definition!, request.ProducerRegion, request.Purpose, context.CancellationToken);
        await context.WriteResponseHeadersAsync([]); // The caller learns at once that it is heard.
        await StreamAsync(right, token => watch.FollowAsync(right, request.AfterSequence, token), responses, context);
    }

    public async Task SnapshotAsync(ReadSnapshotRequest request, IServerStreamWriter<ReadSnapshotResponse> responses, ServerCallContext context)
    {
        var violations = NewViolations();
        var definition = requests.Set(request.DataSet, violations);
        requests.Region(request.ProducerRegion, violations);
        var day = RecordRequests.Day("from_date", request.FromDate, violations);
        RecordRequests.PurposeOf(request.Purpose, violations);
        violations.ThrowIfAny();

        var right = await rights.RequireAsync(Caller.Of(context), context.Method, definition!, request.ProducerRegion, request.Purpose, context.CancellationToken);
        await StreamAsync(right, token => SnapshotAsync(right, day, token).Ahead(token), responses, context);
    }

    /// <summary>A snapshot is of the feed's position when it begins: what comes then has a higher sequence.</summary>
    private async IAsyncEnumerable<ReadSnapshotResponse> SnapshotAsync(ReadRight right, DateOnly day, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (set, region) = (right.Definition.Set, right.ProducerRegion);
        var feed = await store.FeedAsync(set, region, cancellationToken);
        await foreach (var versions in LeftAsync(new KeyPage(set, region, "", feed?.Sequence ?? 0), day, cancellationToken).Ahead(cancellationToken))
        {
            foreach (var records in RecordPages.Split(versions.Select(store.Read)))
                yield return new ReadSnapshotResponse { Records = { records.Select(right.Shown) } };
        }
        yield return new ReadSnapshotResponse { Head = feed is null ? new FeedHead { DataSet = set, ProducerRegion = region, Live = new() } : RecordCodec.Head(feed) };
    }

    /// <summary>What is left of a feed for who looks at no day before one.</summary>
    private async IAsyncEnumerable<List<RecordEntry>> LeftAsync(KeyPage page, DateOnly day, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await store.KeysAsync(page, cancellationToken) is { Count: > 0 } keys)
        {
            yield return [.. keys.SelectMany(versions => RecordTimeline.From(versions, day, version => version.Facts))];
            page = page with { AfterKey = keys[^1][0].Key };
        }
    }

    /// <summary>Writes until the end, or until the right has ended. A write waits while the caller does not read: nothing piles up, and not for ever.</summary>
    private async Task StreamAsync<T>(ReadRight right, Func<CancellationToken, IAsyncEnumerable<T>> messages, IServerStreamWriter<T> responses, ServerCallContext context)
    {
        using var grant = right.GrantId is { } id ? grants.Watch(id) : null;
        var grantEnded = grant?.Ended ?? CancellationToken.None;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, grantEnded);
        try
        {
            await foreach (var message in messages(ended.Token).WithCancellation(ended.Token))
                await patience.WaitAsync(responses.WriteAsync(message, context.CancellationToken), ended.Token);
        }
        catch (Exception error) when (grantEnded.IsCancellationRequested && (error is OperationCanceledException || (error as HubException)?.Kind == ErrorCatalogue.CallCancelled))
        {
            throw ReadRights.Ended(right, Caller.Of(context));
        }
    }

    private Violations NewViolations() => new(ChinaTime.DateOf(clock.GetUtcNow()));
}
