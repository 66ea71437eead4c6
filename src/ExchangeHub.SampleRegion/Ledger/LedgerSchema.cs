using System.Security.Cryptography;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Storage;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Ledger;

/// <summary>The tables of a region's ledger. Ids are UUIDs of 16 bytes, which SQLite orders as the contract does; times are microseconds since 1970.</summary>
internal static class LedgerSchema
{
    /// <summary>
    /// Fingerprints stand before what is long, so that sums need not read over it. <c>copy</c> is 0: only a ledger that was tampered
    /// with has a row twice, and reconciliation must be able to see that.
    /// </summary>
    private const string Create = """
        CREATE TABLE IF NOT EXISTS ledger (
          id BLOB NOT NULL,
          copy INTEGER NOT NULL DEFAULT 0,
          f0 INTEGER NOT NULL,
          f1 INTEGER NOT NULL,
          f2 INTEGER NOT NULL,
          f3 INTEGER NOT NULL,
          row_version INTEGER NOT NULL,
          state INTEGER NOT NULL,
          answer_time INTEGER NOT NULL,
          method TEXT NOT NULL,
          request_digest BLOB NOT NULL,
          response_digest BLOB NOT NULL,
          PRIMARY KEY (id, copy)
        ) WITHOUT ROWID;

        -- The sums of each minute of the ids' time (分钟汇总), written with the rows.
        CREATE TABLE IF NOT EXISTS ledger_minutes (
          minute INTEGER PRIMARY KEY,
          count INTEGER NOT NULL,
          s0 INTEGER NOT NULL,
          s1 INTEGER NOT NULL,
          s2 INTEGER NOT NULL,
          s3 INTEGER NOT NULL
        );

        -- One row: which file this is, and how often something old was changed in it.
        CREATE TABLE IF NOT EXISTS ledger_state (
          epoch BLOB NOT NULL,
          changes INTEGER NOT NULL
        );
        """;

    private const long Version = 1;

    /// <summary>Makes what is missing; a file of an earlier version is brought up to this one, rows and all, or stays as it was.</summary>
    public static void Prepare(string path)
    {
        using var session = new SqliteSession(Connect(path, SqliteOpenMode.ReadWriteCreate));
        session.Execute("PRAGMA journal_mode = WAL");
        session.Execute("BEGIN IMMEDIATE");
        if (session.Query("PRAGMA user_version", row => row.GetInt64(0)).Single() < Version)
        {
            var isEarlier = session.Query("SELECT name FROM sqlite_schema WHERE name = 'ledger'", row => row.GetString(0)).Count > 0;
            if (isEarlier)
                session.Execute("ALTER TABLE ledger RENAME TO earlier_ledger");
            session.Execute(Create);
            session.Execute("INSERT INTO ledger_state (epoch, changes) VALUES (@epoch, 0)", ("@epoch", RandomNumberGenerator.GetBytes(16)));
            if (isEarlier)
            {
                session.Execute($"INSERT INTO ledger ({LedgerRows.EntryColumns}) SELECT {LedgerRows.EntryColumns} FROM earlier_ledger");
                session.Execute("DROP TABLE earlier_ledger");
                RollUp(session);
            }
            session.Execute($"PRAGMA user_version = {Version}");
        }
        session.Execute("COMMIT");
    }

    /// <summary>Opens a connection of its own.</summary>
    public static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Sums up every minute in which there are rows, leaping from one to the next.</summary>
    private static void RollUp(SqliteSession session)
    {
        var next = Guid.Empty;
        while (next != Guid.AllBitsSet && session.Query("SELECT id FROM ledger WHERE id >= @next ORDER BY id LIMIT 1", LedgerRows.Id, ("@next", next.ToByteArray(bigEndian: true))) is [var id])
        {
            var minute = IdMinutes.Of(id);
            LedgerRows.RollUp(session, minute);
            next = IdMinutes.BoundId(minute);
        }
    }
}
