using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.PostgreSql.Migrations
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
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    event_time = table.Column<long>(type: "bigint", nullable: false),
                    actor_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    actor_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    acting_office = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false, collation: "C"),
                    acting_office_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    operator_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    is_late = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_events", x => new { x.case_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "case_files",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    is_overdue = table.Column<bool>(type: "boolean", nullable: false),
                    matter = table.Column<int>(type: "integer", nullable: false),
                    urgency = table.Column<int>(type: "integer", nullable: false),
                    letter_number = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    letter_year = table.Column<int>(type: "integer", nullable: false),
                    own_case_number = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    requesting_office = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false, collation: "C"),
                    requesting_office_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    requesting_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    requested_office = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false, collation: "C"),
                    requested_office_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    requested_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    addressed_office = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false, collation: "C"),
                    addressed_office_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    successions = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    submit_time = table.Column<long>(type: "bigint", nullable: false),
                    deliver_time = table.Column<long>(type: "bigint", nullable: true),
                    receipt_time = table.Column<long>(type: "bigint", nullable: true),
                    service_date = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_date = table.Column<DateOnly>(type: "date", nullable: true),
                    dispute_date = table.Column<DateOnly>(type: "date", nullable: true),
                    calendar_version = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    pauses = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    check_date = table.Column<DateOnly>(type: "date", nullable: true),
                    news = table.Column<int>(type: "integer", nullable: false),
                    was_transferred = table.Column<bool>(type: "boolean", nullable: false),
                    restart_agreed = table.Column<bool>(type: "boolean", nullable: false),
                    reply_version = table.Column<int>(type: "integer", nullable: false),
                    reply_outcome = table.Column<int>(type: "integer", nullable: false),
                    request_event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reply_event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    update_time = table.Column<long>(type: "bigint", nullable: false),
                    end_time = table.Column<long>(type: "bigint", nullable: true),
                    purge_time = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_files", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    addressee_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_version = table.Column<int>(type: "integer", nullable: false),
                    event_kind = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    accept_time = table.Column<long>(type: "bigint", nullable: false),
                    next_attempt_time = table.Column<long>(type: "bigint", nullable: false),
                    give_up_time = table.Column<long>(type: "bigint", nullable: false),
                    attempt_count = table.Column<int>(type: "integer", nullable: false),
                    last_reason = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    acknowledge_time = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dispatch_leases",
                columns: table => new
                {
                    region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    owner = table.Column<Guid>(type: "uuid", nullable: false),
                    end_time = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dispatch_leases", x => x.region);
                });

            migrationBuilder.CreateTable(
                name: "kept_messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kept_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "request_results",
                columns: table => new
                {
                    caller_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    method = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    response = table.Column<byte[]>(type: "bytea", nullable: false),
                    accept_time = table.Column<long>(type: "bigint", nullable: false)
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
