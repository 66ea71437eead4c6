using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;
using Grpc.Core;
using static ExchangeHub.Contracts.Forensic.V1.ForensicInspectionService;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Asks about inspections of forensic practice (司法鉴定执业检查查询): reads what the regions have published.</summary>
internal sealed class ForensicInspectionEndpoint(IRecordReader records, Func<ScoreSchemes> schemes, TimeProvider clock) : ForensicInspectionServiceBase
{
    private static readonly Rule UnknownScheme = new("UNKNOWN_SCHEME", "is no score scheme that the hub has, or no version of it", "交换中心没有该评分标准或其版本");

    private DateOnly Today => ChinaTime.DateOf(clock.GetUtcNow());

    public override Task<ListScoreSchemesResponse> ListScoreSchemes(ListScoreSchemesRequest request, ServerCallContext context)
        => Task.FromResult(new ListScoreSchemesResponse
        {
            Schemes = { schemes().All.Where(scheme => request.SchemeId.Length == 0 || scheme.SchemeId == request.SchemeId).Select(ScoreMessages.Of) },
        });

    public override Task<CheckScoreResponse> CheckScore(CheckScoreRequest request, ServerCallContext context)
    {
        var violations = new Violations(Today);
        QueryRules.Check(violations, request);
        var scheme = schemes().All.FirstOrDefault(scheme => scheme.SchemeId == request.SchemeId && scheme.Version == request.SchemeVersion);
        violations.Require(scheme is not null, "", "scheme_version", UnknownScheme);
        violations.ThrowIfAny();

        var found = ScoreRules.Disagreements(scheme!, request.Claimed, request.IndicatorResults, request.VetoCodes).ToList();
        var response = new CheckScoreResponse { Disagreements = { found.Select(ScoreMessages.Of) } };
        if (found.All(item => item.Kind > ScoreDisagreementKind.UnknownVeto))
            response.Score = ScoreMessages.Of(InspectionScore.Compute(scheme!, ScoreMessages.Points(request.IndicatorResults), request.VetoCodes));
        return Task.FromResult(response);
    }

    public override async Task<ListInspectionsResponse> ListInspections(ListInspectionsRequest request, ServerCallContext context)
    {
        Require(violations => QueryRules.Check(violations, request));
        var filters = RecordPageTokens.FiltersOf(request);
        var page = new RecordPage(RecordPlace.Of(RecordPageTokens.Read(request.PageToken, filters)), request.PageSize);
        await foreach (var record in ReadAsync(context, DataSet.Inspections, request.RegionCode, request.Purpose))
        {
            if (record.Content?.Inspection is { } inspection && InspectionFilter.Takes(request, inspection))
                page.Add(record, RecordPlaces.Of(inspection, record.ProducerRegion));
        }
        var (found, next) = page.Read();
        return new ListInspectionsResponse { Results = { found.Select(ForensicResults.Of) }, NextPageToken = RecordPageTokens.Write(next?.Token, filters) };
    }

    public override async Task<ListRectificationsResponse> ListRectifications(ListRectificationsRequest request, ServerCallContext context)
    {
        Require(violations => QueryRules.Check(violations, request));
        var filters = RecordPageTokens.FiltersOf(request);
        var page = new RecordPage(RecordPlace.Of(RecordPageTokens.Read(request.PageToken, filters)), request.PageSize);
        await foreach (var record in ReadAsync(context, DataSet.Rectifications, request.RegionCode, request.Purpose))
        {
            if (record.Content?.Rectification is { } rectification && InspectionFilter.Takes(request, rectification))
                page.Add(record, RecordPlaces.Of(rectification, record.ProducerRegion));
        }
        var (found, next) = page.Read();
        return new ListRectificationsResponse { Results = { found.Select(record => ForensicResults.Of(record, Today)) }, NextPageToken = RecordPageTokens.Write(next?.Token, filters) };
    }

    public override async Task<CompareYearsResponse> CompareYears(CompareYearsRequest request, ServerCallContext context)
    {
        Require(violations => QueryRules.Check(violations, request));
        var comparison = new YearComparison(schemes());
        await foreach (var record in ReadAsync(context, DataSet.Inspections, request.RegionCode, request.Purpose))
        {
            if (record.Content?.Inspection is { } inspection && InspectedMatch.IsOf(inspection.Object, request.Number))
                comparison.Add(inspection);
        }
        return new CompareYearsResponse { Years = { comparison.Read() } };
    }

    public override async Task<CompareRegionsResponse> CompareRegions(CompareRegionsRequest request, ServerCallContext context)
    {
        Require(violations => QueryRules.Check(violations, request));
        var response = new CompareRegionsResponse();
        // Numbers over what is public anyway: nobody needs a grant for them.
        foreach (var region in await records.ProducersAsync(DataSet.Inspections, context.CancellationToken))
        {
            var comparison = new RegionComparison(region, request.Year, schemes());
            await foreach (var record in records.InEffectAsync(DataSet.Inspections, region, Today, context.CancellationToken))
            {
                if (record.Content?.Inspection is { } inspection)
                    comparison.Add(inspection);
            }
            if (comparison.Read() is { } column)
                response.Regions.Add(column);
        }
        return response;
    }

    public override async Task<CheckRecognitionResponse> CheckRecognition(CheckRecognitionRequest request, ServerCallContext context)
    {
        var day = default(DateOnly);
        Require(violations => day = QueryRules.Check(violations, request));
        var search = new RecognitionSearch(request.Number, day);
        await foreach (var record in ReadAsync(context, DataSet.Inspections, request.RegionCode, request.Purpose, day))
            search.Add(record);
        return search.Read();
    }

    private void Require(Action<Violations> check)
    {
        var violations = new Violations(Today);
        check(violations);
        violations.ThrowIfAny();
    }

    /// <summary>What the caller may read of a data set, in effect on a day, today where none is given.</summary>
    private async IAsyncEnumerable<Record> ReadAsync(ServerCallContext context, DataSet set, string region, InspectionReadPurpose? purpose, DateOnly? day = null)
    {
        var cancellation = context.CancellationToken;
        var producers = await records.RequireReadableAsync(context, set, region, purpose?.Purpose ?? "", purpose?.OperatorName ?? "", cancellation);
        foreach (var producer in producers)
        {
            await foreach (var record in records.InEffectAsync(set, producer, day ?? Today, cancellation))
                yield return record;
        }
    }
}

/// <summary>The order of lists.</summary>
internal static class RecordPlaces
{
    /// <summary>The newest first, by the last day on site; of one day by their numbers.</summary>
    public static RecordPlace Of(Inspection inspection, string region)
        => new(CalendarDates.TryToDateOnly(inspection.EndDate, out var end) ? -end.DayNumber : long.MaxValue, inspection.InspectionNumber, region);

    /// <summary>Those that are open first, and of these and of those the one that is due first.</summary>
    public static RecordPlace Of(Rectification rectification, string region)
    {
        const long Done = 1L << 32;
        var due = RectificationDue.LastDay(rectification).DayNumber;
        return new RecordPlace(RectificationTransitions.IsDone(rectification.State) ? Done + due : due, rectification.NoticeNumber, region);
    }
}
