using System.Data;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>A batch of entries as a table-valued parameter (表值参数): one round trip, whatever their number.</summary>
internal sealed class LedgerRows : ILedgerRow
{
    /// <summary>The table type that the migrations make. A change of the ledger's columns makes a new one beside it, so that the hub of the release before can still write.</summary>
    public const string TypeName = "ledger_entry_rows_3";

    private const int Any = -1;

    private readonly SqlMetaData[] _columns = new SqlMetaData[LedgerColumns.Names.Count];
    private readonly object[] _values = new object[LedgerColumns.Names.Count];
    private int _next;

    /// <summary>The parameter <paramref name="name"/> with all of <paramref name="entries"/>.</summary>
    public static SqlParameter Of(IReadOnlyList<LedgerEntry> entries, string name)
        => new(name, SqlDbType.Structured) { TypeName = TypeName, Value = new LedgerRows().Records(entries).ToList() };

    public void Add(Guid value) => Next(value.ToByteArray(bigEndian: true), SqlDbType.Binary, NetworkOrderGuid.Size);

    public void Add(Guid? value) => Next((object?)value?.ToByteArray(bigEndian: true) ?? DBNull.Value, SqlDbType.Binary, NetworkOrderGuid.Size);

    public void Add(string value) => Next(value, SqlDbType.NVarChar, Any);

    public void Add(byte[]? value) => Next((object?)value ?? DBNull.Value, SqlDbType.VarBinary, Any);

    public void Add(long value) => Next(value, SqlDbType.BigInt);

    public void Add(byte value) => Next(value, SqlDbType.TinyInt);

    private IEnumerable<SqlDataRecord> Records(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var entry in entries)
        {
            _next = 0;
            LedgerColumns.Add(entry, this);
            var record = new SqlDataRecord(_columns);
            record.SetValues(_values);
            yield return record;
        }
    }

    private void Next(object value, SqlDbType type, long? length = null)
    {
        var name = LedgerColumns.Names[_next];
        _columns[_next] ??= length is null ? new SqlMetaData(name, type) : new SqlMetaData(name, type, length.Value);
        _values[_next++] = value;
    }
}
