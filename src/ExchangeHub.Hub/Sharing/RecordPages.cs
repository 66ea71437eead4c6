using ExchangeHub.Contracts.Sharing.V1;

namespace ExchangeHub.Hub.Sharing;

/// <summary>How many records go into one message: so many, and so many bytes, that a client with usual limits can take it.</summary>
internal static class RecordPages
{
    public const int MaxRecords = 1_000;

    /// <summary>Well below the 4 MiB that clients take by default, as one record has up to 256 KiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Splits records into messages.</summary>
    public static IEnumerable<List<Record>> Split(IEnumerable<Record> records)
    {
        var page = new List<Record>();
        var size = 0;
        foreach (var record in records)
        {
            var bytes = record.CalculateSize();
            if (page.Count == MaxRecords || (page.Count > 0 && size + bytes > MaxBytes))
            {
                yield return page;
                (page, size) = ([], 0);
            }
            page.Add(record);
            size += bytes;
        }
        if (page.Count > 0)
            yield return page;
    }
}
