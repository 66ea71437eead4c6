using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExchangeHub.SampleRegion.Ledger;

/// <summary>Rows, and the sums of their minutes, in a transaction of the ledger's file.</summary>
internal static class LedgerRows
{
    /// <summary>What <see cref="Entry"/> reads.</summary>
    public const string EntryColumns = "id, f0, f1, f2, f3, row_version, state, answer_time, method, request_digest, response_digest";

    /// <summary>A row that is written so long after its id was given is an addition to what may have been compared already.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(10);

    /// <summary>Adds rows with their sums. One that is there already is not added again.</summary>
    /// <param name="session">A transaction.</param>
    /// <param name="entries">The rows.</param>
    /// <param name="leaveMinutes">Leaves the sums as they were, and so wrong: only a fault does that.</param>
    /// <returns>How many were added.</returns>
    /// <exception cref="LedgerConflictException">Another row stands under an id.</exception>
    public static int Add(SqliteSession session, IReadOnlyList<RegionLedgerEntry> entries, bool leaveMinutes = false)
    {
        var minutes = new Dictionary<long, RangeFingerprint>();
        var (added, isOld) = (0, false);
        foreach (var entry in entries)
        {
            if (!Insert(session, entry))
            {
                CheckSame(session, entry);
                continue;
            }
            added++;
            var minute = IdMinutes.Of(entry.Id);
            minutes[minute] = minutes.GetValueOrDefault(minute) + RangeFingerprint.Of(entry.Fingerprint);
            isOld |= minute * TimeSpan.TicksPerMinute < (entry.AnswerTime - DateTimeOffset.UnixEpoch - Young).Ticks;
        }
        if (!leaveMinutes)
        {
            foreach (var (minute, sums) in minutes)
                AddTo(session, minute, sums);
        }
        if (isOld)
            Change(session);
        return added;
    }

    /// <summary>Says that something old has changed: who compares begins again.</summary>
    public static void Change(SqliteSession session) => session.Execute("UPDATE ledger_state SET changes = changes + 1");

    /// <summary>Sums up one minute anew.</summary>
    public static void RollUp(SqliteSession session, long minute)
    {
        session.Execute("DELETE FROM ledger_minutes WHERE minute = @minute", ("@minute", minute));
        session.Execute(
            """
            INSERT INTO ledger_minutes (minute, count, s0, s1, s2, s3)
            SELECT @minute, count(*), sum(f0), sum(f1), sum(f2), sum(f3) FROM ledger WHERE id >= @first AND id < @bound HAVING count(*) > 0
            """,
            ("@minute", minute),
            ("@first", IdMinutes.FirstId(minute).ToByteArray(bigEndian: true)),
            ("@bound", IdMinutes.BoundId(minute).ToByteArray(bigEndian: true)));
    }

    /// <summary>Reads <c>id</c>, the first column. Straight from SQLite: a sketch reads very many.</summary>
    public static Guid Id(SqliteDataReader row) => new(raw.sqlite3_column_blob(row.Handle!, 0), bigEndian: true);

    /// <summary>Reads <c>f0</c> to <c>f3</c>, which begin at a column.</summary>
    public static RowFingerprint Fingerprint(SqliteDataReader row, int column)
    {
        var statement = row.Handle!;
        return new RowFingerprint(
            (uint)raw.sqlite3_column_int64(statement, column),
            (uint)raw.sqlite3_column_int64(statement, column + 1),
            (uint)raw.sqlite3_column_int64(statement, column + 2),
            (uint)raw.sqlite3_column_int64(statement, column + 3));
    }

    /// <summary>Reads a whole row: <see cref="EntryColumns"/>.</summary>
    public static RegionLedgerEntry Entry(SqliteDataReader row)
        => new(
            Id(row), row.GetString(8), (byte)row.GetInt64(6), row.GetFieldValue<byte[]>(9), row.GetFieldValue<byte[]>(10), Fingerprint(row, 1), (byte)row.GetInt64(5),
            DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(7) * TimeSpan.TicksPerMicrosecond));

    private static bool Insert(SqliteSession session, RegionLedgerEntry entry)
        => session.Execute(
            $"""
            INSERT INTO ledger ({EntryColumns})
            VALUES (@id, @f0, @f1, @f2, @f3, @version, @state, @time, @method, @request, @response)
            ON CONFLICT (id, copy) DO NOTHING
            """,
            ("@id", entry.Id.ToByteArray(bigEndian: true)),
            ("@f0", (long)entry.Fingerprint.Limb0),
            ("@f1", (long)entry.Fingerprint.Limb1),
            ("@f2", (long)entry.Fingerprint.Limb2),
            ("@f3", (long)entry.Fingerprint.Limb3),
            ("@version", (long)entry.RowVersion),
            ("@state", (long)entry.State),
            ("@time", (entry.AnswerTime - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond),
            ("@method", entry.Method),
            ("@request", entry.RequestDigest),
            ("@response", entry.ResponseDigest)) > 0;

    private static void CheckSame(SqliteSession session, RegionLedgerEntry entry)
    {
        var (fingerprint, version) = session.Query(
            "SELECT id, f0, f1, f2, f3, row_version FROM ledger WHERE id = @id AND copy = 0",
            row => (Fingerprint(row, 1), (byte)row.GetInt64(5)), ("@id", entry.Id.ToByteArray(bigEndian: true))).Single();
        if (!entry.IsSameRow(entry with { Fingerprint = fingerprint, RowVersion = version }))
            throw new LedgerConflictException(entry.Id);
    }

    private static void AddTo(SqliteSession session, long minute, RangeFingerprint sums)
        => session.Execute(
            """
            INSERT INTO ledger_minutes (minute, count, s0, s1, s2, s3) VALUES (@minute, @count, @s0, @s1, @s2, @s3)
            ON CONFLICT (minute) DO UPDATE SET count = count + excluded.count, s0 = s0 + excluded.s0, s1 = s1 + excluded.s1, s2 = s2 + excluded.s2, s3 = s3 + excluded.s3
            """,
            ("@minute", minute), ("@count", sums.Count), ("@s0", sums.Sum0), ("@s1", sums.Sum1), ("@s2", sums.Sum2), ("@s3", sums.Sum3));
}
