using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Grpc.Core;
using static ExchangeHub.Contracts.Reconciliation.V1.RegionLedgerService;
using Wire = ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>The region does not know the set of rows that it is asked for.</summary>
internal sealed class SetNotOfferedException : Exception;

/// <summary>
/// A region's ledger, over whichever way its back office is reached. One of these reads one state of it: when the region names
/// another one, the comparison is to begin again.
/// </summary>
/// <param name="backOffice">The way to the region.</param>
/// <param name="salt">The salt of a sign-off; null: none.</param>
/// <param name="deadline">How long the region may take for one answer.</param>
/// <param name="clock">The clock that it is measured with.</param>
/// <param name="set">Which of its rows are read.</param>
internal sealed class RemoteLedger(IBackOffice backOffice, byte[]? salt, TimeSpan deadline, TimeProvider clock, Wire.LedgerSet set = Wire.LedgerSet.Unspecified) : IRemoteLedger
{
    /// <summary>Most ids that whole rows are asked for at a time.</summary>
    public const int MaxIds = 500;

    /// <summary>What gRPC puts before each message.</summary>
    private const int PrefixBytes = 5;

    private readonly Lock _reading = new();
    private readonly ByteString _salt = salt is null ? ByteString.Empty : ByteString.CopyFrom(salt);
    private ByteString? _snapshot;
    private long _bytes;

    /// <summary>Bytes of messages so far, both ways.</summary>
    public long ByteCount => Interlocked.Read(ref _bytes);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RangeSummary>> SummarizeAsync(IReadOnlyList<RangeQuestion> questions, CancellationToken cancellationToken)
    {
        var request = new Wire.SummarizeRequest { Salt = _salt, Set = set, Ranges = { questions.Select(ToMessage) } };
        var response = await AskAsync((client, message, options) => client.SummarizeAsync(message, options), request, cancellationToken);
        CheckSet(response.Set);
        CheckSnapshot(response.Snapshot);
        RegionAnswers.Require(response.Ranges.Count == questions.Count, $"{response.Ranges.Count} ranges for {questions.Count}", $"要求 {questions.Count} 个区间，返回 {response.Ranges.Count} 个");
        return [.. response.Ranges.Zip(questions, (summary, question) => RegionAnswers.Summary(summary, question.PartCount))];
    }

    /// <inheritdoc/>
    public async Task<RowPage> ListRowsAsync(IdRange range, int maxRows, CancellationToken cancellationToken)
    {
        var request = new Wire.ListRowsRequest { FirstId = ToBytes(range.First), BoundId = ToBytes(range.Bound), MaxRows = (uint)maxRows, Salt = _salt, Set = set };
        var response = await AskAsync((client, message, options) => client.ListRowsAsync(message, options), request, cancellationToken);
        CheckSet(response.Set);
        CheckSnapshot(response.Snapshot);
        return RegionAnswers.Page(response, range);
    }

    /// <inheritdoc/>
    public async Task<Sketch?> SketchAsync(IReadOnlyList<IdRange> ranges, int cellsPerTable, CancellationToken cancellationToken)
    {
        var request = new Wire.SketchRequest { Ranges = { ranges.Select(ToMessage) }, CellsPerTable = (uint)cellsPerTable, Salt = _salt, Set = set };
        try
        {
            var response = await AskAsync((client, message, options) => client.SketchAsync(message, options), request, cancellationToken);
            CheckSet(response.Set);
            CheckSnapshot(response.Snapshot);
            return RegionAnswers.Sketch(response, cellsPerTable);
        }
        catch (HubException error) when (HasStatus(error, StatusCode.Unimplemented))
        {
            return null; // It is optional.
        }
    }

