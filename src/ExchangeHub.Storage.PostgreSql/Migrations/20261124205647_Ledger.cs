using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Ledger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ledger_entries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    exchange_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    method = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    outcome = table.Column<byte>(type: "smallint", nullable: false),
                    reason = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    caller_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    caller_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    caller_certificate = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    responder_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    responder_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    requesting_office = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false, collation: "C"),
                    requested_office = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false, collation: "C"),
                    operator_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    own_case_number = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    purpose = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C"),
                    legal_basis = table.Column<string>(type: "character varying(4010)", maxLength: 4010, nullable: false, collation: "C"),
                    subject_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    accept_time = table.Column<long>(type: "bigint", nullable: false),
                    complete_time = table.Column<long>(type: "bigint", nullable: false),
                    request_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    response_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    row_version = table.Column<byte>(type: "smallint", nullable: false),
                    fingerprint_0 = table.Column<long>(type: "bigint", nullable: false),
                    fingerprint_1 = table.Column<long>(type: "bigint", nullable: false),
                    fingerprint_2 = table.Column<long>(type: "bigint", nullable: false),
                    fingerprint_3 = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_entries", x => x.id);
                });

            // History is never edited: the database itself refuses.
            migrationBuilder.Sql("CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;");
            migrationBuilder.Sql("CREATE TRIGGER ledger_entries_no_edit BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();");
            migrationBuilder.Sql("CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ledger_entries");
            migrationBuilder.Sql("DROP FUNCTION ledger_is_append_only();");
        }
    }
}
