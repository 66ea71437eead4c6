namespace ExchangeHub.SampleRegion.Cases;

/// <summary>The tables of the case file. Ids are UUIDs of 16 bytes, times are microseconds since 1970, papers are protobuf messages.</summary>
internal static class CaseFileSchema
{
    public const string Create = """
        -- What the hub brought (收件), in the order of its coming. handled: 0 open, 1 dealt with, 2 could not be dealt with.
        CREATE TABLE IF NOT EXISTS inbox (
            number       INTEGER PRIMARY KEY AUTOINCREMENT,
            delivery_id  BLOB NOT NULL UNIQUE,
            event_id     BLOB NOT NULL,
            case_id      BLOB NOT NULL,
            version      INTEGER NOT NULL,
            kind         INTEGER NOT NULL,
            receive_time INTEGER NOT NULL,
            handled      INTEGER NOT NULL DEFAULT 0,
            body         BLOB NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS inbox_open ON inbox (number) WHERE handled = 0;
        CREATE INDEX IF NOT EXISTS inbox_case ON inbox (case_id, version);

        -- Certificates that an earlier answer found authentic, and that were revoked or replaced since (撤销后补充通知).
        CREATE TABLE IF NOT EXISTS addendum (
            number       INTEGER PRIMARY KEY AUTOINCREMENT,
            delivery_id  BLOB NOT NULL UNIQUE,
            exchange_id  BLOB NOT NULL,
            receive_time INTEGER NOT NULL,
            body         BLOB NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS addendum_exchange ON addendum (exchange_id);

        -- How far each case is, as far as this region knows: the newest version wins, wherever it was heard of. Its event is null
        -- only where the file is older than this column.
        CREATE TABLE IF NOT EXISTS case_state (
            case_id  BLOB PRIMARY KEY,
            version  INTEGER NOT NULL,
            state    INTEGER NOT NULL,
            summary  BLOB NOT NULL,
            request  BLOB,
            event_id BLOB
        ) STRICT, WITHOUT ROWID;

        -- What this region does itself (发件): written down before it is sent, so that it is sent again as it was.
        -- state: 0 intended, 1 accepted by the hub, 2 refused by the hub.
        CREATE TABLE IF NOT EXISTS act (
            number       INTEGER PRIMARY KEY AUTOINCREMENT,
            request_id   BLOB NOT NULL UNIQUE,
            intent       TEXT UNIQUE,
            method       TEXT NOT NULL,
            body         BLOB NOT NULL,
            intend_time  INTEGER NOT NULL,
            state        INTEGER NOT NULL DEFAULT 0,
            end_time     INTEGER,
            receipt      BLOB,
            summary      BLOB,
            status       INTEGER,
            reason       TEXT
        ) STRICT;
        CREATE INDEX IF NOT EXISTS act_open ON act (number) WHERE state = 0;
        """;
}
