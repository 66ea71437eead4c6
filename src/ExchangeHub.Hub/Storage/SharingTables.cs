using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Addenda;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Sharing.Grants;
using ExchangeHub.Hub.Sharing.Rosters;
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

    /// <summary>The same of a key that is a decision's number, of 100 characters, or that of an entry of a roster, which is shorter.</summary>
    private const int NumberKey = 200;

    /// <summary>The same of a code or number of whom a record is about, of 40 characters.</summary>
    private const int SubjectKey = 80;

    public static void Map(ModelBuilder model)
    {
        model.Entity<RecordEntry>(MapRecords);
        model.Entity<GrantEntry>(MapGrants);
        model.Entity<GrantUseEntry>(MapUses);
        MapRosters(model);
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

    private static void MapRosters(ModelBuilder model)
    {
        model.Entity<RosterSubject>(entity =>
        {
            entity.ToTable("roster_subjects");
            entity.HasKey(subject => new { subject.DataSet, subject.ProducerRegion, subject.Key, subject.SubjectKind, subject.SubjectKey });
            entity.HasIndex(subject => subject.SubjectKey);
            entity.HasIndex(subject => subject.NextDate);
            entity.Property(subject => subject.ProducerRegion).HasMaxLength(RegionCode);
            entity.Property(subject => subject.Key).HasMaxLength(NumberKey);
            entity.Property(subject => subject.SubjectKey).HasMaxLength(SubjectKey);
            entity.Property(subject => subject.NextDate).IsConcurrencyToken();
            CaseTables.Columns(entity);
        });
        model.Entity<RosterPosition>(entity =>
        {
            entity.ToTable("roster_positions");
            entity.HasKey(position => new { position.DataSet, position.ProducerRegion });
            entity.Property(position => position.ProducerRegion).HasMaxLength(RegionCode);
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
        entity.Ignore(record => record.Facts);
        CaseTables.Columns(entity);
    }
}
