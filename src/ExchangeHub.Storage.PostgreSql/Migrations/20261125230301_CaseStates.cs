using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class CaseStates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_differences_participant_id_kind_row_id",
                table: "differences");

            migrationBuilder.AddColumn<long>(
                name: "in_flight_count",
                table: "reconciliation_runs",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "ledger_set",
                table: "reconciliation_runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "ledger_set",
                table: "differences",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_differences_participant_id_ledger_set_kind_row_id",
                table: "differences",
                columns: new[] { "participant_id", "ledger_set", "kind", "row_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_differences_participant_id_ledger_set_kind_row_id",
                table: "differences");

            migrationBuilder.DropColumn(
                name: "in_flight_count",
                table: "reconciliation_runs");

            migrationBuilder.DropColumn(
                name: "ledger_set",
                table: "reconciliation_runs");

            migrationBuilder.DropColumn(
                name: "ledger_set",
                table: "differences");

            migrationBuilder.CreateIndex(
                name: "IX_differences_participant_id_kind_row_id",
                table: "differences",
                columns: new[] { "participant_id", "kind", "row_id" },
                unique: true);
        }
    }
}
