using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.Sqlite.Migrations
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
                type: "BLOB",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "addenda",
                columns: table => new
                {
                    entry_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    delivery_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    add_time = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_addenda", x => new { x.entry_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "addendum_marks",
                columns: table => new
                {
                    producer_region = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_addendum_marks", x => x.producer_region);
                });

            migrationBuilder.CreateIndex(
                name: "IX_addenda_add_time",
                table: "addenda",
                column: "add_time");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
