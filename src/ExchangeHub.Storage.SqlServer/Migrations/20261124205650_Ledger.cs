using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.SqlServer.Migrations
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
                    id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    exchange_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    request_id = table.Column<string>(type: "nvarchar(36)", maxLength: 36, nullable: false, collation: "Latin1_General_100_BIN2"),
                    method = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2"),
                    outcome = table.Column<byte>(type: "tinyint", nullable: false),
                    reason = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    caller_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    caller_region = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: false, collation: "Latin1_General_100_BIN2"),
                    caller_certificate = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    responder_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    responder_region = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: false, collation: "Latin1_General_100_BIN2"),
                    requesting_office = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    requested_office = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    operator_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    own_case_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    purpose = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    legal_basis = table.Column<string>(type: "nvarchar(max)", maxLength: 4010, nullable: false, collation: "Latin1_General_100_BIN2"),
                    subject_hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    accept_time = table.Column<long>(type: "bigint", nullable: false),
                    complete_time = table.Column<long>(type: "bigint", nullable: false),
                    request_digest = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    response_digest = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    row_version = table.Column<byte>(type: "tinyint", nullable: false),
                    fingerprint_0 = table.Column<long>(type: "bigint", nullable: false),
                    fingerprint_1 = table.Column<long>(type: "bigint", nullable: false),
                    fingerprint_2 = table.Column<long>(type: "bigint", nullable: false),
                    fingerprint_3 = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_entries", x => x.id);
                });

            // History is never edited: the database itself refuses. A trigger must stand alone in its batch, which in a script it does not.
            migrationBuilder.Sql("EXEC(N'CREATE TRIGGER ledger_entries_no_edit ON ledger_entries INSTEAD OF UPDATE, DELETE AS THROW 50000, N''the ledger is append-only'', 1;')");

            // What a batch of entries is sent as.
            migrationBuilder.Sql("""
                CREATE TYPE ledger_entry_rows_1 AS TABLE (
                    id binary(16) NOT NULL,
                    exchange_id binary(16) NOT NULL,
                    request_id nvarchar(36) NOT NULL,
                    method nvarchar(256) NOT NULL,
                    outcome tinyint NOT NULL,
                    reason nvarchar(64) NOT NULL,
                    caller_id nvarchar(64) NOT NULL,
                    caller_region nvarchar(6) NOT NULL,
                    caller_certificate varbinary(32) NOT NULL,
                    responder_id nvarchar(64) NOT NULL,
                    responder_region nvarchar(6) NOT NULL,
                    requesting_office nvarchar(18) NOT NULL,
                    requested_office nvarchar(18) NOT NULL,
                    operator_name nvarchar(200) NOT NULL,
                    own_case_number nvarchar(200) NOT NULL,
                    purpose nvarchar(1000) NOT NULL,
                    legal_basis nvarchar(max) NOT NULL,
                    subject_hash varbinary(32) NULL,
                    accept_time bigint NOT NULL,
                    complete_time bigint NOT NULL,
                    request_digest varbinary(32) NULL,
                    response_digest varbinary(32) NULL,
                    row_version tinyint NOT NULL,
                    fingerprint_0 bigint NOT NULL,
                    fingerprint_1 bigint NOT NULL,
                    fingerprint_2 bigint NOT NULL,
                    fingerprint_3 bigint NOT NULL
                )
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ledger_entries");
            migrationBuilder.Sql("DROP TYPE ledger_entry_rows_1");
        }
    }
}
