using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Rollups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "settles",
                table: "ledger_entries",
                type: "binary(16)",
                fixedLength: true,
                maxLength: 16,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ledger_rollup_mark",
                columns: table => new
                {
                    id = table.Column<byte>(type: "tinyint", nullable: false),
                    next_minute = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_rollup_mark", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ledger_rollups",
                columns: table => new
                {
                    participant_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    minute = table.Column<long>(type: "bigint", nullable: false),
                    row_count = table.Column<long>(type: "bigint", nullable: false),
                    sum0 = table.Column<long>(type: "bigint", nullable: false),
                    sum1 = table.Column<long>(type: "bigint", nullable: false),
                    sum2 = table.Column<long>(type: "bigint", nullable: false),
                    sum3 = table.Column<long>(type: "bigint", nullable: false),
                    in_doubt_count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_rollups", x => new { x.participant_id, x.minute });
                });

            // Nothing is rolled up yet.
            migrationBuilder.Sql("INSERT INTO ledger_rollup_mark (id, next_minute) VALUES (1, 0);");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_entries_settles",
                table: "ledger_entries",
                column: "settles",
                unique: true,
                filter: "settles IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_rollups_minute",
                table: "ledger_rollups",
                column: "minute");

            // What a batch of entries is sent as from now on; the hub of the release before sends it as ledger_entry_rows_1.
            migrationBuilder.Sql("""
                CREATE TYPE ledger_entry_rows_2 AS TABLE (
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
                    fingerprint_3 bigint NOT NULL,
                    settles binary(16) NULL
                )
                """);

            // What ranges of ids are asked for as.
            migrationBuilder.Sql("CREATE TYPE id_ranges_1 AS TABLE (number int NOT NULL, first_id binary(16) NOT NULL, bound_id binary(16) NOT NULL)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TYPE id_ranges_1");
            migrationBuilder.Sql("DROP TYPE ledger_entry_rows_2");
            migrationBuilder.DropTable(
                name: "ledger_rollup_mark");

            migrationBuilder.DropTable(
                name: "ledger_rollups");

            migrationBuilder.DropIndex(
                name: "IX_ledger_entries_settles",
                table: "ledger_entries");

            migrationBuilder.DropColumn(
                name: "settles",
                table: "ledger_entries");
        }
    }
}