    /// <summary>Whole rows by their ids; those that are not there are left out, and each copy of one that is there twice is given.</summary>
    /// <exception cref="RemoteLedgerException">The answer is malformed.</exception>
    public async Task<List<RegionRow>> GetRowsAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var rows = new List<RegionRow>();
        foreach (var page in ids.Chunk(MaxIds))
            rows.AddRange(await GetPageAsync(page, cancellationToken));
        return rows;
    }

    /// <summary>Whether the region gave this status.</summary>
    public static bool HasStatus(HubException error, StatusCode status)
        => error.Kind == ErrorCatalogue.RegionFailed && error.Metadata.GetValueOrDefault("region_status") == status.ToString();

    /// <summary>Fewer at a time where they are too many for one answer, which is where one has many copies.</summary>
    private async Task<List<RegionRow>> GetPageAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        try
        {
            var request = new Wire.GetRowsRequest { Ids = { ids.Select(ToBytes) }, Set = set };
            var response = await AskAsync((client, message, options) => client.GetRowsAsync(message, options), request, cancellationToken);
            CheckSet(response.Set);
            return RegionAnswers.Rows(response, ids);
        }
        catch (HubException error) when (ids.Length > 1 && HasStatus(error, StatusCode.ResourceExhausted))
        {
            var half = ids.Length / 2;
            return [.. await GetPageAsync(ids[..half], cancellationToken), .. await GetPageAsync(ids[half..], cancellationToken)];
        }
    }

    private async Task<TResponse> AskAsync<TRequest, TResponse>(Func<RegionLedgerServiceClient, TRequest, CallOptions, AsyncUnaryCall<TResponse>> ask, TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage
        where TResponse : IMessage
    {
        Interlocked.Add(ref _bytes, request.CalculateSize() + PrefixBytes);
        var call = new CallOptions(deadline: (clock.GetUtcNow() + deadline).UtcDateTime, cancellationToken: cancellationToken);
        try
        {
            var response = await backOffice.AskAsync((invoker, message, options) => ask(new RegionLedgerServiceClient(invoker), message, options), request, call);
            Interlocked.Add(ref _bytes, response.CalculateSize() + PrefixBytes);
            return response;
        }
        catch (HubException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (HubException error) when (error.Kind == ErrorCatalogue.RegionAnswerInvalid)
        {
            var problem = error.Metadata.GetValueOrDefault("problem", "");
            throw RegionAnswers.Malformed(problem, problem);
        }
    }

    /// <summary>A region of an earlier contract does not see which set it is asked for, and answers with its ledger.</summary>
    private void CheckSet(Wire.LedgerSet told)
    {
        if (told == Wire.LedgerSet.Unspecified && set != told)
            throw new SetNotOfferedException();
        RegionAnswers.Require(told == set, $"it speaks of the set {(int)told}", $"所述范围为 {(int)told}");
    }

    /// <summary>Calls are made side by side: whichever answer comes first says which state is read.</summary>
    private void CheckSnapshot(ByteString snapshot)
    {
        lock (_reading)
        {
            _snapshot ??= RegionAnswers.Snapshot(snapshot);
            if (!_snapshot.Equals(RegionAnswers.Snapshot(snapshot)))
                throw new RemoteLedgerException("The region's ledger changed while it was read.", "对账期间地区台账发生变化。", isChange: true);
        }
    }

    private static Wire.RangeQuestion ToMessage(RangeQuestion question)
    {
        var message = new Wire.RangeQuestion { FirstId = ToBytes(question.Range.First), BoundId = ToBytes(question.Range.Bound), PartCount = (uint)question.PartCount };
        if (question.Expected is { } expected)
            message.Expected = UnsafeByteOperations.UnsafeWrap(expected.Check());
        if (question.ExpectedPartSums is { } sums)
            message.ExpectedPartSums.Add(sums);
        return message;
    }

    private static Wire.IdRange ToMessage(IdRange range) => new() { FirstId = ToBytes(range.First), BoundId = ToBytes(range.Bound) };

    private static ByteString ToBytes(Guid id) => UnsafeByteOperations.UnsafeWrap(id.ToByteArray(bigEndian: true));
}
