using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.SampleRegion.Tests.Cases;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Tests.Ledger;

/// <summary>The ledger as the hub reads it: sums by minute that are always those of the rows.</summary>
public sealed class SqliteLedgerViewTests : IAsyncLifetime, IDisposable
{
    private static readonly IdRange All = new(Guid.Empty, Guid.AllBitsSet);
    private static readonly RegionLedgerEntry[] Rows = [.. LedgerEntries.Many(2_000, TimeSpan.FromSeconds(7))];

    private readonly CaseFolder _folder = new();
    private SqliteRegionLedger _ledger = null!;

    private string FileName => Path.Combine(_folder.Path, "ledger.db");

    public async Task InitializeAsync()
    {
        _ledger = SqliteRegionLedger.Open(FileName);
        await _ledger.LoadAsync(Rows);
    }

    public async Task DisposeAsync() => await _ledger.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sum_OfAnyRange_IsThatOfItsRows()
    {
        await using var view = await _ledger.OpenAsync(default);
        IdRange[] ranges =
        [
            All, new(Rows[10].Id, Rows[10].Id), new(Rows[10].Id, Rows[11].Id), new(Rows[3].Id, Rows[1500].Id), new(Rows[1].Id, Rows[5].Id),
            new(IdMinutes.FirstId(LedgerEntries.Minute + 3), IdMinutes.FirstId(LedgerEntries.Minute + 5)), new(IdMinutes.FirstId(LedgerEntries.Minute), Rows[^1].Id),
        ];
        foreach (var range in ranges)
        {
            Assert.Equal(SumOf(Rows.Where(row => row.Id >= range.First && row.Id < range.Bound)), await view.SumAsync(range, default));
            Assert.Equal(((SqliteLedgerView)view).SumRows(range), await view.SumAsync(range, default));
        }
    }

    [Fact]
    public async Task Rows_OfARange_ComeInOrderAndWhole()
    {
        await using var view = await _ledger.OpenAsync(default);
        var range = new IdRange(Rows[3].Id, Rows[1500].Id);

        Assert.Equal(Rows[3..1500].Select(row => new FingerprintedRow(row.Id, row.Fingerprint)), await view.RowsAsync(range, default).ToListAsync());
        var entries = await view.EntriesAsync(range, default).ToListAsync();
        Assert.Equal(Rows[3..1500].Select(Text), entries.Select(Text));
    }

    [Fact]
    public async Task Append_OneByOneAndRepeated_KeepsTheSumsInStep()
    {
        var more = LedgerEntries.At(LedgerEntries.Begin.AddSeconds(3), -1);
        await _ledger.AppendAsync(more, default);
        await _ledger.AppendAsync(more, default);
        await _ledger.AppendAsync(LedgerEntries.At(LedgerEntries.Begin.AddDays(1), -2), default);
        await Assert.ThrowsAsync<LedgerConflictException>(() => _ledger.AppendAsync(LedgerEntries.At(LedgerEntries.Begin, 1) with { Id = Rows[0].Id }, default));

        await AssertInStepAsync(2002);
    }

    [Fact]
    public async Task Load_SomeThereAlready_AddsTheOthers()
    {
        await _ledger.LoadAsync([.. Rows[..10], .. Enumerable.Range(0, 10).Select(i => LedgerEntries.At(LedgerEntries.Begin.AddDays(1), i))]);

        await AssertInStepAsync(2010);
    }

    [Fact]
    public async Task View_WhileRowsAreWritten_StaysAsItWas()
    {
        await using var view = await _ledger.OpenAsync(default);
        await _ledger.AppendAsync(LedgerEntries.At(LedgerEntries.Begin.AddDays(1), -1), default);

        Assert.Equal(2000, (await view.SumAsync(All, default)).Count);
        Assert.Equal(2000, await view.RowsAsync(All, default).CountAsync());
        await AssertInStepAsync(2001);
    }

