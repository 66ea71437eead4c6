using System.Data;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>Ranges of ids as a table-valued parameter (表值参数): one round trip, whatever their number.</summary>
internal static class RangeRows
{
    /// <summary>The table type that the migrations make.</summary>
    public const string TypeName = "id_ranges_1";

    private static readonly SqlMetaData[] Columns =
    [
        new("number", SqlDbType.Int), new("first_id", SqlDbType.Binary, NetworkOrderGuid.Size), new("bound_id", SqlDbType.Binary, NetworkOrderGuid.Size),
    ];

    /// <summary>The parameter <paramref name="name"/> with all of <paramref name="ranges"/>, numbered from 0.</summary>
    public static SqlParameter Of(IReadOnlyList<IdRange> ranges, string name)
        => new(name, SqlDbType.Structured) { TypeName = TypeName, Value = ranges.Select(Record).ToList() };

    private static SqlDataRecord Record(IdRange range, int number)
    {
        var record = new SqlDataRecord(Columns);
        record.SetValues(number, range.First.ToByteArray(bigEndian: true), range.Bound.ToByteArray(bigEndian: true));
        return record;
    }
}
