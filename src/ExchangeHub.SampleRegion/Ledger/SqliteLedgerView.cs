using System.Buffers.Binary;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExchangeHub.SampleRegion.Ledger;

/// <summary>The ledger's file as it is when the view is opened: one read transaction, on a connection of its own.</summary>
internal sealed class SqliteLedgerView : IRegionLedgerView
{
    private readonly SqliteSession _session;
    private readonly CancellationTokenRegistration _interrupt;
    private readonly CancellationToken _givenUp;

    /// <summary>Takes the connection over.</summary>
    /// <param name="session">It is only read.</param>
    /// <param name="givenUp">Ends what is being read: a scan of millions of rows must not outlive its caller.</param>
    public SqliteLedgerView(SqliteSession session, CancellationToken givenUp)
    {
        (_session, _givenUp) = (session, givenUp);
        session.Execute("BEGIN");
        Snapshot = session.Query("SELECT epoch, changes FROM ledger_state", row => Name(row.GetFieldValue<byte[]>(0), row.GetInt64(1))).Single();
        _interrupt = givenUp.Register(() => raw.sqlite3_interrupt(session.Connection.Handle));
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Snapshot { get; }

    /// <inheritdoc/>
    public ValueTask<RangeFingerprint> SumAsync(IdRange range, CancellationToken cancellationToken)
        => LedgerMinutes.SumAsync(range, (first, bound) => ValueTask.FromResult(SumMinutes(first, bound)), rows => ValueTask.FromResult(SumRows(rows)));

    /// <inheritdoc/>
    public IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, CancellationToken cancellationToken)
        => StopWhenGivenUp(_session.Stream(
            "SELECT id, f0, f1, f2, f3 FROM ledger WHERE id >= @first AND id < @bound ORDER BY id, copy",
            row => new FingerprintedRow(LedgerRows.Id(row), LedgerRows.Fingerprint(row, 1)), First(range), Bound(range))).ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<RegionLedgerEntry> EntriesAsync(IdRange range, CancellationToken cancellationToken)
        => StopWhenGivenUp(_session.Stream(
            $"SELECT {LedgerRows.EntryColumns} FROM ledger WHERE id >= @first AND id < @bound ORDER BY id, copy", LedgerRows.Entry, First(range), Bound(range))).ToAsyncEnumerable();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // First, so that nothing interrupts a connection that is closed.
        _interrupt.Dispose();
        _session.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The sums of rows, read one by one.</summary>
    internal RangeFingerprint SumRows(IdRange range)
        => Sums(
            "SELECT count(*), coalesce(sum(f0), 0), coalesce(sum(f1), 0), coalesce(sum(f2), 0), coalesce(sum(f3), 0) FROM ledger WHERE id >= @first AND id < @bound",
            First(range), Bound(range));

    private RangeFingerprint SumMinutes(long first, long bound)
        => Sums(
            "SELECT coalesce(sum(count), 0), coalesce(sum(s0), 0), coalesce(sum(s1), 0), coalesce(sum(s2), 0), coalesce(sum(s3), 0) FROM ledger_minutes WHERE minute >= @first AND minute < @bound",
            ("@first", first), ("@bound", bound));

    private RangeFingerprint Sums(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        _givenUp.ThrowIfCancellationRequested();
        try
        {
            return _session.Query(sql, row => new RangeFingerprint(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), parameters).Single();
        }
        catch (SqliteException) when (_givenUp.IsCancellationRequested)
        {
            throw new OperationCanceledException(_givenUp);
        }
    }

    private IEnumerable<T> StopWhenGivenUp<T>(IEnumerable<T> rows)
    {
        using var each = rows.GetEnumerator();
        while (MoveNext(each))
            yield return each.Current;
    }

    private bool MoveNext<T>(IEnumerator<T> rows)
    {
        _givenUp.ThrowIfCancellationRequested();
        try
        {
            return rows.MoveNext();
        }
        catch (SqliteException) when (_givenUp.IsCancellationRequested)
        {
            throw new OperationCanceledException(_givenUp);
        }
    }

    private static (string, object?) First(IdRange range) => ("@first", range.First.ToByteArray(bigEndian: true));

    private static (string, object?) Bound(IdRange range) => ("@bound", range.Bound.ToByteArray(bigEndian: true));

    /// <summary>A file that was put back from a copy has the same epoch and fewer changes: another name all the same.</summary>
    private static byte[] Name(byte[] epoch, long changes)
    {
        var name = new byte[epoch.Length + sizeof(long)];
        epoch.CopyTo(name, 0);
        BinaryPrimitives.WriteInt64BigEndian(name.AsSpan(epoch.Length), changes);
        return name;
    }
}
