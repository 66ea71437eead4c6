using System.Text.RegularExpressions;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExchangeHub.Hub.Storage;

/// <summary>The tables of cases and deliveries.</summary>
internal static partial class CaseTables
{
    private const int OfficeName = 200;
    private const int RegionCode = 6;
    private const int ParticipantId = 64;
    private const int LetterNumber = 200;
    private const int Reason = 64;
    private const int CalendarVersion = 200;
    private const int Method = 256;
    private const int Digest = 32;

    public static void Map(ModelBuilder model)
    {
        model.Entity<CaseFile>(MapFiles);
        model.Entity<CaseEventEntry>(MapEvents);
        model.Entity<Delivery>(MapDeliveries);
        model.Entity<KeptMessage>(entity =>
        {
            entity.ToTable("kept_messages");
            Columns(entity);
        });
        model.Entity<DispatchLease>(entity =>
        {
            entity.ToTable("dispatch_leases");
            LeaseColumns(entity, "region", RegionCode);
        });
        model.Entity<RequestResult>(entity =>
        {
            entity.ToTable("request_results");
            entity.HasKey(result => new { result.RequestId, result.CallerId, result.Method }); // The id first: results are looked up by many ids at once.
            entity.Property(result => result.CallerId).HasMaxLength(ParticipantId);
            entity.Property(result => result.Method).HasMaxLength(Method);
            entity.Property(result => result.RequestDigest).HasMaxLength(Digest);
            entity.HasIndex(result => result.AcceptTime);
            entity.Ignore(result => result.Key);
            Columns(entity);
        });
    }

    private static void MapFiles(EntityTypeBuilder<CaseFile> entity)
    {
        entity.ToTable("case_files");
        entity.Property(file => file.Version).IsConcurrencyToken();
        entity.Property(file => file.LetterNumber).HasMaxLength(LetterNumber);
        entity.Property(file => file.OwnCaseNumber).HasMaxLength(LedgerText.OwnCaseNumber);
        entity.Property(file => file.RequestingOffice).HasMaxLength(LedgerText.Uscc);
        entity.Property(file => file.RequestingOfficeName).HasMaxLength(OfficeName);
        entity.Property(file => file.RequestingRegion).HasMaxLength(RegionCode);
        entity.Property(file => file.RequestedOffice).HasMaxLength(LedgerText.Uscc);
        entity.Property(file => file.RequestedOfficeName).HasMaxLength(OfficeName);
        entity.Property(file => file.RequestedRegion).HasMaxLength(RegionCode);
        entity.Property(file => file.AddressedOffice).HasMaxLength(LedgerText.Uscc);
        entity.Property(file => file.AddressedOfficeName).HasMaxLength(OfficeName);
        entity.Property(file => file.CalendarVersion).HasMaxLength(CalendarVersion);
        entity.Property(file => file.SubjectHash).HasMaxLength(Digest);
        entity.HasIndex(file => new { file.RequestingOffice, file.LetterYear, file.LetterNumber }).IsUnique();
        entity.HasIndex(file => new { file.RequestingRegion, file.Id });
        entity.HasIndex(file => new { file.RequestedRegion, file.Id });
        entity.HasIndex(file => new { file.RequestedOffice, file.Id });
        entity.HasIndex(file => file.CheckDate);
        entity.HasIndex(file => new { file.PurgeTime, file.EndTime });
        entity.Ignore(file => file.IsOpen);
        Columns(entity);
    }

    private static void MapEvents(EntityTypeBuilder<CaseEventEntry> entity)
    {
        entity.ToTable("case_events");
        entity.HasKey(e => new { e.CaseId, e.Version });
        entity.HasIndex(e => e.EventId).IsUnique();
        entity.Property(e => e.ActorId).HasMaxLength(ParticipantId);
        entity.Property(e => e.ActorRegion).HasMaxLength(RegionCode);
        entity.Property(e => e.ActingOffice).HasMaxLength(LedgerText.Uscc);
        entity.Property(e => e.ActingOfficeName).HasMaxLength(OfficeName);
        entity.Property(e => e.OperatorName).HasMaxLength(LedgerText.OperatorName);
        Columns(entity);
    }

    private static void MapDeliveries(EntityTypeBuilder<Delivery> entity)
    {
        entity.ToTable("deliveries");
        entity.Property(delivery => delivery.AddresseeRegion).HasMaxLength(RegionCode);
        entity.Property(delivery => delivery.LastReason).HasMaxLength(Reason);
        entity.HasIndex(delivery => new { delivery.AddresseeRegion, delivery.State, delivery.NextAttemptTime });
        entity.HasIndex(delivery => new { delivery.CaseId, delivery.AddresseeRegion, delivery.CaseVersion }).IsUnique();
        Columns(entity);
    }

    /// <summary>Names columns as the database does, and lets no id be made by it.</summary>
    internal static void Columns<T>(EntityTypeBuilder<T> entity)
        where T : class
    {
        foreach (var property in entity.Metadata.GetProperties())
        {
            entity.Property(property.Name).HasColumnName(WordBeginning().Replace(property.Name, "_$0").ToLowerInvariant());
            if (property.ClrType == typeof(Guid))
                entity.Property(property.Name).ValueGeneratedNever();
        }
    }

    /// <summary>Columns of a kind of lease, whose name stands in a column of its own name.</summary>
    internal static void LeaseColumns<T>(EntityTypeBuilder<T> entity, string nameColumn, int nameLength)
        where T : Lease
    {
        Columns(entity);
        entity.HasKey(lease => lease.Name);
        entity.Property(lease => lease.Name).HasColumnName(nameColumn).HasMaxLength(nameLength);
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordBeginning();
}
