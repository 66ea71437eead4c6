using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.PostgreSql.Migrations
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
                    data_set = table.Column<int>(type: "integer", nullable: false),
                    producer_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    record_time = table.Column<long>(type: "bigint", nullable: false),
                    live_count = table.Column<long>(type: "bigint", nullable: false),
                    live_sum0 = table.Column<long>(type: "bigint", nullable: false),
                    live_sum1 = table.Column<long>(type: "bigint", nullable: false),
                    live_sum2 = table.Column<long>(type: "bigint", nullable: false),
                    live_sum3 = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feeds", x => new { x.data_set, x.producer_region });
                });

            migrationBuilder.CreateTable(
                name: "grant_uses",
                columns: table => new
                {
                    grant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    use_time = table.Column<long>(type: "bigint", nullable: false),
                    method = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    purpose = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C"),
                    operator_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grant_uses", x => new { x.grant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "grants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    applicant_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    applicant_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    data_set = table.Column<int>(type: "integer", nullable: false),
                    producer_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    purpose = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C"),
                    scenario = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C"),
                    start_date = table.Column<DateOnly>(type: "date", nullable: false),
                    end_date = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    decision_due_date = table.Column<DateOnly>(type: "date", nullable: false),
                    is_overdue = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C"),
                    decided_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    apply_time = table.Column<long>(type: "bigint", nullable: false),
                    decision_time = table.Column<long>(type: "bigint", nullable: true),
                    revoke_time = table.Column<long>(type: "bigint", nullable: true),
                    open_for = table.Column<string>(type: "character varying(84)", maxLength: 84, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "records",
                columns: table => new
                {
                    data_set = table.Column<int>(type: "integer", nullable: false),
                    producer_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    operation = table.Column<int>(type: "integer", nullable: false),
                    corrected_version = table.Column<int>(type: "integer", nullable: false),
                    effective_date = table.Column<DateOnly>(type: "date", nullable: false),
                    record_time = table.Column<long>(type: "bigint", nullable: false),
                    digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    statement = table.Column<byte[]>(type: "bytea", nullable: false),
                    is_highest = table.Column<bool>(type: "boolean", nullable: false)
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
