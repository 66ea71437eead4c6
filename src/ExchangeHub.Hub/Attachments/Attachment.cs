using System.Linq.Expressions;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExchangeHub.Hub.Attachments;

/// <summary>
/// An attachment (附件). It grows, becomes complete, and is bound to a case or a record; once it is bound only its removal is left. A case
/// event, or a record's version, binds it in its own transaction, by <see cref="AttachmentBinding"/>.
/// </summary>
internal sealed class Attachment
{
    /// <summary>Name of the table.</summary>
    public const string Table = "attachment";

    /// <summary>Whether it belongs to nothing: <see cref="Bond"/>, for queries.</summary>
    public static readonly Expression<Func<Attachment, bool>> IsUnbound = attachment => attachment.CaseId == null && attachment.RecordDataSet == null;

    /// <summary>Its id, a UUIDv7 minted by the hub.</summary>
    public required Guid Id { get; init; }

    /// <summary>Participant that announced it.</summary>
    public required string UploaderId { get; init; }

    /// <summary>Its region.</summary>
    public required string UploaderRegion { get; init; }

    /// <summary>The request id that the uploader chose, in lower case; unique for an uploader.</summary>
    public required string RequestId { get; init; }

    /// <summary>Unified social credit code of the office that it comes from.</summary>
    public required string OwnerOffice { get; init; }

    /// <summary>Media type.</summary>
    public required string MediaType { get; init; }

    /// <summary>Size in bytes, as announced.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the content, as announced.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Its <see cref="AttachmentSecret"/>, encrypted.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>Bytes of the content that are stored: a whole number of chunks, or all.</summary>
    public long StoredSize { get; init; }

    /// <summary>When it was announced.</summary>
    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>When it became complete; null before.</summary>
    public DateTimeOffset? CompleteTime { get; init; }

    /// <summary>The case that it is bound to; null for none.</summary>
    public Guid? CaseId { get; private set; }

    /// <summary>The data set of the record that it is bound to, one of the uploader's region; null for none.</summary>
    public DataSet? RecordDataSet { get; private set; }

    /// <summary>The record's key.</summary>
    public string? RecordKey { get; private set; }

    /// <summary>When its content was last read again, to see whether it is what was announced; null before.</summary>
    public DateTimeOffset? CheckTime { get; init; }

    /// <summary>What it belongs to.</summary>
    public AttachmentBond Bond => new(CaseId, RecordDataSet, RecordKey);

    public void BindTo(AttachmentBond bond) => (CaseId, RecordDataSet, RecordKey) = bond;

    public static void Configure(EntityTypeBuilder<Attachment> attachment)
    {
        attachment.ToTable(Table);
        attachment.HasKey(a => a.Id);
        attachment.HasIndex(a => new { a.UploaderId, a.RequestId }).IsUnique();
        attachment.HasIndex(a => new { a.CaseId, a.RecordDataSet, a.CreateTime }); // A case's own, and those that are bound to nothing by age.
        attachment.Property(a => a.Id).HasColumnName("id").ValueGeneratedNever();
        attachment.Property(a => a.UploaderId).HasColumnName("uploader_id").HasMaxLength(64);
        attachment.Property(a => a.UploaderRegion).HasColumnName("uploader_region").HasMaxLength(6);
        attachment.Property(a => a.RequestId).HasColumnName("request_id").HasMaxLength(36);
        attachment.Property(a => a.OwnerOffice).HasColumnName("owner_office").HasMaxLength(18);
        attachment.Property(a => a.MediaType).HasColumnName("media_type").HasMaxLength(100);
        attachment.Property(a => a.Size).HasColumnName("size");
        attachment.Property(a => a.Sha256).HasColumnName("sha256").HasMaxLength(MessageDigest.Size);
        attachment.Property(a => a.Secret).HasColumnName("secret").HasMaxLength(AttachmentSecret.MaxEncryptedSize);
        attachment.Property(a => a.StoredSize).HasColumnName("stored_size");
        attachment.Property(a => a.CreateTime).HasColumnName("create_time");
        attachment.Property(a => a.CompleteTime).HasColumnName("complete_time");
        attachment.Property(a => a.CheckTime).HasColumnName("check_time");
        // Two cases or records that take it at once: one is told.
        attachment.Property(a => a.CaseId).HasColumnName("case_id").IsConcurrencyToken();
        attachment.Property(a => a.RecordDataSet).HasColumnName("record_data_set").IsConcurrencyToken();
        attachment.Property(a => a.RecordKey).HasColumnName("record_key").HasMaxLength(SharingTables.Key).IsConcurrencyToken();
    }
}

/// <summary>A piece of an attachment's content, encrypted; it goes with its attachment.</summary>
internal sealed class AttachmentChunk
{
    /// <summary>Name of the table.</summary>
    public const string Table = "attachment_chunk";

    /// <summary>The attachment.</summary>
    public required Guid AttachmentId { get; init; }

    /// <summary>Its place, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>What <see cref="ChunkCipher"/> made of it.</summary>
    public required byte[] Body { get; init; }

    public static void Configure(EntityTypeBuilder<AttachmentChunk> chunk)
    {
        chunk.ToTable(Table);
        chunk.HasKey(c => new { c.AttachmentId, c.Number });
        chunk.HasOne<Attachment>().WithMany().HasForeignKey(c => c.AttachmentId).OnDelete(DeleteBehavior.Cascade);
        chunk.Property(c => c.AttachmentId).HasColumnName("attachment_id");
        chunk.Property(c => c.Number).HasColumnName("number").ValueGeneratedNever();
        chunk.Property(c => c.Body).HasColumnName("body");
    }
}
