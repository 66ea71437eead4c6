using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Sharing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "feeds",
                columns: table => new
                {
                    data_set = table.Column<int>(type: "INTEGER", nullable: false),
                    producer_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    record_time = table.Column<long>(type: "INTEGER", nullable: false),
                    live_count = table.Column<long>(type: "INTEGER", nullable: false),
                    live_sum0 = table.Column<long>(type: "INTEGER", nullable: false),
                    live_sum1 = table.Column<long>(type: "INTEGER", nullable: false),
                    live_sum2 = table.Column<long>(type: "INTEGER", nullable: false),
                    live_sum3 = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feeds", x => new { x.data_set, x.producer_region });
                });

            migrationBuilder.CreateTable(
                name: "grant_uses",
                columns: table => new
                {
                    grant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    use_time = table.Column<long>(type: "INTEGER", nullable: false),
                    method = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    operator_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grant_uses", x => new { x.grant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "grants",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    applicant_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    applicant_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    data_set = table.Column<int>(type: "INTEGER", nullable: false),
                    producer_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    scenario = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    start_date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    end_date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    decision_due_date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    is_overdue = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    decided_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    apply_time = table.Column<long>(type: "INTEGER", nullable: false),
                    decision_time = table.Column<long>(type: "INTEGER", nullable: true),
                    revoke_time = table.Column<long>(type: "INTEGER", nullable: true),
                    open_for = table.Column<string>(type: "TEXT", maxLength: 84, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "records",
                columns: table => new
                {
                    data_set = table.Column<int>(type: "INTEGER", nullable: false),
                    producer_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    operation = table.Column<int>(type: "INTEGER", nullable: false),
                    corrected_version = table.Column<int>(type: "INTEGER", nullable: false),
                    effective_date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    record_time = table.Column<long>(type: "INTEGER", nullable: false),
                    digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    statement = table.Column<byte[]>(type: "BLOB", nullable: false),
                    is_highest = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_records", x => new { x.data_set, x.producer_region, x.sequence });
                });

            migrationBuilder.CreateIndex(
                name: "IX_grants_open_for",
                table: "grants",
                column: "open_for",
                unique: true,
                filter: "open_for IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_grants_state_end_date",
                table: "grants",
                columns: new[] { "state", "end_date" });

            migrationBuilder.CreateIndex(
                name: "IX_records_data_set_producer_region_key_version",
                table: "records",
                columns: new[] { "data_set", "producer_region", "key", "version" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feeds");

            migrationBuilder.DropTable(
                name: "grant_uses");

            migrationBuilder.DropTable(
                name: "grants");

            migrationBuilder.DropTable(
                name: "records");
        }
    }
}
