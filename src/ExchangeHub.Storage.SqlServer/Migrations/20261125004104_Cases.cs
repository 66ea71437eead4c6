using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.SqlServer.Migrations
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
                    case_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    version = table.Column<int>(type: "int", nullable: false),
                    event_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    event_time = table.Column<long>(type: "bigint", nullable: false),
                    actor_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    actor_region = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: false, collation: "Latin1_General_100_BIN2"),
                    acting_office = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    acting_office_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    operator_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    is_late = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_events", x => new { x.case_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "case_files",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    version = table.Column<int>(type: "int", nullable: false),
                    last_event_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    is_overdue = table.Column<bool>(type: "bit", nullable: false),
                    matter = table.Column<int>(type: "int", nullable: false),
                    urgency = table.Column<int>(type: "int", nullable: false),
                    letter_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    letter_year = table.Column<int>(type: "int", nullable: false),
                    own_case_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    requesting_office = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    requesting_office_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    requesting_region = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: false, collation: "Latin1_General_100_BIN2"),
                    requested_office = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    requested_office_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    requested_region = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: false, collation: "Latin1_General_100_BIN2"),
                    addressed_office = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    addressed_office_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    successions = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    subject_hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    submit_time = table.Column<long>(type: "bigint", nullable: false),
                    deliver_time = table.Column<long>(type: "bigint", nullable: true),
                    receipt_time = table.Column<long>(type: "bigint", nullable: true),
                    service_date = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_date = table.Column<DateOnly>(type: "date", nullable: true),
                    dispute_date = table.Column<DateOnly>(type: "date", nullable: true),
                    calendar_version = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    pauses = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    check_date = table.Column<DateOnly>(type: "date", nullable: true),
                    news = table.Column<int>(type: "int", nullable: false),
                    was_transferred = table.Column<bool>(type: "bit", nullable: false),
                    restart_agreed = table.Column<bool>(type: "bit", nullable: false),
                    reply_version = table.Column<int>(type: "int", nullable: false),
                    reply_outcome = table.Column<int>(type: "int", nullable: false),
                    request_event_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    reply_event_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: true),
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
                    id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    addressee_region = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: false, collation: "Latin1_General_100_BIN2"),
                    message_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    case_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    case_version = table.Column<int>(type: "int", nullable: false),
                    event_kind = table.Column<int>(type: "int", nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    accept_time = table.Column<long>(type: "bigint", nullable: false),
                    next_attempt_time = table.Column<long>(type: "bigint", nullable: false),
                    give_up_time = table.Column<long>(type: "bigint", nullable: false),
                    attempt_count = table.Column<int>(type: "int", nullable: false),
                    last_reason = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
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
                    region = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: false, collation: "Latin1_General_100_BIN2"),
                    owner = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
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
                    id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    body = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kept_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "request_results",
                columns: table => new
                {
                    caller_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    method = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2"),
                    request_id = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    request_digest = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    response = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
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
