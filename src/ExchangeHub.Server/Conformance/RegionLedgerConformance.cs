using System.Security.Cryptography;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Reconciliation;
using Grpc.Core;
using IdRange = ExchangeHub.Reconciliation.IdRange;

namespace ExchangeHub.Server.Conformance;

/// <summary>
/// Tries a region's <c>exchangehub.reconciliation.v1.RegionLedgerService</c> in many ways, for the people who write it: it asks as the
/// hub would, and compares the answers with the contract and with each other. It only reads.
/// </summary>
/// <param name="invoker">Leads to the service.</param>
/// <param name="window">The rows that are looked at; it should have some, and none that come and go meanwhile.</param>
public sealed class RegionLedgerConformance(CallInvoker invoker, IdRange window)
{
    /// <summary>So often a check is made again because the ledger's state has changed meanwhile.</summary>
    private const int Repeats = 2;

    private readonly LedgerProbe _probe = new(invoker);
    private readonly LedgerProbe _cases = new(invoker, LedgerSet.Cases);

    /// <summary>Makes all checks, one after the other; each is told as it ends.</summary>
    /// <returns>Whether all was right.</returns>
    public async Task<bool> RunAsync(Action<ConformanceResult> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        LedgerSample? sample = null;
        var fine = await CheckAsync(_probe, "Rows of the window can be summed up and listed", "区间内的行可以汇总和列出", async () => sample = await LedgerSample.TakeAsync(_probe, window, cancellationToken), report);
        if (sample is null)
            return false;
        if (sample.Rows.Count == 0)
        {
            report(new ConformanceResult(
                "There are rows to look at", "有可供检查的行",
                new ConformanceException("the ledger has none in this window: fill in some, or choose another day", "台账在此时段内没有行：请先写入若干行，或另选日期")));
            return false;
        }

        var withSketch = await SketchChecks.IsOfferedAsync(_probe, cancellationToken);
        foreach (var (english, chinese, check) in Checks(sample, withSketch, cancellationToken))
            fine &= await CheckAsync(_probe, english, chinese, check, report);
        foreach (var (english, chinese, request) in RefusalChecks.Requests(withSketch))
            fine &= await CheckAsync(_probe, $"Refused: {english}", $"拒绝：{chinese}", () => RefusalChecks.AskAsync(_probe, request, cancellationToken), report);
        return fine & await RunCasesAsync(withSketch, report, cancellationToken);
    }

    /// <summary>The states of cases, which need not be offered; and sets that nobody knows.</summary>
    private async Task<bool> RunCasesAsync(bool withSketch, Action<ConformanceResult> report, CancellationToken cancellationToken)
    {
        var isOffered = false;
        LedgerSample? sample = null;
        var fine = await CheckAsync(_cases, "A set of rows that is not offered is not taken for another one", "未提供的范围不得以其他范围作答", async () =>
        {
            await SetChecks.UnknownAsync(_probe, cancellationToken);
            isOffered = await SetChecks.IsOfferedAsync(_cases, cancellationToken);
            sample = isOffered ? await LedgerSample.TakeAsync(_cases, window, cancellationToken) : null;
        }, report);
        if (sample is not { Rows.Count: > 0 })
        {
            if (fine)
                report(isOffered ? new ConformanceResult("Case states: are offered, and there are none to look at", "案件状态：已提供，但没有可供检查的案件", null) : new ConformanceResult("Case states: are not offered, and need not be", "案件状态：未提供（可选）", null));
            return fine;
        }
        foreach (var (english, chinese, check) in Checks(sample, withSketch, cancellationToken))
            fine &= await CheckAsync(_cases, $"Case states, {english}", $"案件状态，{chinese}", check, report);
        return fine;
    }

