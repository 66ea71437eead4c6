using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Addenda;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Sharing.Grants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExchangeHub.Hub.Storage;

/// <summary>The tables of information sharing.</summary>
internal static class SharingTables
{
    private const int RegionCode = 6;
    private const int ParticipantId = 64;

    /// <summary>In UTF-16 units: twice the 500 characters that the contract allows.</summary>
    private const int Text = 1_000;

    /// <summary>In UTF-16 units: twice the 200 characters that the contract allows.</summary>
    public const int Key = 400;

    public static void Map(ModelBuilder model)
    {
        model.Entity<RecordEntry>(MapRecords);
        model.Entity<GrantEntry>(MapGrants);
        model.Entity<GrantUseEntry>(MapUses);
        model.Entity<AddendumEntry>(entity =>
        {
            entity.ToTable("addenda");
            entity.HasKey(addendum => new { addendum.EntryId, addendum.Number });
            entity.HasIndex(addendum => addendum.AddTime);
            CaseTables.Columns(entity);
        });
        model.Entity<AddendumMark>(entity =>
        {
            entity.ToTable("addendum_marks");
            entity.HasKey(mark => mark.ProducerRegion);
            entity.Property(mark => mark.ProducerRegion).HasMaxLength(RegionCode);
            CaseTables.Columns(entity);
        });
        model.Entity<FeedEntry>(entity =>
        {
            entity.ToTable("feeds");
            entity.HasKey(feed => new { feed.DataSet, feed.ProducerRegion });
            entity.Property(feed => feed.ProducerRegion).HasMaxLength(RegionCode);
            entity.Property(feed => feed.Sequence).IsConcurrencyToken();
            CaseTables.Columns(entity);
        });
    }

    private static void MapGrants(EntityTypeBuilder<GrantEntry> entity)
    {
        entity.ToTable("grants");
        entity.Property(grant => grant.ApplicantId).HasMaxLength(ParticipantId);
        entity.Property(grant => grant.ApplicantRegion).HasMaxLength(RegionCode);
        entity.Property(grant => grant.ProducerRegion).HasMaxLength(RegionCode);
        entity.Property(grant => grant.Purpose).HasMaxLength(Text);
        entity.Property(grant => grant.Scenario).HasMaxLength(Text);
        entity.Property(grant => grant.Reason).HasMaxLength(Text);
        entity.Property(grant => grant.DecidedBy).HasMaxLength(LedgerText.OperatorName);
        entity.Property(grant => grant.OpenFor).HasMaxLength(ParticipantId + 20);
        entity.Property(grant => grant.State).IsConcurrencyToken();
        entity.HasIndex(grant => grant.OpenFor).IsUnique().HasFilter("open_for IS NOT NULL");
        entity.HasIndex(grant => new { grant.State, grant.EndDate });
        CaseTables.Columns(entity);
    }

    private static void MapUses(EntityTypeBuilder<GrantUseEntry> entity)
    {
        entity.ToTable("grant_uses");
        entity.HasKey(use => new { use.GrantId, use.Id });
        entity.Property(use => use.Method).HasMaxLength(256);
        entity.Property(use => use.Purpose).HasMaxLength(Text);
        entity.Property(use => use.OperatorName).HasMaxLength(LedgerText.OperatorName);
        CaseTables.Columns(entity);
    }

    private static void MapRecords(EntityTypeBuilder<RecordEntry> entity)
    {
        entity.ToTable("records");
        entity.HasKey(record => new { record.DataSet, record.ProducerRegion, record.Sequence });
        entity.HasIndex(record => new { record.DataSet, record.ProducerRegion, record.Key, record.Version }).IsUnique();
        entity.Property(record => record.ProducerRegion).HasMaxLength(RegionCode);
        entity.Property(record => record.Sequence).ValueGeneratedNever();
        entity.Property(record => record.Key).HasMaxLength(Key);
        entity.Property(record => record.Digest).HasMaxLength(RecordDigest.Size);
        CaseTables.Columns(entity);
    }
}
