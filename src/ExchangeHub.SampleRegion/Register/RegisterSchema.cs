namespace ExchangeHub.SampleRegion.Register;

/// <summary>The register's tables. Dates are day numbers (DateOnly.DayNumber), kinds and states the numbers of their enums.</summary>
internal static class RegisterSchema
{
    public const string Create = """
        CREATE TABLE register_info (
            region_code    TEXT NOT NULL,
            sample_version INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE office (
            uscc       TEXT PRIMARY KEY,
            name       TEXT NOT NULL,
            is_digital INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Every name that an office ever had, with the office that keeps its files today: perhaps one of another region.
        CREATE TABLE office_name (
            name_key    TEXT NOT NULL,
            keeper_uscc TEXT NOT NULL,
            PRIMARY KEY (name_key, keeper_uscc)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE person (
            id              INTEGER PRIMARY KEY,
            name            TEXT NOT NULL,
            document_type   INTEGER,
            document_raw    TEXT,
            document_number TEXT,
            nationality     TEXT NOT NULL,
            birth_year      INTEGER,
            birth_month     INTEGER,
            birth_day       INTEGER,
            sex             INTEGER NOT NULL,
            address_code    TEXT NOT NULL,
            death_date      INTEGER
        ) STRICT;
        CREATE INDEX person_document ON person (document_number, document_type) WHERE document_number IS NOT NULL;

        -- The name is number 0; the others are former names.
        CREATE TABLE person_name (
            name_key  TEXT NOT NULL,
            person_id INTEGER NOT NULL REFERENCES person (id),
            number    INTEGER NOT NULL,
            name      TEXT NOT NULL,
            PRIMARY KEY (name_key, person_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX person_name_person ON person_name (person_id);

        CREATE TABLE certificate (
            id                     INTEGER PRIMARY KEY,
            raw_number             TEXT NOT NULL,
            number_key             TEXT NOT NULL,
            office_uscc            TEXT NOT NULL REFERENCES office (uscc),
            printed_office_name    TEXT NOT NULL,
            kind                   INTEGER NOT NULL,
            title                  TEXT NOT NULL,
            issue_date             INTEGER NOT NULL,
            status                 INTEGER NOT NULL,
            original_id            INTEGER REFERENCES certificate (id),
            is_archive_closed      INTEGER NOT NULL,
            is_under_investigation INTEGER NOT NULL,
            currency               TEXT,
            amount_units           INTEGER,
            amount_nanos           INTEGER
        ) STRICT;
        CREATE INDEX certificate_number ON certificate (number_key);
        CREATE INDEX certificate_original ON certificate (original_id) WHERE original_id IS NOT NULL;

        CREATE TABLE certificate_party (
            certificate_id    INTEGER NOT NULL REFERENCES certificate (id),
            number            INTEGER NOT NULL,
            role              INTEGER NOT NULL,
            person_id         INTEGER REFERENCES person (id),
            organization_name TEXT,
            organization_uscc TEXT,
            PRIMARY KEY (certificate_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX certificate_party_person ON certificate_party (person_id, role) WHERE person_id IS NOT NULL;

        CREATE TABLE power_of_attorney (
            certificate_id  INTEGER PRIMARY KEY REFERENCES certificate (id),
            sub_delegation  INTEGER NOT NULL,
            valid_from      INTEGER,
            valid_to        INTEGER,
            revocation_date INTEGER
        ) STRICT;

        CREATE TABLE granted_power (
            certificate_id INTEGER NOT NULL REFERENCES certificate (id),
            number         INTEGER NOT NULL,
            kind           INTEGER NOT NULL,
            description    TEXT NOT NULL,
            PRIMARY KEY (certificate_id, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE inheritance (
            id              INTEGER PRIMARY KEY,
            office_uscc     TEXT NOT NULL REFERENCES office (uscc),
            decedent_id     INTEGER NOT NULL REFERENCES person (id),
            acceptance_date INTEGER NOT NULL,
            certificate_id  INTEGER REFERENCES certificate (id)
        ) STRICT;
        CREATE INDEX inheritance_decedent ON inheritance (decedent_id);

        CREATE TABLE inheritance_heir (
            inheritance_id INTEGER NOT NULL REFERENCES inheritance (id),
            person_id      INTEGER NOT NULL REFERENCES person (id),
            PRIMARY KEY (inheritance_id, person_id)
        ) STRICT, WITHOUT ROWID;
        """;
}
