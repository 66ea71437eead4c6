using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>What the ledger has of one participant in one minute (分钟汇总): a window that is clean is then known to be without a scan.</summary>
internal sealed class LedgerRollup
{
    /// <summary>The participant.</summary>
    public required string ParticipantId { get; init; }

    /// <summary>The minute of the rows' ids, counted from 1970.</summary>
    public required long Minute { get; init; }

    /// <summary>Rows, settlements among them.</summary>
    public required long RowCount { get; set; }

    /// <summary>Sum of their fingerprints' first limbs.</summary>
    public required long Sum0 { get; set; }

    /// <summary>Sum of the second limbs.</summary>
    public required long Sum1 { get; set; }

    /// <summary>Sum of the third limbs.</summary>
    public required long Sum2 { get; set; }

    /// <summary>Sum of the fourth limbs.</summary>
    public required long Sum3 { get; set; }

    /// <summary>Entries in doubt that are not settled; they are no rows.</summary>
    public required long InDoubtCount { get; set; }

    /// <summary>Its sums.</summary>
    public RangeFingerprint Sums => new(RowCount, Sum0, Sum1, Sum2, Sum3);

    public static void Configure(EntityTypeBuilder<LedgerRollup> entity)
    {
        entity.ToTable("ledger_rollups");
        entity.HasKey(rollup => new { rollup.ParticipantId, rollup.Minute });
        entity.Property(rollup => rollup.ParticipantId).HasColumnName("participant_id").HasMaxLength(64);
        entity.Property(rollup => rollup.Minute).HasColumnName("minute").ValueGeneratedNever();
        entity.Property(rollup => rollup.RowCount).HasColumnName("row_count");
        entity.Property(rollup => rollup.Sum0).HasColumnName("sum0");
        entity.Property(rollup => rollup.Sum1).HasColumnName("sum1");
        entity.Property(rollup => rollup.Sum2).HasColumnName("sum2");
        entity.Property(rollup => rollup.Sum3).HasColumnName("sum3");
        entity.Property(rollup => rollup.InDoubtCount).HasColumnName("in_doubt_count");
        entity.Ignore(rollup => rollup.Sums);
        entity.HasIndex(rollup => rollup.Minute); // Some minutes are computed again, for all participants.
    }
}

/// <summary>How far rollups go. The table's only row, which its migration puts there; who changes rollups takes its lock first.</summary>
internal sealed class RollupMark
{
    /// <summary>The row's key.</summary>
    public const byte TheOnly = 1;

    /// <summary><see cref="TheOnly"/>.</summary>
    public byte Id { get; init; } = TheOnly;

    /// <summary>The first minute without rollups; all before it have theirs.</summary>
    public long NextMinute { get; set; }

    public static void Configure(EntityTypeBuilder<RollupMark> entity)
    {
        entity.ToTable("ledger_rollup_mark");
        entity.Property(mark => mark.Id).HasColumnName("id").ValueGeneratedNever();
        entity.Property(mark => mark.NextMinute).HasColumnName("next_minute");
    }
}
