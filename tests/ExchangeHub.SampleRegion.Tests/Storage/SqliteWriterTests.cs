using ExchangeHub.SampleRegion.Storage;
using ExchangeHub.SampleRegion.Tests.Cases;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Tests.Storage;

public sealed class SqliteWriterTests : IAsyncLifetime, IDisposable
{
    private const string Insert = "INSERT INTO item VALUES (@id)";

    private readonly CaseFolder _folder = new();
    private SqliteWriter _writer = null!;

    public Task InitializeAsync()
    {
        _writer = SqliteWriter.Open(Path.Combine(_folder.Path, "items.db"), "CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY)");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _writer.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Do_WhatWaitsTogether_EachStandsAlone()
    {
        using var gate = new ManualResetEventSlim();
        var first = await HoldAsync(gate);
        var good = Enumerable.Range(2, 50).Select(id => _writer.DoAsync(session => session.Execute(Insert, ("@id", id)), default)).ToList();
        var thrown = _writer.DoAsync<int>(session => { session.Execute(Insert, ("@id", 100)); throw new InvalidOperationException("after the write"); }, default);
        var refused = _writer.DoAsync(session => { session.Execute(Insert, ("@id", 101)); return session.Execute(Insert, ("@id", 1)); }, default);
        gate.Set();

        await first;
        await Task.WhenAll(good);
        await Assert.ThrowsAsync<InvalidOperationException>(() => thrown);
        await Assert.ThrowsAsync<SqliteException>(() => refused);
        Assert.Equal(Enumerable.Range(1, 51), await IdsAsync());
    }

    [Fact]
    public async Task Do_BatchCannotBeCommitted_AllAreToldAndTheNextIsWritten()
    {
        using var gate = new ManualResetEventSlim();
        var first = await HoldAsync(gate);
        var innocent = _writer.DoAsync(session => session.Execute(Insert, ("@id", 2)), default);
        // Ends the transaction behind the writer's back, as a full disk does.
        var guilty = _writer.DoAsync(session => session.Execute("ROLLBACK"), default);
        gate.Set();

        await first;
        await Assert.ThrowsAsync<SqliteException>(() => innocent);
        await Assert.ThrowsAsync<SqliteException>(() => guilty);
        await _writer.DoAsync(session => session.Execute(Insert, ("@id", 3)), default);
        Assert.Equal("1 3", string.Join(' ', await IdsAsync()));
    }

    [Fact]
    public async Task Dispose_WithWorkThatWaits_DoesItFirst()
    {
        using var gate = new ManualResetEventSlim();
        var first = await HoldAsync(gate);
        var second = _writer.DoAsync(session => session.Execute(Insert, ("@id", 2)), default);
        var disposing = _writer.DisposeAsync();
        gate.Set();
        await disposing;

        await Task.WhenAll(first, second);
        await InitializeAsync();
        Assert.Equal(Enumerable.Range(1, 2), await IdsAsync());
    }

    [Fact]
    public async Task Do_Cancelled_EndsTheWaiting()
    {
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var work = _writer.DoAsync(session => { gate.Wait(); return 0; }, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        gate.Set();
    }

    /// <summary>Begins to write item 1 and holds the writer until the gate opens: all that comes meanwhile is one batch.</summary>
    private async Task<Task<int>> HoldAsync(ManualResetEventSlim gate)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = _writer.DoAsync(
            session =>
            {
                started.SetResult();
                gate.Wait();
                return session.Execute(Insert, ("@id", 1));
            },
            default);
        await started.Task;
        return work;
    }

    private Task<List<int>> IdsAsync() => _writer.DoAsync(session => session.Query("SELECT id FROM item ORDER BY id", row => row.GetInt32(0)), default);
}
