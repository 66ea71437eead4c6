using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>The messages of the contract for what a comparison asks and is told, to count their bytes.</summary>
internal static class Wire
{
    public static SummarizeRequest Request(IReadOnlyList<RangeQuestion> questions)
    {
        var request = new SummarizeRequest();
        foreach (var question in questions)
        {
            var message = new Contracts.Reconciliation.V1.RangeQuestion
            {
                FirstId = Id(question.Range.First),
                BoundId = Id(question.Range.Bound),
                PartCount = (uint)question.PartCount,
            };
            if (question.Expected is { } expected)
                message.Expected = ByteString.CopyFrom(expected.Check());
            message.ExpectedPartSums.AddRange(question.ExpectedPartSums ?? []);
            request.Ranges.Add(message);
        }
        return request;
    }

    public static SummarizeResponse Response(IReadOnlyList<RangeSummary> answers)
    {
        var response = new SummarizeResponse { Snapshot = ByteString.CopyFrom(new byte[8]) };
        foreach (var answer in answers)
        {
            var message = new Contracts.Reconciliation.V1.RangeSummary { Total = Sums(answer.Total) };
            message.Parts.AddRange(answer.Parts.Select(part => new PartSummary { Index = (uint)part.Index, Total = Sums(part.Total) }));
            response.Ranges.Add(message);
        }
        return response;
    }

    public static ListRowsRequest Request(IdRange range, int maxRows)
        => new() { FirstId = Id(range.First), BoundId = Id(range.Bound), MaxRows = (uint)maxRows };

    public static ListRowsResponse Response(RowPage page) => new()
    {
        Rows = ByteString.CopyFrom(new byte[32 * page.Rows.Count]),
        NextId = page.Next is { } next ? Id(next) : ByteString.Empty,
        Snapshot = ByteString.CopyFrom(new byte[8]),
    };

    public static SketchRequest Request(IReadOnlyList<IdRange> ranges, int cellsPerTable)
    {
        var request = new SketchRequest { CellsPerTable = (uint)cellsPerTable };
        request.Ranges.AddRange(ranges.Select(range => new Contracts.Reconciliation.V1.IdRange { FirstId = Id(range.First), BoundId = Id(range.Bound) }));
        return request;
    }

    private static ByteString Id(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static Contracts.Reconciliation.V1.RangeFingerprint Sums(RangeFingerprint sums) => new()
    {
        Count = (ulong)sums.Count, Sum0 = (ulong)sums.Sum0, Sum1 = (ulong)sums.Sum1, Sum2 = (ulong)sums.Sum2, Sum3 = (ulong)sums.Sum3,
    };
}
