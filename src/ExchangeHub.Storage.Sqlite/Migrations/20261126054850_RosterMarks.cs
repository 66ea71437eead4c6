using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class RosterMarks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "roster_positions",
                columns: table => new
                {
                    data_set = table.Column<int>(type: "INTEGER", nullable: false),
                    producer_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roster_positions", x => new { x.data_set, x.producer_region });
                });

            migrationBuilder.CreateTable(
                name: "roster_subjects",
                columns: table => new
                {
                    data_set = table.Column<int>(type: "INTEGER", nullable: false),
                    producer_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    subject_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    subject_key = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    next_date = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roster_subjects", x => new { x.data_set, x.producer_region, x.key, x.subject_kind, x.subject_key });
                });

            migrationBuilder.CreateIndex(
                name: "IX_roster_subjects_next_date",
                table: "roster_subjects",
                column: "next_date");

            migrationBuilder.CreateIndex(
                name: "IX_roster_subjects_subject_key",
                table: "roster_subjects",
                column: "subject_key");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "roster_positions");

            migrationBuilder.DropTable(
                name: "roster_subjects");
        }
    }
}
