using ExchangeHub.Hub.Addenda;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Sharing.Grants;
using ExchangeHub.Hub.Sharing.Rosters;
using ExchangeHub.Hub.Storage.Protection;
using ExchangeHub.Hub.Storage.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ExchangeHub.Hub.Storage;

/// <summary>
/// The hub's database (数据库). EF Core owns the schema and every query but the ledger's own statements. What is the same on
/// every database stands here; how a database keeps an id, and how it compares texts, each store adds
/// (<see cref="NetworkOrderGuid"/>).
/// </summary>
public sealed class HubDbContext(DbContextOptions<HubDbContext> options) : DbContext(options)
{
    /// <summary>Name of the ledger's table.</summary>
    public const string LedgerTable = "ledger_entries";

    /// <summary>The ledger; entries are read here and written through <see cref="ILedgerStore"/>.</summary>
    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    /// <summary>The ledger's sums by participant and minute.</summary>
    internal DbSet<LedgerRollup> LedgerRollups => Set<LedgerRollup>();

    /// <summary>How far they go: one row.</summary>
    internal DbSet<RollupMark> RollupMarks => Set<RollupMark>();

    internal DbSet<CaseFile> CaseFiles => Set<CaseFile>();

    internal DbSet<CaseEventEntry> CaseEvents => Set<CaseEventEntry>();

    internal DbSet<Delivery> Deliveries => Set<Delivery>();

    internal DbSet<KeptMessage> KeptMessages => Set<KeptMessage>();

    internal DbSet<DispatchLease> DispatchLeases => Set<DispatchLease>();

    internal DbSet<RequestResult> RequestResults => Set<RequestResult>();

    /// <summary>The keys that stored payloads are encrypted under, themselves encrypted.</summary>
    internal DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Attachments.</summary>
    internal DbSet<Attachment> Attachments => Set<Attachment>();

    /// <summary>Their content.</summary>
    internal DbSet<AttachmentChunk> AttachmentChunks => Set<AttachmentChunk>();

    internal DbSet<DayEntry> ReconciliationDays => Set<DayEntry>();

    internal DbSet<RunEntry> ReconciliationRuns => Set<RunEntry>();

    internal DbSet<WindowEntry> ReconciledWindows => Set<WindowEntry>();

    internal DbSet<DifferenceEntry> Differences => Set<DifferenceEntry>();

    internal DbSet<DifferenceEventEntry> DifferenceEvents => Set<DifferenceEventEntry>();

    internal DbSet<RepairEntry> Repairs => Set<RepairEntry>();

    internal DbSet<ReconciliationLease> ReconciliationLeases => Set<ReconciliationLease>();

    internal DbSet<RecordEntry> Records => Set<RecordEntry>();

    internal DbSet<FeedEntry> Feeds => Set<FeedEntry>();

    internal DbSet<AddendumEntry> Addenda => Set<AddendumEntry>();

    internal DbSet<AddendumMark> AddendumMarks => Set<AddendumMark>();

    internal DbSet<RosterSubject> RosterSubjects => Set<RosterSubject>();

    internal DbSet<RosterPosition> RosterPositions => Set<RosterPosition>();

    internal DbSet<GrantEntry> Grants => Set<GrantEntry>();

    internal DbSet<GrantUseEntry> GrantUses => Set<GrantUseEntry>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        CaseTables.Map(modelBuilder);
        ReconciliationTables.Map(modelBuilder);
        SharingTables.Map(modelBuilder);
        modelBuilder.Entity<LedgerEntry>(entry =>
        {
            entry.ToTable(LedgerTable);
            entry.HasKey(e => e.Id);
            entry.Property(e => e.Id).HasColumnName("id");
            entry.Property(e => e.ExchangeId).HasColumnName("exchange_id");
            entry.Property(e => e.RequestId).HasColumnName("request_id").HasMaxLength(36);
            entry.Property(e => e.Method).HasColumnName("method").HasMaxLength(256);
            entry.Property(e => e.Outcome).HasColumnName("outcome");
            entry.Property(e => e.Reason).HasColumnName("reason").HasMaxLength(64);
            entry.Property(e => e.CallerId).HasColumnName("caller_id").HasMaxLength(64);
            entry.Property(e => e.CallerRegion).HasColumnName("caller_region").HasMaxLength(6);
            entry.Property(e => e.CallerCertificate).HasColumnName("caller_certificate").HasMaxLength(32);
            entry.Property(e => e.ResponderId).HasColumnName("responder_id").HasMaxLength(64);
            entry.Property(e => e.ResponderRegion).HasColumnName("responder_region").HasMaxLength(6);
            entry.Property(e => e.RequestingOffice).HasColumnName("requesting_office").HasMaxLength(18);
            entry.Property(e => e.RequestedOffice).HasColumnName("requested_office").HasMaxLength(18);
            entry.Property(e => e.OperatorName).HasColumnName("operator_name").HasMaxLength(LedgerText.OperatorName);
            entry.Property(e => e.OwnCaseNumber).HasColumnName("own_case_number").HasMaxLength(LedgerText.OwnCaseNumber);
            entry.Property(e => e.Purpose).HasColumnName("purpose").HasMaxLength(LedgerText.Purpose);
            entry.Property(e => e.LegalBasis).HasColumnName("legal_basis").HasMaxLength(LedgerText.LegalBasis);
            entry.Property(e => e.SubjectHash).HasColumnName("subject_hash").HasMaxLength(32);
            entry.Property(e => e.AcceptTime).HasColumnName("accept_time");
            entry.Property(e => e.CompleteTime).HasColumnName("complete_time");
            entry.Property(e => e.RequestDigest).HasColumnName("request_digest").HasMaxLength(32);
            entry.Property(e => e.ResponseDigest).HasColumnName("response_digest").HasMaxLength(32);
            entry.Property(e => e.RowVersion).HasColumnName("row_version");
            entry.Property(e => e.Fingerprint0).HasColumnName("fingerprint_0");
            entry.Property(e => e.Fingerprint1).HasColumnName("fingerprint_1");
            entry.Property(e => e.Fingerprint2).HasColumnName("fingerprint_2");
            entry.Property(e => e.Fingerprint3).HasColumnName("fingerprint_3");
            entry.Property(e => e.Settles).HasColumnName("settles");
            entry.Property(e => e.CertificateHash).HasColumnName("certificate_hash").HasMaxLength(32);
            entry.HasIndex(e => e.Settles).IsUnique().HasFilter("settles IS NOT NULL");
        });
        modelBuilder.Entity<LedgerRollup>(LedgerRollup.Configure);
        modelBuilder.Entity<RollupMark>(RollupMark.Configure);
        modelBuilder.Entity<DataProtectionKey>(DataProtectionKey.Configure);
        modelBuilder.Entity<Attachment>(Attachment.Configure);
        modelBuilder.Entity<AttachmentChunk>(AttachmentChunk.Configure);
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMicroseconds>();
    }

    /// <summary>Microseconds since 1970 (UTC): how times are kept, the same on every database.</summary>
    public static long ToUnixMicroseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private sealed class UnixMicroseconds() : ValueConverter<DateTimeOffset, long>(time => ToUnixMicroseconds(time), value => DateTimeOffset.UnixEpoch.AddMicroseconds(value));
}
