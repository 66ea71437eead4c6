using ExchangeHub.Reconciliation;
using Google.Protobuf;
using static ExchangeHub.Server.Conformance.LedgerProbe;

namespace ExchangeHub.Server.Conformance;

/// <summary>Tries <c>Summarize</c>.</summary>
internal static class SumChecks
{
    private const int Parts = 16;

    public static async Task EmptyRangeAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        var empty = new IdRange(sample.Range.First, sample.Range.First);
        var (total, parts) = await sample.Probe.SumAsync(Question(empty, Parts), cancellationToken);
        Require(total.IsZero && parts.Count == 0, $"a range without ids has {total} and {parts.Count} parts", $"不含编号的区间却有 {total}，共 {parts.Count} 段");
    }

    public static async Task WindowAddsUpAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        foreach (var range in (IdRange[])[sample.Window, sample.Range])
        {
            var (total, parts) = await sample.Probe.SumAsync(Question(range, Parts), cancellationToken);
            AddUp(total, parts.Values);
        }
    }

    public static async Task ExpectedAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        var question = Question(sample.Range, Parts);
        question.Expected = ByteString.CopyFrom(sample.Sum.Check());
        var (total, parts) = await sample.Probe.SumAsync(question, cancellationToken);
        Require(total == sample.Sum, $"the total is {total} instead of {sample.Sum}", $"合计为 {total}，应为 {sample.Sum}");
        Require(parts.Count == 0, $"{parts.Count} parts came, though the range is what was expected: is `expected` compared?", $"区间与预期一致，却返回 {parts.Count} 段：是否比较了 expected？");
    }

    public static async Task NotExpectedAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        var question = Question(sample.Range, Parts);
        question.Expected = ByteString.CopyFrom((sample.Sum + new RangeFingerprint(1, 0, 0, 0, 0)).Check());
        var (total, parts) = await sample.Probe.SumAsync(question, cancellationToken);
        AddUp(total, parts.Values);
    }

    /// <summary>Each part is asked for as a range of its own: both sides must cut alike.</summary>
    public static async Task PartsAreCutByTimeAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        foreach (var range in (IdRange[])[sample.Window, sample.Range])
        {
            var (_, parts) = await sample.Probe.SumAsync(Question(range, Parts), cancellationToken);
            var ranges = RangeParts.Of(range, Parts);
            var sums = await sample.Probe.SumAsync(null, cancellationToken, [.. ranges.Select(part => Question(part))]);
            for (var i = 0; i < Parts; i++)
            {
                var part = parts.GetValueOrDefault(i);
                Require(
                    part == sums[i].Total,
                    $"part {i} of {Parts} is {part}, and the range {ranges[i].First} to {ranges[i].Bound}, which it is, is {sums[i].Total}",
                    $"{Parts} 段中第 {i} 段为 {part}，而与之相同的区间 {ranges[i].First} 至 {ranges[i].Bound} 为 {sums[i].Total}");
            }
        }
    }

    public static async Task ExpectedPartsAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        var (_, all) = await sample.Probe.SumAsync(Question(sample.Range, Parts), cancellationToken);
        Require(all.Count > 0, $"no part came, though the range has {sample.Sum} and nothing was expected", $"区间有 {sample.Sum} 且未给出预期，却未返回任何段");
        var wrong = all.Keys.First();
        var question = Question(sample.Range, Parts);
        question.Expected = ByteString.CopyFrom(new byte[RangeFingerprint.CheckBytes]);
        question.ExpectedPartSums.AddRange(Enumerable.Range(0, Parts).Select(i => unchecked((uint)all.GetValueOrDefault(i).Sum0 + (i == wrong ? 1u : 0u))));
        var (total, parts) = await sample.Probe.SumAsync(question, cancellationToken);
        Require(total == sample.Sum, $"the total is {total} instead of {sample.Sum}", $"合计为 {total}，应为 {sample.Sum}");
        Require(parts.ContainsKey(wrong), $"part {wrong}, whose sum is not as expected, is left out", $"第 {wrong} 段与预期不符，却被省略");
        Require(parts.Count == 1, $"{parts.Count} parts came instead of the one that is not as expected: is the sum compared modulo 2^32?", $"应只返回与预期不符的一段，却返回 {parts.Count} 段：是否按 2^32 取模比较？");
    }

    /// <summary>A part without rows that was to have some must be told, with zeros.</summary>
    public static async Task ExpectedEmptyPartAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        var empty = new IdRange(sample.Range.Bound, sample.Range.Bound);
        var question = Question(empty, Parts);
        question.ExpectedPartSums.AddRange(Enumerable.Range(0, Parts).Select(i => i == 3 ? 7u : 0u));
        var (_, parts) = await sample.Probe.SumAsync(question, cancellationToken);
        Require(
            parts.Count == 1 && parts.TryGetValue(3, out var part) && part.IsZero,
            $"{parts.Count} parts came instead of part 3 with zeros: it has no rows, and was to have some", $"应只返回第 3 段（全为零）：它没有行，而预期有；实际返回 {parts.Count} 段");
    }

    public static async Task SaltedAsync(LedgerSample sample, IReadOnlyList<FingerprintedRow> salted, byte[] salt, CancellationToken cancellationToken)
    {
        var (total, parts) = (await sample.Probe.SumAsync(salt, cancellationToken, Question(sample.Range, Parts)))[0];
        var expected = Sum(salted);
        Require(total == expected, $"the salted total is {total}; computed from the rows themselves it is {expected}", $"加盐合计为 {total}；按各行计算应为 {expected}");
        AddUp(total, parts.Values);
    }

    /// <summary>The sums of rows.</summary>
    public static RangeFingerprint Sum(IEnumerable<FingerprintedRow> rows) => rows.Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint));

    private static void AddUp(RangeFingerprint total, IEnumerable<RangeFingerprint> parts)
    {
        var sum = parts.Aggregate(default(RangeFingerprint), (sum, part) => sum + part);
        Require(sum == total, $"the range has {total}, and its parts add up to {sum}", $"区间为 {total}，各段之和却为 {sum}");
    }
}
