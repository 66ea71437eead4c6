using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Addenda : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "certificate_hash",
                table: "ledger_entries",
                type: "varbinary(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "addenda",
                columns: table => new
                {
                    entry_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    number = table.Column<int>(type: "int", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    delivery_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    add_time = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_addenda", x => new { x.entry_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "addendum_marks",
                columns: table => new
                {
                    producer_region = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: false, collation: "Latin1_General_100_BIN2"),
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_addendum_marks", x => x.producer_region);
                });

            migrationBuilder.CreateIndex(
                name: "IX_addenda_add_time",
                table: "addenda",
                column: "add_time");

            // What a batch of entries is sent as from now on; the hub of the release before sends it as ledger_entry_rows_2.
            migrationBuilder.Sql("""
                CREATE TYPE ledger_entry_rows_3 AS TABLE (
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
                    settles binary(16) NULL,
                    certificate_hash varbinary(32) NULL
                )
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TYPE ledger_entry_rows_3");
            migrationBuilder.DropTable(
                name: "addenda");

            migrationBuilder.DropTable(
                name: "addendum_marks");

            migrationBuilder.DropColumn(
                name: "certificate_hash",
                table: "ledger_entries");
        }
    }
}
