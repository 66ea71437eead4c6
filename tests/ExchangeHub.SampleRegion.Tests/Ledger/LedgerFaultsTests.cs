using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.SampleRegion.Tests.Cases;

namespace ExchangeHub.SampleRegion.Tests.Ledger;

public sealed class LedgerFaultsTests : IAsyncLifetime, IDisposable
{
    private static readonly IdRange All = new(Guid.Empty, Guid.AllBitsSet);
    private static readonly RegionLedgerEntry[] Rows = [.. LedgerEntries.Many(100, TimeSpan.FromSeconds(7))];

    private readonly CaseFolder _folder = new();
    private SqliteRegionLedger _ledger = null!;

    public async Task InitializeAsync()
    {
        _ledger = SqliteRegionLedger.Open(Path.Combine(_folder.Path, "ledger.db"));
        await _ledger.LoadAsync(Rows);
    }

    public async Task DisposeAsync() => await _ledger.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lose_Rows_AreGone()
    {
        Assert.Equal(2, await new LedgerFaults(_ledger).LoseAsync([Rows[3].Id, Rows[50].Id, Guid.Empty], default));

        Assert.Equal(Rows.Where((_, i) => i is not (3 or 50)).Select(row => row.Id), (await ReadAsync()).Select(row => row.Id));
    }

    [Fact]
    public async Task Duplicate_Rows_AreThereOnceMore()
    {
        Assert.Equal(1, await new LedgerFaults(_ledger).DuplicateAsync([Rows[3].Id], default));
        Assert.Equal(1, await new LedgerFaults(_ledger).DuplicateAsync([Rows[3].Id], default));

        var rows = await ReadAsync();
        Assert.Equal(Rows.Take(4).Append(Rows[3]).Append(Rows[3]).Concat(Rows.Skip(4)).Select(row => (row.Id, row.Fingerprint)), rows.Select(row => (row.Id, row.Fingerprint)));
        // The ledger itself still takes it for there.
        await _ledger.AppendAsync(Rows[3], default);
        Assert.Equal(102, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task Alter_Digest_ChangesItWithItsFingerprint()
    {
        Assert.Equal(1, await new LedgerFaults(_ledger).AlterAsync([Rows[3].Id, Guid.Empty]));

        var row = (await ReadAsync())[3];
        Assert.NotEqual(Rows[3].ResponseDigest, row.ResponseDigest);
        Assert.Equal(CanonicalRow.Fingerprint(row.Id, row.Method, row.State, row.RequestDigest, row.ResponseDigest), row.Fingerprint);
        Assert.NotEqual(Rows[3].Fingerprint, row.Fingerprint);
    }

    [Fact]
    public async Task Alter_State_LeavesTheDigests()
    {
        await new LedgerFaults(_ledger).AlterAsync([Rows[3].Id], state: 5);

        var row = (await ReadAsync())[3];
        Assert.Equal(5, row.State);
        Assert.Equal(Rows[3].ResponseDigest, row.ResponseDigest);
        Assert.NotEqual(Rows[3].Fingerprint, row.Fingerprint);
    }

    [Fact]
    public async Task Alter_KeepingTheFingerprint_IsOnlySeenInTheRow()
    {
        await new LedgerFaults(_ledger).AlterAsync([Rows[3].Id], keepFingerprint: true);

        var row = (await ReadAsync())[3];
        Assert.Equal(Rows[3].Fingerprint, row.Fingerprint);
        Assert.NotEqual(Rows[3].ResponseDigest, row.ResponseDigest);
    }

    [Fact]
    public async Task Invent_Rows_AreThere()
    {
        await new LedgerFaults(_ledger).InventAsync([LedgerEntries.At(LedgerEntries.Begin, -1)], default);

        Assert.Equal(101, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task Any_LeavingTheMinutes_MakesTheirSumsWrong()
    {
        var faults = new LedgerFaults(_ledger, leaveMinutes: true);
        await faults.LoseAsync([Rows[3].Id], default);
        await faults.InventAsync([LedgerEntries.At(LedgerEntries.Begin, -1), LedgerEntries.At(LedgerEntries.Begin, -2)], default);

        await using var view = await _ledger.OpenAsync(default);
        Assert.Equal(100, (await view.SumAsync(All, default)).Count);
        Assert.Equal(101, ((SqliteLedgerView)view).SumRows(All).Count);
    }

    /// <summary>The rows, whose sums by minute must be right.</summary>
    private async Task<List<RegionLedgerEntry>> ReadAsync()
    {
        await using var view = await _ledger.OpenAsync(default);
        Assert.Equal(((SqliteLedgerView)view).SumRows(All), await view.SumAsync(All, default));
        return await view.EntriesAsync(All, default).ToListAsync();
    }
}
