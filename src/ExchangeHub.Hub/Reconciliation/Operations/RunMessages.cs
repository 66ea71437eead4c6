using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Date = Google.Type.Date;
using RangeFingerprint = ExchangeHub.Contracts.Reconciliation.V1.RangeFingerprint;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Runs and days as operators see them.</summary>
internal static class RunMessages
{
    /// <param name="run">The run.</param>
    /// <param name="language">In which the problem is told.</param>
    public static ReconciliationRun ToMessage(this RunEntry run, Language language) => new()
    {
        RunId = run.Id.ToString(),
        ParticipantId = run.ParticipantId,
        Kind = run.Kind,
        State = run.State,
        FirstDay = ToDate(run.FirstDay),
        LastDay = ToDate(run.LastDay),
        DryRun = run.IsDryRun,
        SignOff = run.IsSignOff,
        Repair = run.IsRepairing,
        RequesterId = run.RequesterId,
        OperatorName = run.OperatorName,
        Reason = run.Reason,
        QueueTime = run.QueueTime.ToTimestamp(),
        StartTime = run.StartTime?.ToTimestamp(),
        EndTime = run.EndTime?.ToTimestamp(),
        WindowCount = run.WindowCount,
        DoneWindowCount = run.DoneWindowCount,
        HubRowCount = run.HubRowCount,
        RegionRowCount = run.RegionRowCount,
        DifferenceCount = run.DifferenceCount,
        NewDifferenceCount = run.NewDifferenceCount,
        HealedDifferenceCount = run.HealedDifferenceCount,
        SettledCount = run.SettledCount,
        RepairCount = run.RepairCount,
        OpeningCount = run.OpeningCount,
        ClosingCount = run.ClosingCount,
        ByteCount = run.ByteCount,
        RoundTripCount = run.RoundTripCount,
        ProblemReason = run.ProblemReason,
        Problem = InLanguage(run.Problem, language),
        Set = run.LedgerSet,
        InFlightCount = run.InFlightCount,
    };

    public static ReconciledWindow ToMessage(this WindowEntry window) => new()
    {
        Day = CalendarDates.ToProto(window.Day),
        FirstId = ToBytes(window.FirstId),
        BoundId = ToBytes(window.BoundId),
        State = window.State,
        HubTotal = Sums(window.HubCount, window.HubSum0, window.HubSum1, window.HubSum2, window.HubSum3),
        RegionTotal = Sums(window.RegionCount, window.RegionSum0, window.RegionSum1, window.RegionSum2, window.RegionSum3),
        Residual = window.Residual,
        DifferenceCount = window.DifferenceCount,
        Method = window.Method,
        RoundTripCount = window.RoundTripCount,
        ByteCount = window.ByteCount,
        CompareTime = window.CompareTime?.ToTimestamp(),
        Salt = window.Salt is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(window.Salt),
    };

    public static ReconciliationDay ToMessage(this DayEntry day) => new()
    {
        ParticipantId = day.ParticipantId,
        Day = CalendarDates.ToProto(day.Day),
        State = day.State,
        LastRunId = day.LastRunId?.ToString() ?? "",
        CompareTime = day.CompareTime?.ToTimestamp(),
    };

    /// <summary>Sums of rows, so never negative.</summary>
    private static RangeFingerprint Sums(long count, long sum0, long sum1, long sum2, long sum3)
        => new() { Count = (ulong)count, Sum0 = (ulong)sum0, Sum1 = (ulong)sum1, Sum2 = (ulong)sum2, Sum3 = (ulong)sum3 };

    private static Date? ToDate(DateOnly? day) => day is { } value ? CalendarDates.ToProto(value) : null;

    private static ByteString ToBytes(Guid id) => UnsafeByteOperations.UnsafeWrap(id.ToByteArray(bigEndian: true));

    /// <summary>A problem is kept in English, and on the next line in Chinese.</summary>
    private static string InLanguage(string problem, Language language)
    {
        var at = problem.IndexOf('\n', StringComparison.Ordinal);
        return at < 0 ? problem : language.Of(problem[..at], problem[(at + 1)..]);
    }
}
