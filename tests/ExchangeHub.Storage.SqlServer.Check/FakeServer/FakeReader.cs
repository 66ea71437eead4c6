using System.Collections;
using System.Data.Common;

namespace ExchangeHub.Storage.SqlServer.Check.FakeServer;

/// <summary>Rows with the columns that the query names, and in each whatever value is asked for.</summary>
internal sealed class FakeReader(IReadOnlyList<string> columns, int rows) : DbDataReader
{
    /// <summary>As long as an id, which is what most bytes here are.</summary>
    private const int Bytes = 16;

    private int _read;

    public override int Depth => 0;

    public override int FieldCount => columns.Count;

    public override bool HasRows => rows > 0;

    public override bool IsClosed => false;

    public override int RecordsAffected => rows;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => _read++ < rows;

    public override bool NextResult() => false;

    public override bool IsDBNull(int ordinal) => false;

    public override string GetName(int ordinal) => columns[ordinal];

    public override int GetOrdinal(string name)
        => columns.Index().Where(column => column.Item == name).Select(column => (int?)column.Index).FirstOrDefault() ?? throw new ArgumentOutOfRangeException(nameof(name), name, "The query has no such column.");

    public override string GetDataTypeName(int ordinal) => "int";

    public override Type GetFieldType(int ordinal) => typeof(int);

    public override object GetValue(int ordinal) => 1;

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, columns.Count);
        Array.Fill(values, GetValue(0), 0, count);
        return count;
    }

    public override T GetFieldValue<T>(int ordinal)
        => typeof(T) == typeof(byte[]) ? (T)(object)new byte[Bytes]
            : typeof(T) == typeof(string) ? (T)(object)""
            : typeof(T) == typeof(DateTimeOffset) ? (T)(object)DateTimeOffset.UnixEpoch
            : typeof(T) == typeof(Guid) ? (T)(object)Guid.Empty
            : (T)Convert.ChangeType(1, typeof(T));

    public override bool GetBoolean(int ordinal) => true;

    public override byte GetByte(int ordinal) => 1;

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => 0;

    public override char GetChar(int ordinal) => 'a';

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => 0;

    public override DateTime GetDateTime(int ordinal) => DateTime.UnixEpoch;

    public override decimal GetDecimal(int ordinal) => 1;

    public override double GetDouble(int ordinal) => 1;

    public override float GetFloat(int ordinal) => 1;

    public override Guid GetGuid(int ordinal) => Guid.Empty;

    public override short GetInt16(int ordinal) => 1;

    public override int GetInt32(int ordinal) => 1;

    public override long GetInt64(int ordinal) => 1;

    public override string GetString(int ordinal) => "";

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);
}
