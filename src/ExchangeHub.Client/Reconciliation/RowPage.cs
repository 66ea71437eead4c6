using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>Some rows in their order: not more than asked for, and all copies of one id together.</summary>
/// <param name="maxRows">How many at most, 1 to 7,000. Only the first id's copies may be more.</param>
internal sealed class RowPage(int maxRows)
{
    private readonly List<FingerprintedRow> _rows = [];

    /// <summary>Where the next page begins; null while this one has all.</summary>
    public Guid? Next { get; private set; }

    /// <summary>Whether one id alone has more copies than a response can hold.</summary>
    public bool IsOverfull => _rows.Count > RegionLedgerLimits.RowsWithCopies;

    /// <summary>Adds a row; false if the page ends before it.</summary>
    public bool Add(FingerprintedRow row)
    {
        if (_rows.Count >= maxRows && row.Id != _rows[0].Id)
        {
            // A copy of the last id did not find room: all of them go to the next page.
            if (row.Id == _rows[^1].Id)
                _rows.RemoveAll(before => before.Id == row.Id);
            Next = row.Id;
            return false;
        }
        _rows.Add(row);
        return !IsOverfull;
    }

    /// <summary>32 bytes a row: id and fingerprint.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_rows.Count * FingerprintedRow.Bytes];
        var rest = bytes.AsSpan();
        foreach (var row in _rows)
        {
            row.Write(rest);
            rest = rest[FingerprintedRow.Bytes..];
        }
        return bytes;
    }
}
