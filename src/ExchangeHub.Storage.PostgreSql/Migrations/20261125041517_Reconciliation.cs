using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Reconciliation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "difference_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    difference_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_time = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    participant_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    operator_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_difference_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "differences",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    participant_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    row_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    severity = table.Column<int>(type: "integer", nullable: false),
                    method = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false, collation: "C"),
                    hub_copy_count = table.Column<int>(type: "integer", nullable: false),
                    hub_state = table.Column<int>(type: "integer", nullable: false),
                    hub_request_digest = table.Column<byte[]>(type: "bytea", maxLength: 64, nullable: true),
                    hub_response_digest = table.Column<byte[]>(type: "bytea", maxLength: 64, nullable: true),
                    hub_record_time = table.Column<long>(type: "bigint", nullable: true),
                    region_copy_count = table.Column<int>(type: "integer", nullable: false),
                    region_state = table.Column<int>(type: "integer", nullable: false),
                    region_request_digest = table.Column<byte[]>(type: "bytea", maxLength: 64, nullable: true),
                    region_response_digest = table.Column<byte[]>(type: "bytea", maxLength: 64, nullable: true),
                    region_record_time = table.Column<long>(type: "bigint", nullable: true),
                    owner = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    first_run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_seen_time = table.Column<long>(type: "bigint", nullable: false),
                    last_run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    last_seen_time = table.Column<long>(type: "bigint", nullable: false),
                    close_time = table.Column<long>(type: "bigint", nullable: true),
                    seen_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_differences", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reconciled_windows",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    first_id = table.Column<Guid>(type: "uuid", nullable: false),
                    bound_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    hub_count = table.Column<long>(type: "bigint", nullable: false),
                    hub_sum0 = table.Column<long>(type: "bigint", nullable: false),
                    hub_sum1 = table.Column<long>(type: "bigint", nullable: false),
                    hub_sum2 = table.Column<long>(type: "bigint", nullable: false),
                    hub_sum3 = table.Column<long>(type: "bigint", nullable: false),
                    region_count = table.Column<long>(type: "bigint", nullable: false),
                    region_sum0 = table.Column<long>(type: "bigint", nullable: false),
                    region_sum1 = table.Column<long>(type: "bigint", nullable: false),
                    region_sum2 = table.Column<long>(type: "bigint", nullable: false),
                    region_sum3 = table.Column<long>(type: "bigint", nullable: false),
                    residual = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "C"),
                    difference_count = table.Column<long>(type: "bigint", nullable: false),
                    method = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    round_trip_count = table.Column<int>(type: "integer", nullable: false),
                    byte_count = table.Column<long>(type: "bigint", nullable: false),
                    compare_time = table.Column<long>(type: "bigint", nullable: true),
                    salt = table.Column<byte[]>(type: "bytea", maxLength: 16, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reconciled_windows", x => new { x.run_id, x.position });
                });

            migrationBuilder.CreateTable(
                name: "reconciliation_days",
                columns: table => new
                {
                    participant_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    last_run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    compare_time = table.Column<long>(type: "bigint", nullable: true),
                    unreconciled_since = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reconciliation_days", x => new { x.participant_id, x.day });
                });

            migrationBuilder.CreateTable(
                name: "reconciliation_leases",
                columns: table => new
                {
                    participant_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    owner = table.Column<Guid>(type: "uuid", nullable: false),
                    end_time = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reconciliation_leases", x => x.participant_id);
                });

            migrationBuilder.CreateTable(
                name: "reconciliation_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    participant_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: true),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    is_dry_run = table.Column<bool>(type: "boolean", nullable: false),
                    is_sign_off = table.Column<bool>(type: "boolean", nullable: false),
                    is_repairing = table.Column<bool>(type: "boolean", nullable: false),
                    job_key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true, collation: "C"),
                    requester_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    operator_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C"),
                    queue_time = table.Column<long>(type: "bigint", nullable: false),
                    start_time = table.Column<long>(type: "bigint", nullable: true),
                    end_time = table.Column<long>(type: "bigint", nullable: true),
                    window_count = table.Column<int>(type: "integer", nullable: false),
                    done_window_count = table.Column<int>(type: "integer", nullable: false),
                    hub_row_count = table.Column<long>(type: "bigint", nullable: false),
                    region_row_count = table.Column<long>(type: "bigint", nullable: false),
                    difference_count = table.Column<long>(type: "bigint", nullable: false),
                    new_difference_count = table.Column<long>(type: "bigint", nullable: false),
                    healed_difference_count = table.Column<long>(type: "bigint", nullable: false),
                    settled_count = table.Column<long>(type: "bigint", nullable: false),
                    repair_count = table.Column<long>(type: "bigint", nullable: false),
                    opening_count = table.Column<long>(type: "bigint", nullable: false),
                    closing_count = table.Column<long>(type: "bigint", nullable: false),
                    byte_count = table.Column<long>(type: "bigint", nullable: false),
                    round_trip_count = table.Column<int>(type: "integer", nullable: false),
                    problem_reason = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    problem = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false, collation: "C"),
                    has_failed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reconciliation_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "repairs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    difference_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: false),
                    start_time = table.Column<long>(type: "bigint", nullable: false),
                    end_time = table.Column<long>(type: "bigint", nullable: true),
                    has_healed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repairs", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_difference_events_difference_id_id",
                table: "difference_events",
                columns: new[] { "difference_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_difference_events_event_time",
                table: "difference_events",
                column: "event_time");

            migrationBuilder.CreateIndex(
                name: "IX_difference_events_run_id_kind",
                table: "difference_events",
                columns: new[] { "run_id", "kind" });

            migrationBuilder.CreateIndex(
                name: "IX_differences_first_run_id_row_id",
                table: "differences",
                columns: new[] { "first_run_id", "row_id" });

            migrationBuilder.CreateIndex(
                name: "IX_differences_last_run_id",
                table: "differences",
                column: "last_run_id");

            migrationBuilder.CreateIndex(
                name: "IX_differences_owner",
                table: "differences",
                column: "owner");

            migrationBuilder.CreateIndex(
                name: "IX_differences_participant_id_id",
                table: "differences",
                columns: new[] { "participant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_differences_participant_id_kind_row_id",
                table: "differences",
                columns: new[] { "participant_id", "kind", "row_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_differences_participant_id_state_row_id",
                table: "differences",
                columns: new[] { "participant_id", "state", "row_id" });

            migrationBuilder.CreateIndex(
                name: "IX_differences_state_id",
                table: "differences",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_reconciliation_days_unreconciled_since_participant_id",
                table: "reconciliation_days",
                columns: new[] { "unreconciled_since", "participant_id" });

            migrationBuilder.CreateIndex(
                name: "IX_reconciliation_runs_end_time",
                table: "reconciliation_runs",
                column: "end_time");

            migrationBuilder.CreateIndex(
                name: "IX_reconciliation_runs_participant_id_id",
                table: "reconciliation_runs",
                columns: new[] { "participant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_reconciliation_runs_participant_id_job_key",
                table: "reconciliation_runs",
                columns: new[] { "participant_id", "job_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reconciliation_runs_state_id",
                table: "reconciliation_runs",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_repairs_delivery_id",
                table: "repairs",
                column: "delivery_id");

            migrationBuilder.CreateIndex(
                name: "IX_repairs_difference_id",
                table: "repairs",
                column: "difference_id");

            migrationBuilder.CreateIndex(
                name: "IX_repairs_run_id",
                table: "repairs",
                column: "run_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "difference_events");

            migrationBuilder.DropTable(
                name: "differences");

            migrationBuilder.DropTable(
                name: "reconciled_windows");

            migrationBuilder.DropTable(
                name: "reconciliation_days");

            migrationBuilder.DropTable(
                name: "reconciliation_leases");

            migrationBuilder.DropTable(
                name: "reconciliation_runs");

            migrationBuilder.DropTable(
                name: "repairs");
        }
    }
}
