using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;
using Grpc.Core;
using CanonicalRow = ExchangeHub.Reconciliation.CanonicalRow;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>Checks what the hub asks, before anything is read: every problem is named, and each limit is that of the contract.</summary>
internal static class RegionLedgerRequests
{
    /// <summary>So many are named; of the others only the number is told.</summary>
    private const int MaxNamed = 20;

    public static void Check(SummarizeRequest request)
    {
        var problems = new Problems();
        problems.CheckRanges(request.Ranges.Count, i => (request.Ranges[i].FirstId, request.Ranges[i].BoundId));
        for (var i = 0; i < request.Ranges.Count; i++)
            problems.CheckQuestion(request.Ranges[i], $"ranges[{i}]");
        if (request.Ranges.Sum(range => (long)range.PartCount) > RegionLedgerLimits.Parts)
            problems.Add($"all part_count together must be at most {RegionLedgerLimits.Parts}");
        problems.CheckSalt(request.Salt);
        problems.Throw();
    }

    public static void Check(ListRowsRequest request)
    {
        var problems = new Problems();
        problems.CheckRange(request.FirstId, request.BoundId, "");
        if (request.MaxRows == 0)
            problems.Add("max_rows must be at least 1");
        problems.CheckSalt(request.Salt);
        problems.Throw();
    }

    public static void Check(GetRowsRequest request)
    {
        var problems = new Problems();
        if (request.Ids.Count is < 1 or > RegionLedgerLimits.Ids)
            problems.Add($"ids must be 1 to {RegionLedgerLimits.Ids}");
        for (var i = 0; i < request.Ids.Count; i++)
            problems.CheckId(request.Ids[i], $"ids[{i}]");
        problems.Throw();
    }

    public static void Check(SketchRequest request)
    {
        var problems = new Problems();
        problems.CheckRanges(request.Ranges.Count, i => (request.Ranges[i].FirstId, request.Ranges[i].BoundId));
        if (request.CellsPerTable is < 1 or > ExchangeHub.Reconciliation.Sketch.MaxCellsPerTable)
            problems.Add($"cells_per_table must be 1 to {ExchangeHub.Reconciliation.Sketch.MaxCellsPerTable}");
        problems.CheckSalt(request.Salt);
        problems.Throw();
    }

    private sealed class Problems
    {
        private readonly List<string> _named = [];
        private int _count;

        public void Add(string problem)
        {
            if (_count++ < MaxNamed)
                _named.Add(problem);
        }

        public void CheckRanges(int count, Func<int, (ByteString First, ByteString Bound)> ids)
        {
            if (count is < 1 or > RegionLedgerLimits.Ranges)
                Add($"ranges must be 1 to {RegionLedgerLimits.Ranges}");
            var before = Guid.Empty;
            for (var i = 0; i < count; i++)
            {
                var (first, bound) = ids(i);
                if (!CheckRange(first, bound, $"ranges[{i}]."))
                    continue;
                if (RegionLedgerMessages.Id(first) < before)
                    Add($"ranges[{i}] must begin where the one before ends, or later");
                before = RegionLedgerMessages.Id(bound);
            }
        }

        /// <summary>False where it is none.</summary>
        public bool CheckRange(ByteString first, ByteString bound, string prefix)
        {
            // Both are looked at, so that both are named.
            if (!CheckId(first, $"{prefix}first_id") | !CheckId(bound, $"{prefix}bound_id"))
                return false;
            if (RegionLedgerMessages.Id(first) <= RegionLedgerMessages.Id(bound))
                return true;
            Add($"{prefix}bound_id must not be before first_id");
            return false;
        }

        public bool CheckId(ByteString id, string field)
        {
            if (id.Length == RegionLedgerLimits.IdBytes)
                return true;
            Add($"{field} must be {RegionLedgerLimits.IdBytes} bytes");
            return false;
        }

        public void CheckQuestion(RangeQuestion question, string field)
        {
            if (question.PartCount is 1 or > RegionLedgerLimits.PartsOfRange)
                Add($"{field}.part_count must be 0, or 2 to {RegionLedgerLimits.PartsOfRange}");
            if (question.Expected.Length is not (0 or ExchangeHub.Reconciliation.RangeFingerprint.CheckBytes))
                Add($"{field}.expected must be absent or {ExchangeHub.Reconciliation.RangeFingerprint.CheckBytes} bytes");
            if (question.ExpectedPartSums.Count > 0 && question.ExpectedPartSums.Count != question.PartCount)
                Add($"{field}.expected_part_sums must be absent, or as many as there are parts");
        }

        public void CheckSalt(ByteString salt)
        {
            if (salt.Length is not (0 or CanonicalRow.SaltBytes))
                Add($"salt must be absent or {CanonicalRow.SaltBytes} bytes");
        }

        public void Throw()
        {
            if (_count == 0)
                return;
            var others = _count - _named.Count;
            throw new RpcException(new Status(StatusCode.InvalidArgument, string.Join("; ", _named) + (others > 0 ? $"; and {others} more" : "")));
        }
    }
}
