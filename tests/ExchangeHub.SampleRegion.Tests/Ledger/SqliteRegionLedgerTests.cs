using ExchangeHub.Client.Ledger;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.SampleRegion.Tests.Cases;

namespace ExchangeHub.SampleRegion.Tests.Ledger;

public sealed class SqliteRegionLedgerTests : IAsyncLifetime, IDisposable
{
    private readonly CaseFolder _folder = new();
    private SqliteRegionLedger _ledger = null!;

    private string File => Path.Combine(_folder.Path, "ledger.db");

    public Task InitializeAsync()
    {
        _ledger = SqliteRegionLedger.Open(File);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _ledger.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_SameRowLater_ChangesNothing()
    {
        var entry = Entry(Guid.CreateVersion7());

        await _ledger.AppendAsync(entry, default);
        await _ledger.AppendAsync(entry with { AnswerTime = entry.AnswerTime.AddHours(1) }, default);

        Assert.Equal((entry.Id, entry.Fingerprint), Assert.Single((await _ledger.FingerprintsAsync(default)).Select(row => (row.Key, row.Value))));
    }

    [Fact]
    public async Task Append_AnotherRowUnderTheId_IsAnErrorAndChangesNothing()
    {
        var entry = Entry(Guid.CreateVersion7());
        await _ledger.AppendAsync(entry, default);

        var error = await Assert.ThrowsAsync<LedgerConflictException>(() => _ledger.AppendAsync(Entry(entry.Id, content: 2), default));

        Assert.Equal(entry.Id, error.Id);
        Assert.Equal(entry.Fingerprint, Assert.Single(await _ledger.FingerprintsAsync(default)).Value);
    }

    [Fact]
    public async Task Append_ManyAtOnceAndSomeInConflict_TheOthersAreThereAfterARestart()
    {
        var first = Entry(Guid.CreateVersion7());
        await _ledger.AppendAsync(first, default);
        var entries = Enumerable.Range(0, 1500).Select(_ => Entry(Guid.CreateVersion7())).ToList();

        var good = entries.Select(entry => Task.Run(() => _ledger.AppendAsync(entry, default))).ToList();
        var bad = Enumerable.Range(0, 20).Select(_ => Task.Run(() => _ledger.AppendAsync(Entry(first.Id, content: 2), default))).ToList();
        await Task.WhenAll(good);
        foreach (var append in bad)
            await Assert.ThrowsAsync<LedgerConflictException>(() => append);

        await _ledger.DisposeAsync();
        _ledger = SqliteRegionLedger.Open(File);
        Assert.Equal(entries.Prepend(first).Select(entry => entry.Id).Order(), (await _ledger.FingerprintsAsync(default)).Keys.Order());
    }

    private static RegionLedgerEntry Entry(Guid id, byte content = 1)
        => RegionLedgerEntry.ForAnswer(id, "/test/Method", [.. Enumerable.Repeat(content, 32)], new byte[32], RegionFixture.Now);
}
