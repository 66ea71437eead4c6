using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Grpc.Core;
using IdRange = ExchangeHub.Reconciliation.IdRange;
using RangeFingerprint = ExchangeHub.Reconciliation.RangeFingerprint;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>
/// Shows the region's own ledger to the hub (对账): sums of ranges, ids with fingerprints, whole rows, sketches. It only reads.
/// Rows are taken as they come, so memory does not grow with their number, and work stops when the call is given up.
/// </summary>
/// <remarks>One instance serves all calls. What it answers is no exchange: its messages have no header, and no ledger row is written.</remarks>
/// <param name="reader">Reads the ledger.</param>
/// <param name="cases">Reads the states of cases; null: they are not offered.</param>
public sealed class RegionLedgerEndpoint(IRegionLedgerReader reader, IRegionCaseReader? cases = null) : RegionLedgerService.RegionLedgerServiceBase
{
    /// <inheritdoc/>
    public override async Task<SummarizeResponse> Summarize(SummarizeRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        RegionLedgerRequests.Check(request);
        await using var view = await OpenAsync(request.Set, () => Range(request.Ranges[0].FirstId, request.Ranges[^1].BoundId), context.CancellationToken);
        var response = new SummarizeResponse { Snapshot = Snapshot(view), Set = request.Set };
        foreach (var question in request.Ranges)
            response.Ranges.Add(await SummarizeAsync(view, question, request.Salt.Memory, context.CancellationToken));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ListRowsResponse> ListRows(ListRowsRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        RegionLedgerRequests.Check(request);
        await using var view = await OpenAsync(request.Set, () => Range(request.FirstId, request.BoundId), context.CancellationToken);
        var page = new RowPage((int)Math.Min(request.MaxRows, RegionLedgerLimits.Rows));
        await foreach (var row in view.RowsAsync(Range(request.FirstId, request.BoundId), request.Salt.Memory, context.CancellationToken))
        {
            if (!page.Add(row))
                break;
        }
        if (page.IsOverfull)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"One id has more than {RegionLedgerLimits.RowsWithCopies} rows."));
        return new ListRowsResponse
        {
            Rows = UnsafeByteOperations.UnsafeWrap(page.ToBytes()),
            NextId = page.Next is { } next ? RegionLedgerMessages.Bytes(next) : ByteString.Empty,
            Snapshot = Snapshot(view),
            Set = request.Set,
        };
    }

    /// <inheritdoc/>
    public override async Task<GetRowsResponse> GetRows(GetRowsRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        RegionLedgerRequests.Check(request);
        var ids = request.Ids.Select(RegionLedgerMessages.Id).Distinct().Order().ToList();
        await using var view = await OpenAsync(request.Set, () => new IdRange(ids[0], IdRange.Only(ids[^1]).Bound), context.CancellationToken);
        var response = new GetRowsResponse { Set = request.Set };
        var size = 0;
        foreach (var id in ids)
        {
            await foreach (var entry in view.EntriesAsync(IdRange.Only(id), context.CancellationToken))
            {
                var row = RegionLedgerMessages.Row(entry);
                size += 1 + CodedOutputStream.ComputeMessageSize(row); // The field's number, and the row behind its length.
                if (size > RegionLedgerLimits.WholeRowsBytes)
                    throw new RpcException(new Status(StatusCode.ResourceExhausted, "These rows are too many for one response: ask for fewer ids."));
                response.Rows.Add(row);
            }
        }
        return response;
    }

    /// <inheritdoc/>
    public override async Task<SketchResponse> Sketch(SketchRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        RegionLedgerRequests.Check(request);
        await using var view = await OpenAsync(request.Set, () => Range(request.Ranges[0].FirstId, request.Ranges[^1].BoundId), context.CancellationToken);
        var sketch = new Sketch((int)request.CellsPerTable);
        foreach (var range in request.Ranges)
        {
            await foreach (var row in view.RowsAsync(Range(range.FirstId, range.BoundId), request.Salt.Memory, context.CancellationToken))
                sketch.Add(row);
        }
        return new SketchResponse { Cells = UnsafeByteOperations.UnsafeWrap(sketch.ToBytes()), Snapshot = Snapshot(view), Set = request.Set };
    }

    /// <summary>Begins to read the set that is asked for, as far as the call needs it.</summary>
    private ValueTask<IRegionLedgerView> OpenAsync(LedgerSet set, Func<IdRange> range, CancellationToken cancellationToken) => set switch
    {
        LedgerSet.Unspecified => reader.OpenAsync(cancellationToken),
        LedgerSet.Cases when cases is not null => RegionCaseView.OpenAsync(cases, range(), cancellationToken),
        _ => throw new RpcException(new Status(StatusCode.Unimplemented, "This back office does not offer that set of rows.")),
    };

    private static async Task<Contracts.Reconciliation.V1.RangeSummary> SummarizeAsync(
        IRegionLedgerView view, Contracts.Reconciliation.V1.RangeQuestion question, ReadOnlyMemory<byte> salt, CancellationToken cancellationToken)
    {
        var range = Range(question.FirstId, question.BoundId);
        IReadOnlyList<IdRange> parts = question.PartCount == 0 ? [range] : RangeParts.Of(range, (int)question.PartCount);
        // With a salt each row is hashed, so total and parts come of one pass.
        var salted = salt.IsEmpty ? null : await view.SumAsync(parts, salt, cancellationToken);
        var total = salted is null ? await view.SumAsync(range, cancellationToken) : salted.Aggregate((sum, part) => sum + part);
        var summary = new Contracts.Reconciliation.V1.RangeSummary { Total = RegionLedgerMessages.Message(total) };
        if (question.PartCount == 0 || question.Expected.Span.SequenceEqual(total.Check()))
            return summary;

        for (var i = 0; i < parts.Count; i++)
        {
            var part = salted is null ? await view.SumAsync(parts[i], cancellationToken) : salted[i];
            if (!IsLeftOut(question, i, part))
                summary.Parts.Add(new PartSummary { Index = (uint)i, Total = RegionLedgerMessages.Message(part) });
        }
        return summary;
    }

    /// <summary>A part without rows is told only where the hub has some.</summary>
    private static bool IsLeftOut(Contracts.Reconciliation.V1.RangeQuestion question, int index, RangeFingerprint part)
        => question.ExpectedPartSums.Count > 0 ? question.ExpectedPartSums[index] == unchecked((uint)part.Sum0) : part.Count == 0;

    private static IdRange Range(ByteString first, ByteString bound) => new(RegionLedgerMessages.Id(first), RegionLedgerMessages.Id(bound));

    private static ByteString Snapshot(IRegionLedgerView view)
        => view.Snapshot.Length <= RegionLedgerLimits.SnapshotBytes
            ? ByteString.CopyFrom(view.Snapshot.Span)
            : throw new InvalidOperationException($"A snapshot's name has at most {RegionLedgerLimits.SnapshotBytes} bytes.");
}