    private static List<(string English, string Chinese, Func<Task> Check)> Checks(LedgerSample sample, bool withSketch, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(CanonicalRow.SaltBytes);
        IReadOnlyList<FingerprintedRow>? salted = null;
        async Task<IReadOnlyList<FingerprintedRow>> SaltedAsync() => salted ??= await RowChecks.SaltedRowsAsync(sample, salt, cancellationToken);

        List<(string English, string Chinese, Func<Task> Check)> checks =
        [
            ("Summarize: a range without ids is empty", "汇总：不含编号的区间为空", () => SumChecks.EmptyRangeAsync(sample, cancellationToken)),
            ("Summarize: parts add up to the total", "汇总：各段之和等于合计", () => SumChecks.WindowAddsUpAsync(sample, cancellationToken)),
            ("Summarize: a range that is as expected is not described", "汇总：与预期一致的区间不再细述", () => SumChecks.ExpectedAsync(sample, cancellationToken)),
            ("Summarize: a range that is not as expected is described", "汇总：与预期不符的区间逐段说明", () => SumChecks.NotExpectedAsync(sample, cancellationToken)),
            ("Summarize: parts that are as expected are left out", "汇总：与预期一致的段被省略", () => SumChecks.ExpectedPartsAsync(sample, cancellationToken)),
            ("Summarize: a part without rows that was to have some is told", "汇总：预期有行而没有行的段须说明", () => SumChecks.ExpectedEmptyPartAsync(sample, cancellationToken)),
            ("Summarize: ranges are cut into parts as the contract says", "汇总：区间按约定分段", () => SumChecks.PartsAreCutByTimeAsync(sample, cancellationToken)),
            ("ListRows: rows add up to the sums", "列出：各行之和等于汇总", () => RowChecks.ListAddsUpAsync(sample, cancellationToken)),
            ("ListRows: a range without ids is empty", "列出：不含编号的区间为空", () => RowChecks.EmptyListAsync(sample, cancellationToken)),
            ("ListRows: pages of any size give the same rows", "列出：任意页长得到相同的行", () => RowChecks.PagesAsync(sample, cancellationToken)),
            ("GetRows: rows are those that are listed, with that fingerprint", "取回：行与所列一致，指纹相符", () => RowChecks.WholeRowsAsync(sample, cancellationToken)),
            ("GetRows: an id that is not there is left out", "取回：不存在的编号被省略", () => RowChecks.NobodysRowAsync(sample, cancellationToken)),
            ("Summarize with a salt: computed anew from the rows", "加盐汇总：由各行重新计算", async () => await SumChecks.SaltedAsync(sample, await SaltedAsync(), salt, cancellationToken)),
            ("ListRows with a salt: computed anew from the rows", "加盐列出：由各行重新计算", async () => await RowChecks.SaltedAsync(sample, await SaltedAsync(), salt, cancellationToken)),
        ];
        if (withSketch)
        {
            checks.Add(("Sketch: cells add up to the rows", "摘要表：各格与行相符", () => SketchChecks.AddsUpAsync(sample, sample.Rows, null, cancellationToken)));
            checks.Add(("Sketch with a salt: cells add up to the rows", "加盐摘要表：各格与行相符", async () => await SketchChecks.AddsUpAsync(sample, await SaltedAsync(), salt, cancellationToken)));
        }
        else
        {
            checks.Add(("Sketch: is not offered, and need not be", "摘要表：未提供（可选）", () => Task.CompletedTask));
        }
        return checks;
    }

    private static async Task<bool> CheckAsync(LedgerProbe probe, string english, string chinese, Func<Task> check, Action<ConformanceResult> report)
    {
        for (var i = 0; ; i++)
        {
            var before = probe.Snapshot;
            var problem = await ProblemAsync(check);
            // A ledger that changes between two questions contradicts itself without being wrong.
            if (problem is not null && i < Repeats && before != probe.Snapshot && !before.IsEmpty)
                continue;
            report(new ConformanceResult(english, chinese, problem));
            return problem is null;
        }
    }

    private static async Task<ConformanceException?> ProblemAsync(Func<Task> check)
    {
        try
        {
            await check();
            return null;
        }
        catch (ConformanceException problem)
        {
            return problem;
        }
        catch (RpcException error)
        {
            return new ConformanceException($"the call ended with {error.StatusCode}: {error.Status.Detail}", $"调用以 {error.StatusCode} 结束：{error.Status.Detail}");
        }
    }
}
