using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Rollups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "settles",
                table: "ledger_entries",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ledger_rollup_mark",
                columns: table => new
                {
                    id = table.Column<byte>(type: "smallint", nullable: false),
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
                    participant_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
