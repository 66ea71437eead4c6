using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Cases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "case_events",
                columns: table => new
                {
                    case_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    event_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    event_time = table.Column<long>(type: "INTEGER", nullable: false),
                    actor_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    actor_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    acting_office = table.Column<string>(type: "TEXT", maxLength: 18, nullable: false),
                    acting_office_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    operator_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    is_late = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_events", x => new { x.case_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "case_files",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    last_event_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    is_overdue = table.Column<bool>(type: "INTEGER", nullable: false),
                    matter = table.Column<int>(type: "INTEGER", nullable: false),
                    urgency = table.Column<int>(type: "INTEGER", nullable: false),
                    letter_number = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    letter_year = table.Column<int>(type: "INTEGER", nullable: false),
                    own_case_number = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    requesting_office = table.Column<string>(type: "TEXT", maxLength: 18, nullable: false),
                    requesting_office_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    requesting_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    requested_office = table.Column<string>(type: "TEXT", maxLength: 18, nullable: false),
                    requested_office_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    requested_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    addressed_office = table.Column<string>(type: "TEXT", maxLength: 18, nullable: false),
                    addressed_office_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    successions = table.Column<string>(type: "TEXT", nullable: false),
                    subject_hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    submit_time = table.Column<long>(type: "INTEGER", nullable: false),
                    deliver_time = table.Column<long>(type: "INTEGER", nullable: true),
                    receipt_time = table.Column<long>(type: "INTEGER", nullable: true),
                    service_date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    legal_date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    dispute_date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    calendar_version = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    pauses = table.Column<string>(type: "TEXT", nullable: false),
                    check_date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    news = table.Column<int>(type: "INTEGER", nullable: false),
                    was_transferred = table.Column<bool>(type: "INTEGER", nullable: false),
                    restart_agreed = table.Column<bool>(type: "INTEGER", nullable: false),
                    reply_version = table.Column<int>(type: "INTEGER", nullable: false),
                    reply_outcome = table.Column<int>(type: "INTEGER", nullable: false),
                    request_event_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    reply_event_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    update_time = table.Column<long>(type: "INTEGER", nullable: false),
                    end_time = table.Column<long>(type: "INTEGER", nullable: true),
                    purge_time = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_files", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    addressee_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    message_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    case_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    case_version = table.Column<int>(type: "INTEGER", nullable: false),
                    event_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    accept_time = table.Column<long>(type: "INTEGER", nullable: false),
                    next_attempt_time = table.Column<long>(type: "INTEGER", nullable: false),
                    give_up_time = table.Column<long>(type: "INTEGER", nullable: false),
                    attempt_count = table.Column<int>(type: "INTEGER", nullable: false),
                    last_reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    acknowledge_time = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dispatch_leases",
                columns: table => new
                {
                    region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    owner = table.Column<byte[]>(type: "BLOB", nullable: false),
                    end_time = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dispatch_leases", x => x.region);
                });

            migrationBuilder.CreateTable(
                name: "kept_messages",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kept_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "request_results",
                columns: table => new
                {
                    caller_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    method = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    request_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    request_digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    response = table.Column<byte[]>(type: "BLOB", nullable: false),
                    accept_time = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_results", x => new { x.request_id, x.caller_id, x.method });
                });

            migrationBuilder.CreateIndex(
                name: "IX_case_events_event_id",
                table: "case_events",
                column: "event_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_case_files_check_date",
                table: "case_files",
                column: "check_date");

            migrationBuilder.CreateIndex(
                name: "IX_case_files_purge_time_end_time",
                table: "case_files",
                columns: new[] { "purge_time", "end_time" });

            migrationBuilder.CreateIndex(
                name: "IX_case_files_requested_office_id",
                table: "case_files",
                columns: new[] { "requested_office", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_case_files_requested_region_id",
                table: "case_files",
                columns: new[] { "requested_region", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_case_files_requesting_office_letter_year_letter_number",
                table: "case_files",
                columns: new[] { "requesting_office", "letter_year", "letter_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_case_files_requesting_region_id",
                table: "case_files",
                columns: new[] { "requesting_region", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_addressee_region_state_next_attempt_time",
                table: "deliveries",
                columns: new[] { "addressee_region", "state", "next_attempt_time" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_case_id_addressee_region_case_version",
                table: "deliveries",
                columns: new[] { "case_id", "addressee_region", "case_version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_request_results_accept_time",
                table: "request_results",
                column: "accept_time");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "case_events");

            migrationBuilder.DropTable(
                name: "case_files");

            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "dispatch_leases");

            migrationBuilder.DropTable(
                name: "kept_messages");

            migrationBuilder.DropTable(
                name: "request_results");
        }
    }
}
