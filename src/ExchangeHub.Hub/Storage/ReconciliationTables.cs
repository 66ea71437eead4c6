using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExchangeHub.Hub.Storage;

/// <summary>The tables of reconciliation (对账).</summary>
internal static class ReconciliationTables
{
    private const int ParticipantId = 64;
    private const int JobKey = 100;
    private const int Reason = 1000;
    private const int ProblemReason = 64;
    private const int Problem = 2000;
    private const int Residual = 120;
    private const int MethodNames = 64;
    private const int Method = 512;
    private const int Digest = 64;
    private const int Salt = 16;
    private const int Text = 1000;

    public static void Map(ModelBuilder model)
    {
        model.Entity<DayEntry>(entity =>
        {
            entity.ToTable("reconciliation_days");
            entity.HasKey(day => new { day.ParticipantId, day.Day });
            entity.Property(day => day.ParticipantId).HasMaxLength(ParticipantId);
            entity.HasIndex(day => new { day.UnreconciledSince, day.ParticipantId });
            CaseTables.Columns(entity);
        });
        model.Entity<RunEntry>(MapRuns);
        model.Entity<WindowEntry>(entity =>
        {
            entity.ToTable("reconciled_windows");
            entity.HasKey(window => new { window.RunId, window.Position });
            entity.Property(window => window.State).IsConcurrencyToken(); // It is done once.
            entity.Property(window => window.Residual).HasMaxLength(Residual);
            entity.Property(window => window.Method).HasMaxLength(MethodNames);
            entity.Property(window => window.Salt).HasMaxLength(Salt);
            CaseTables.Columns(entity);
        });
        model.Entity<DifferenceEntry>(MapDifferences);
        model.Entity<DifferenceEventEntry>(entity =>
        {
            entity.ToTable("difference_events");
            entity.Property(e => e.ParticipantId).HasMaxLength(ParticipantId);
            entity.Property(e => e.OperatorName).HasMaxLength(LedgerText.OperatorName);
            entity.Property(e => e.Text).HasMaxLength(Text);
            entity.HasIndex(e => new { e.DifferenceId, e.Id });
            entity.HasIndex(e => new { e.RunId, e.Kind });
            entity.HasIndex(e => e.EventTime);
            CaseTables.Columns(entity);
        });
        model.Entity<RepairEntry>(entity =>
        {
            entity.ToTable("repairs");
            entity.HasIndex(repair => repair.DifferenceId);
            entity.HasIndex(repair => repair.RunId);
            entity.HasIndex(repair => repair.DeliveryId);
            CaseTables.Columns(entity);
        });
        model.Entity<ReconciliationLease>(entity =>
        {
            entity.ToTable("reconciliation_leases");
            CaseTables.LeaseColumns(entity, "participant_id", ParticipantId);
        });
    }

    private static void MapRuns(EntityTypeBuilder<RunEntry> entity)
    {
        entity.ToTable("reconciliation_runs");
        entity.Property(run => run.ParticipantId).HasMaxLength(ParticipantId);
        entity.Property(run => run.JobKey).HasMaxLength(JobKey);
        entity.Property(run => run.RequesterId).HasMaxLength(ParticipantId);
        entity.Property(run => run.OperatorName).HasMaxLength(LedgerText.OperatorName);
        entity.Property(run => run.Reason).HasMaxLength(Reason);
        entity.Property(run => run.ProblemReason).HasMaxLength(ProblemReason);
        entity.Property(run => run.Problem).HasMaxLength(Problem);
        entity.Property(run => run.State).IsConcurrencyToken(); // Nothing is added to one that an operator has ended.
        entity.HasIndex(run => new { run.ParticipantId, run.JobKey }).IsUnique();
        entity.HasIndex(run => new { run.ParticipantId, run.Id });
        entity.HasIndex(run => new { run.State, run.Id });
        entity.HasIndex(run => run.EndTime);
        CaseTables.Columns(entity);
    }

    private static void MapDifferences(EntityTypeBuilder<DifferenceEntry> entity)
    {
        entity.ToTable("differences");
        entity.Property(difference => difference.State).IsConcurrencyToken(); // A run that an operator has overtaken looks again.
        entity.Property(difference => difference.ParticipantId).HasMaxLength(ParticipantId);
        entity.Property(difference => difference.Method).HasMaxLength(Method);
        entity.Property(difference => difference.HubRequestDigest).HasMaxLength(Digest);
        entity.Property(difference => difference.HubResponseDigest).HasMaxLength(Digest);
        entity.Property(difference => difference.RegionRequestDigest).HasMaxLength(Digest);
        entity.Property(difference => difference.RegionResponseDigest).HasMaxLength(Digest);
        entity.Property(difference => difference.Owner).HasMaxLength(LedgerText.OperatorName);
        entity.HasIndex(difference => new { difference.ParticipantId, difference.LedgerSet, difference.Kind, difference.RowId }).IsUnique();
        entity.HasIndex(difference => new { difference.ParticipantId, difference.State, difference.RowId });
        entity.HasIndex(difference => new { difference.State, difference.Id });
        entity.HasIndex(difference => new { difference.ParticipantId, difference.Id });
        entity.HasIndex(difference => new { difference.FirstRunId, difference.RowId });
        entity.HasIndex(difference => difference.LastRunId);
        entity.HasIndex(difference => difference.Owner);
        CaseTables.Columns(entity);
    }
}
