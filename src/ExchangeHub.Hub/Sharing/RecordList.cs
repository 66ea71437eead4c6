using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Sharing.Rosters;
using ExchangeHub.Hub.Validation;
using Grpc.Core;

namespace ExchangeHub.Hub.Sharing;

/// <summary>Lists records in effect, page by page, in the order of producer and key.</summary>
internal sealed class RecordList(DataSetCatalogue catalogue, RecordRequests requests, ReadRights rights, RecordStore store, RosterMarkReader marks, TimeProvider clock)
{
    /// <summary>Keys that one page looks through: one that asks for something rare gets a short page, and goes on.</summary>
    private const int KeysAtOnce = 10_000;

    private static readonly TextRule KeyPrefix = new(0, 200);
    private static readonly TextRule Text = new(0, 100);
    private static readonly TextRule DivisionCode = new(0, 6);
    private static readonly TextRule Subject = new(0, 40);

    public async Task<ListRecordsResponse> ListAsync(ListRecordsRequest request, ServerCallContext context)
    {
        var violations = new Violations(ChinaTime.DateOf(clock.GetUtcNow()));
        var definition = requests.Set(request.DataSet, violations);
        if (request.ProducerRegion.Length > 0)
            requests.Region(request.ProducerRegion, violations);
        var day = RecordRequests.Day("as_of_date", request.AsOfDate, violations);
        var knownTime = RecordRequests.Time(request.KnownTime, violations);
        KeyPrefix.Check(violations, "", "key_prefix", request.KeyPrefix);
        Text.Check(violations, "", "text", request.Text);
        DivisionCode.Check(violations, "", "division_code_prefix", request.DivisionCodePrefix);
        Subject.Check(violations, "", "subject_key", request.SubjectKey);
        RecordRequests.PurposeOf(request.Purpose, violations);
        violations.ThrowIfAny();

        var readable = await rights.ReadableAsync(Caller.Of(context), context.Method, definition!, request.ProducerRegion, request.Purpose, context.CancellationToken);
        var filters = RecordPageTokens.FiltersOf(request);
        var token = RecordPageTokens.Read(request.PageToken, filters);
        var size = RecordPageTokens.SizeOf(request.PageSize);
        var page = new Page(new RecordFilter(catalogue[request.DataSet], request), size);
        foreach (var right in readable.Where(right => token is null || string.CompareOrdinal(right.ProducerRegion, token.Region) >= 0))
        {
            var after = token?.Region == right.ProducerRegion ? token.Key : "";
            if (await FillAsync(page, right, day, new KeyPage(request.DataSet, right.ProducerRegion, after, long.MaxValue, knownTime, request.KeyPrefix, Rows: 2 * size), context.CancellationToken))
                break;
        }
        var marked = await marks.OfAsync(request.DataSet, page.Records, day, knownTime, context.CancellationToken);
        return new ListRecordsResponse { Records = { page.Records }, NextPageToken = RecordPageTokens.Write(page.End, filters), Marks = { marked } };
    }

    /// <summary>Adds what there is of one feed; says whether the page is at its end before the feed is.</summary>
    private async Task<bool> FillAsync(Page page, ReadRight right, DateOnly day, KeyPage keys, CancellationToken cancellationToken)
    {
        while (await store.KeysAsync(keys, cancellationToken) is { Count: > 0 } found)
        {
            foreach (var versions in found)
            {
                var inEffect = RecordTimeline.InEffect(versions, day, version => version.Facts);
                if (!page.Take(versions[0].Key, inEffect is null ? null : store.Read(inEffect), right))
                    return true;
            }
            // Where few are wanted, few are read; more where it turns out that most are not.
            keys = keys with { AfterKey = found[^1][0].Key, Rows = Math.Min(4 * keys.Rows, KeyPage.MaxRows) };
        }
        return false;
    }

    /// <summary>A page while it is filled.</summary>
    private sealed class Page(RecordFilter filter, int size)
    {
        private RecordPageToken? _last;
        private int _keys;
        private int _bytes;

        public List<Record> Records { get; } = [];

        /// <summary>Where it ended; null where it has all.</summary>
        public RecordPageToken? End { get; private set; }

        /// <summary>Takes what is in effect of a key, if anything is; false where the page has as much as it may, and the key is the next one's.</summary>
        public bool Take(string key, Record? record, ReadRight right)
        {
            var isWanted = record is not null && right.Sees(record) && filter.Matches(record);
            var bytes = isWanted ? record!.CalculateSize() : 0;
            if (_keys == KeysAtOnce || (isWanted && (Records.Count == size || (Records.Count > 0 && _bytes + bytes > RecordPages.MaxBytes))))
            {
                End = _last;
                return false;
            }
            if (isWanted)
                Records.Add(record!);
            _keys++;
            _bytes += bytes;
            _last = new RecordPageToken(right.ProducerRegion, key);
            return true;
        }
    }
}

/// <summary>What records a list is to have.</summary>
internal sealed class RecordFilter(DataSetDefinition definition, ListRecordsRequest request)
{
    private readonly string _text = Folded(request.Text);

    public bool Matches(Record record)
    {
        if (_text.Length == 0 && request.DivisionCodePrefix.Length == 0 && request.SubjectKey.Length == 0)
            return true;
        var traits = definition.Traits(record.Content);
        return (_text.Length == 0 || traits.Texts.Any(text => Folded(text).Contains(_text, StringComparison.Ordinal)))
            && (request.DivisionCodePrefix.Length == 0 || traits.DivisionCode.StartsWith(request.DivisionCodePrefix, StringComparison.Ordinal))
            && (request.SubjectKey.Length == 0 || traits.Subjects.Contains(request.SubjectKey, StringComparer.Ordinal));
    }

    /// <summary>Widths, case, middle dots and variant characters folded: for comparing only.</summary>
    private static string Folded(string text) => PersonNames.MatchKey(text).ToUpperInvariant();
}
