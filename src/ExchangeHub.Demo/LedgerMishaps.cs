using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.SampleRegion.Ledger;

namespace ExchangeHub.Demo;

/// <summary>What goes wrong in a region's ledger (测试差错): 1 % of its rows, of each kind as many as chance gives it.</summary>
internal sealed class LedgerMishaps
{
    private const byte AnotherState = 7;

    private readonly LedgerFaults _faults;
    private readonly Dictionary<DifferenceKind, List<RegionLedgerEntry>> _rows;

    private LedgerMishaps(LedgerFaults faults, Dictionary<DifferenceKind, List<RegionLedgerEntry>> rows) => (_faults, _rows) = (faults, rows);

    /// <summary>The ids of the rows, by what a run must call it.</summary>
    public IEnumerable<(DifferenceKind Kind, IReadOnlyCollection<Guid> Ids)> ByKind
        => _rows.OrderBy(group => group.Key).Select(group => (group.Key, (IReadOnlyCollection<Guid>)group.Value.ConvertAll(row => row.Id)));

    public static async Task<LedgerMishaps> InjectAsync(SqliteRegionLedger ledger, LedgerHistory history, string region, CancellationToken cancellationToken)
    {
        DifferenceKind[] kinds = [DifferenceKind.MissingAtRegion, DifferenceKind.MissingAtHub, DifferenceKind.StateMismatch, DifferenceKind.DigestMismatch, DifferenceKind.Duplicate];
        var rows = kinds.ToDictionary(kind => kind, _ => new List<RegionLedgerEntry>());
        foreach (var row in Random.Shared.GetItems(history.Rows(region), LedgerHistory.RowCount / 100).DistinctBy(row => row.Id))
        {
            var kind = kinds[Random.Shared.Next(kinds.Length)];
            rows[kind].Add(kind == DifferenceKind.MissingAtHub ? history.Row() : row);
        }
        var faults = new LedgerFaults(ledger);
        await faults.LoseAsync(Ids(DifferenceKind.MissingAtRegion), cancellationToken);
        await faults.InventAsync(rows[DifferenceKind.MissingAtHub], cancellationToken);
        await faults.AlterAsync(Ids(DifferenceKind.StateMismatch), state: AnotherState, cancellationToken: cancellationToken);
        await faults.AlterAsync(Ids(DifferenceKind.DigestMismatch), cancellationToken: cancellationToken);
        await faults.DuplicateAsync(Ids(DifferenceKind.Duplicate), cancellationToken);
        return new LedgerMishaps(faults, rows);

        IEnumerable<Guid> Ids(DifferenceKind kind) => rows[kind].Select(row => row.Id);
    }

    /// <summary>The region mends what the hub can't: it takes away what never was, and puts back what was.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        RegionLedgerEntry[] wrong = [.. _rows.Where(group => group.Key is DifferenceKind.StateMismatch or DifferenceKind.DigestMismatch or DifferenceKind.Duplicate).SelectMany(group => group.Value)];
        await _faults.LoseAsync(_rows[DifferenceKind.MissingAtHub].Concat(wrong).Select(row => row.Id), cancellationToken);
        await _faults.InventAsync(wrong, cancellationToken);
    }
}
