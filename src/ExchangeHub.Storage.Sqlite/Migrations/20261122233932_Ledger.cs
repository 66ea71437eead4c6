using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.Sqlite.Migrations
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
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    exchange_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    method = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    outcome = table.Column<byte>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    caller_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    caller_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    caller_certificate = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    responder_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    responder_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    requesting_office = table.Column<string>(type: "TEXT", maxLength: 18, nullable: false),
                    requested_office = table.Column<string>(type: "TEXT", maxLength: 18, nullable: false),
                    operator_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    own_case_number = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    legal_basis = table.Column<string>(type: "TEXT", maxLength: 4010, nullable: false),
                    subject_hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    accept_time = table.Column<long>(type: "INTEGER", nullable: false),
                    complete_time = table.Column<long>(type: "INTEGER", nullable: false),
                    request_digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    response_digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    row_version = table.Column<byte>(type: "INTEGER", nullable: false),
                    fingerprint_0 = table.Column<long>(type: "INTEGER", nullable: false),
                    fingerprint_1 = table.Column<long>(type: "INTEGER", nullable: false),
                    fingerprint_2 = table.Column<long>(type: "INTEGER", nullable: false),
                    fingerprint_3 = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_entries", x => x.id);
                });

            // History is never edited: the database itself refuses.
            migrationBuilder.Sql("CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;");
            migrationBuilder.Sql("CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ledger_entries");
        }
    }
}
