using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Reconciliation;
using static ExchangeHub.Server.Conformance.LedgerProbe;
using IdRange = ExchangeHub.Reconciliation.IdRange;

namespace ExchangeHub.Server.Conformance;

/// <summary>Tries <c>ListRows</c> and <c>GetRows</c>.</summary>
internal static class RowChecks
{
    /// <summary>So many rows are got whole.</summary>
    private const int WholeRows = 100;

    /// <summary>An id whose time no ledger has reached.</summary>
    private static readonly Guid Nobody = new("ffffffff-ffff-7fff-bfff-fffffffffffe");

    public static Task ListAddsUpAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sum = SumChecks.Sum(sample.Rows);
        Require(sum == sample.Sum, $"the rows that are listed add up to {sum}, and Summarize says {sample.Sum}", $"列出的行之和为 {sum}，而汇总为 {sample.Sum}");
        return Task.CompletedTask;
    }

    public static async Task EmptyListAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        var (rows, next) = await sample.Probe.ListAsync(new IdRange(sample.Range.First, sample.Range.First), 10, null, cancellationToken);
        Require(rows.Count == 0 && next is null, "a range without ids has rows, or a next page", "不含编号的区间却有行或下一页");
    }

    /// <summary>Pages of any size give the same rows. Of a small size only the first rows are asked for.</summary>
    public static async Task PagesAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        foreach (var (size, limit) in ((uint, int)[])[(1, 20), (3, 60), (7_000, int.MaxValue), (uint.MaxValue, int.MaxValue)])
        {
            var listed = new List<FingerprintedRow>();
            await foreach (var page in LedgerSample.PagesAsync(sample.Probe, sample.Range, size, null, cancellationToken))
            {
                LedgerProbe.Require(page.Count <= 8_000, $"a page has {page.Count} rows: 7,000 are the most", $"一页有 {page.Count} 行：最多 7,000 行");
                listed.AddRange(page);
                if (listed.Count >= limit)
                    break;
            }
            Require(
                listed.SequenceEqual(sample.Rows.Take(Math.Max(limit, listed.Count))),
                $"with max_rows {size} other rows are listed than with max_rows 500", $"max_rows 为 {size} 时列出的行与 500 时不同");
        }
    }

    public static async Task WholeRowsAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        var asked = Some(sample);
        Guid[] ids = [.. asked.Select(row => row.Id).Distinct()];
        // Backwards, and with one that nobody has: they come in order all the same, and the one is left out.
        var rows = await sample.Probe.GetAsync(ids.Reverse().Append(Nobody), cancellationToken);
        Guid[] got = [.. rows.Select(row => new Guid(row.Id.Span, bigEndian: true))];
        Require(!got.Contains(Nobody), $"row {Nobody} is not there and was given", $"行 {Nobody} 不存在，却被返回");
        Require(got.SequenceEqual(asked.Select(row => row.Id)), $"{ids.Length} ids were asked for in any order, and their rows did not come in the order of the ids, each copy once", $"询问 {ids.Length} 个编号，返回的行未按编号顺序逐份给出");
        for (var i = 0; i < rows.Count; i++)
            LookAt(rows[i], asked[i], sample.Probe.Set);
    }

    public static async Task NobodysRowAsync(LedgerSample sample, CancellationToken cancellationToken)
    {
        var rows = await sample.Probe.GetAsync([Nobody], cancellationToken);
        Require(rows.Count == 0, $"row {Nobody} is not there and was given", $"行 {Nobody} 不存在，却被返回");
    }

    public static async Task SaltedAsync(LedgerSample sample, IReadOnlyList<FingerprintedRow> salted, byte[] salt, CancellationToken cancellationToken)
    {
        var listed = new List<FingerprintedRow>();
        await foreach (var page in LedgerSample.PagesAsync(sample.Probe, sample.Range, 7_000, salt, cancellationToken))
            listed.AddRange(page);
        var wrong = listed.Except(salted).Concat(salted.Except(listed)).FirstOrDefault();
        Require(listed.SequenceEqual(salted), $"row {wrong.Id} has another salted fingerprint than the SHA-256 of the salt and its canonical form", $"行 {wrong.Id} 的加盐指纹与“盐 + 规范行”的 SHA-256 不符");
    }

    /// <summary>The sample's rows with salted fingerprints, computed from the rows themselves.</summary>
    public static async Task<IReadOnlyList<FingerprintedRow>> SaltedRowsAsync(LedgerSample sample, byte[] salt, CancellationToken cancellationToken)
    {
        var salted = new List<FingerprintedRow>();
        foreach (var ids in sample.Rows.Select(row => row.Id).Distinct().Chunk(WholeRows))
            salted.AddRange((await sample.Probe.GetAsync(ids, cancellationToken)).Select(row => new FingerprintedRow(new Guid(row.Id.Span, bigEndian: true), Fingerprint(row, salt))));
        return salted;
    }

    /// <summary>The first rows, with all copies of the last one.</summary>
    private static List<FingerprintedRow> Some(LedgerSample sample)
    {
        var ids = sample.Rows.Select(row => row.Id).Distinct().Take(WholeRows).ToHashSet();
        return [.. sample.Rows.Where(row => ids.Contains(row.Id))];
    }

    private static void LookAt(LedgerRow row, FingerprintedRow listed, LedgerSet set)
    {
        if (set == LedgerSet.Cases)
        {
            Require(row.Method == CaseRow.Method, $"row {listed.Id} has the method '{row.Method}', and of a case it is '{CaseRow.Method}'", $"行 {listed.Id} 的方法为“{row.Method}”，案件应为“{CaseRow.Method}”");
            Require(Enum.IsDefined((CaseState)row.State), $"row {listed.Id} has state {row.State}, which is none of a case", $"行 {listed.Id} 的状态为 {row.State}，不是案件状态");
            Require(row.RequestDigest.IsEmpty && row.ResponseDigest.Length == 32, $"row {listed.Id} must have no request digest, and the digest of its event", $"行 {listed.Id} 不应有请求摘要，且须有事件的摘要");
        }
        else
        {
            Require(row.Method.StartsWith('/') && row.Method.Count(c => c == '/') == 2, $"row {listed.Id} has the method '{row.Method}', which is no /package.Service/Method", $"行 {listed.Id} 的方法“{row.Method}”不是 /包.服务/方法 的形式");
        }
        Require(row.RecordTime is not null, $"row {listed.Id} has no record_time", $"行 {listed.Id} 没有 record_time");
        var expected = Fingerprint(row, []);
        Require(listed.Fingerprint == expected, $"row {listed.Id} is listed with fingerprint {listed.Fingerprint}, and its canonical form has {expected}", $"行 {listed.Id} 列出的指纹为 {listed.Fingerprint}，其规范行的指纹为 {expected}");
    }

    private static RowFingerprint Fingerprint(LedgerRow row, byte[] salt)
        => CanonicalRow.Fingerprint(salt, new Guid(row.Id.Span, bigEndian: true), row.Method, (byte)row.State, row.RequestDigest.Span, row.ResponseDigest.Span);
}
