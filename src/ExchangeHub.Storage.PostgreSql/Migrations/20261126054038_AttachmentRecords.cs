using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class AttachmentRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_attachment_case_id_create_time",
                table: "attachment");

            migrationBuilder.AddColumn<int>(
                name: "record_data_set",
                table: "attachment",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "record_key",
                table: "attachment",
                type: "character varying(400)",
                maxLength: 400,
                nullable: true,
                collation: "C");

            migrationBuilder.CreateIndex(
                name: "IX_attachment_case_id_record_data_set_create_time",
                table: "attachment",
                columns: new[] { "case_id", "record_data_set", "create_time" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_attachment_case_id_record_data_set_create_time",
                table: "attachment");

            migrationBuilder.DropColumn(
                name: "record_data_set",
                table: "attachment");

            migrationBuilder.DropColumn(
                name: "record_key",
                table: "attachment");

            migrationBuilder.CreateIndex(
                name: "IX_attachment_case_id_create_time",
                table: "attachment",
                columns: new[] { "case_id", "create_time" });
        }
    }
}
