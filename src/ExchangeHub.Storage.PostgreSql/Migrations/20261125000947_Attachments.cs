using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ExchangeHub.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Attachments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "attachment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    uploader_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    uploader_region = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false, collation: "C"),
                    request_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    owner_office = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false, collation: "C"),
                    media_type = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "C"),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    secret = table.Column<byte[]>(type: "bytea", maxLength: 1200, nullable: false),
                    stored_size = table.Column<long>(type: "bigint", nullable: false),
                    create_time = table.Column<long>(type: "bigint", nullable: false),
                    complete_time = table.Column<long>(type: "bigint", nullable: true),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attachment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "attachment_chunk",
                columns: table => new
                {
                    attachment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attachment_chunk", x => new { x.attachment_id, x.number });
                    table.ForeignKey(
                        name: "FK_attachment_chunk_attachment_attachment_id",
                        column: x => x.attachment_id,
                        principalTable: "attachment",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_attachment_case_id_create_time",
                table: "attachment",
                columns: new[] { "case_id", "create_time" });

            migrationBuilder.CreateIndex(
                name: "IX_attachment_uploader_id_request_id",
                table: "attachment",
                columns: new[] { "uploader_id", "request_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attachment_chunk");

            migrationBuilder.DropTable(
                name: "attachment");
        }
    }
}