    [Fact]
    public async Task View_OfACallThatIsGivenUp_StopsReading()
    {
        using var givenUp = new CancellationTokenSource();
        await using var view = await _ledger.OpenAsync(givenUp.Token);
        await using var rows = view.RowsAsync(All, default).GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());

        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rows.MoveNextAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await view.SumAsync(All, default));
    }

    /// <summary>Rows of the moment are not compared yet: only what is old makes the comparison begin again.</summary>
    [Fact]
    public async Task Snapshot_ChangesWithOldRowsAndNotWithNewOnes()
    {
        var before = await SnapshotAsync();
        await _ledger.AppendAsync(LedgerEntries.At(LedgerEntries.Begin.AddDays(1), -1), default);
        Assert.Equal(before, await SnapshotAsync());

        var late = LedgerEntries.At(LedgerEntries.Begin.AddDays(1), -2);
        await _ledger.AppendAsync(late with { AnswerTime = late.AnswerTime.AddMinutes(12) }, default);
        var after = await SnapshotAsync();
        Assert.NotEqual(before, after);

        await new LedgerFaults(_ledger).LoseAsync([Rows[0].Id], default);
        Assert.NotEqual(after, await SnapshotAsync());
        Assert.InRange(after.Length, 2, 64);
    }

    [Fact]
    public async Task Open_FileOfAnEarlierVersion_RollsItsRowsUp()
    {
        await _ledger.DisposeAsync();
        Execute(
            """
            CREATE TABLE earlier (id BLOB PRIMARY KEY, method TEXT NOT NULL, state INTEGER NOT NULL, request_digest BLOB NOT NULL, response_digest BLOB NOT NULL,
              f0 INTEGER NOT NULL, f1 INTEGER NOT NULL, f2 INTEGER NOT NULL, f3 INTEGER NOT NULL, row_version INTEGER NOT NULL, answer_time INTEGER NOT NULL) WITHOUT ROWID;
            INSERT INTO earlier SELECT id, method, state, request_digest, response_digest, f0, f1, f2, f3, row_version, answer_time FROM ledger;
            DROP TABLE ledger; DROP TABLE ledger_minutes; DROP TABLE ledger_state;
            ALTER TABLE earlier RENAME TO ledger;
            PRAGMA user_version = 0;
            """);

        _ledger = SqliteRegionLedger.Open(FileName);

        await AssertInStepAsync(2000);
        await using var view = await _ledger.OpenAsync(default);
        Assert.Equal(SumOf(Rows), await view.SumAsync(All, default));
        Assert.Equal(Text(Rows[77]), Text((await view.EntriesAsync(new IdRange(Rows[77].Id, Rows[78].Id), default).ToListAsync()).Single()));
    }

    /// <summary>What the hub asks every night of a day that is clean: no row is read for it.</summary>
    [Fact]
    public async Task Sum_OfWholeMinutes_ReadsNoRow()
    {
        await _ledger.DisposeAsync();
        Execute("DELETE FROM ledger");
        _ledger = SqliteRegionLedger.Open(FileName);
        await using var view = await _ledger.OpenAsync(default);

        Assert.Equal(SumOf(Rows), await view.SumAsync(new IdRange(IdMinutes.FirstId(LedgerEntries.Minute), IdMinutes.FirstId(LedgerEntries.Minute + 1440)), default));
    }

    private static RangeFingerprint SumOf(IEnumerable<RegionLedgerEntry> rows) => rows.Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint));

    private static string Text(RegionLedgerEntry row)
        => $"{row.Id} {row.Method} {row.State} {Convert.ToHexString(row.RequestDigest)} {Convert.ToHexString(row.ResponseDigest)} {row.Fingerprint} {row.RowVersion} {row.AnswerTime:O}";

    private async Task<string> SnapshotAsync()
    {
        await using var view = await _ledger.OpenAsync(default);
        return Convert.ToHexString(view.Snapshot.Span);
    }

    private async Task AssertInStepAsync(int count)
    {
        await using var view = await _ledger.OpenAsync(default);
        var sums = await view.SumAsync(All, default);
        Assert.Equal(count, sums.Count);
        Assert.Equal(((SqliteLedgerView)view).SumRows(All), sums);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={FileName};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
