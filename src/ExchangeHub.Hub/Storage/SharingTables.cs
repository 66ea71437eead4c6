using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExchangeHub.Hub.Storage;

/// <summary>The tables of information sharing.</summary>
internal static class SharingTables
{
    private const int RegionCode = 6;

    /// <summary>In UTF-16 units: twice the 200 characters that the contract allows.</summary>
    private const int Key = 400;

    public static void Map(ModelBuilder model)
    {
        model.Entity<RecordEntry>(MapRecords);
        model.Entity<FeedEntry>(entity =>
        {
            entity.ToTable("feeds");
            entity.HasKey(feed => new { feed.DataSet, feed.ProducerRegion });
            entity.Property(feed => feed.ProducerRegion).HasMaxLength(RegionCode);
            entity.Property(feed => feed.Sequence).IsConcurrencyToken();
            CaseTables.Columns(entity);
        });
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
