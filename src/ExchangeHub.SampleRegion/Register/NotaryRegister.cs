using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>
/// The region's digital register of notarial certificates (公证登记簿, 公证程序规则 Art. 57): a SQLite file of its own. Any number
/// of questions may read it at the same time.
/// </summary>
public sealed class NotaryRegister : IDisposable
{
    private readonly string _readOnly;

    private NotaryRegister(string regionCode, string readOnly)
    {
        RegionCode = regionCode;
        _readOnly = readOnly;
    }

    /// <summary>The region whose register this is, as ISO 3166-2 code.</summary>
    public string RegionCode { get; }

    /// <summary>Opens the register at that path; a new file is filled with the region's sample data first.</summary>
    /// <exception cref="InvalidOperationException">The file holds something else: another region's register, or an older sample.</exception>
    public static NotaryRegister Open(string databasePath, string regionCode, CancellationToken cancellationToken = default)
    {
        using (var connection = new SqliteConnection(ConnectionString(databasePath, SqliteOpenMode.ReadWriteCreate, pooling: false)))
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL");
            if (HasTables(connection))
                CheckContents(connection, databasePath, regionCode);
            else
                RegisterWriter.Fill(connection, SampleData.For(regionCode), cancellationToken);
        }
        return new NotaryRegister(regionCode, ConnectionString(databasePath, SqliteOpenMode.ReadOnly, pooling: true));
    }

    /// <summary>Begins a look into the register. All that one reader reads is of one moment.</summary>
    public async Task<RegisterReader> ReadAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_readOnly);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return new RegisterReader(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes the connections that are kept open between questions.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_readOnly);
        SqliteConnection.ClearPool(connection);
    }

    private static string ConnectionString(string databasePath, SqliteOpenMode mode, bool pooling) =>
        new SqliteConnectionStringBuilder { DataSource = databasePath, Mode = mode, Pooling = pooling }.ToString();

    private static bool HasTables(SqliteConnection connection) =>
        Execute(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'") is > 0L;

    private static void CheckContents(SqliteConnection connection, string databasePath, string regionCode)
    {
        var isRegister = Execute(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'register_info'") is > 0L;
        var region = isRegister ? Execute(connection, "SELECT region_code FROM register_info") as string : null;
        var version = isRegister ? Execute(connection, "SELECT sample_version FROM register_info") as long? : null;
        if (region != regionCode || version != SampleData.Version)
        {
            throw new InvalidOperationException(
                $"'{databasePath}' does not hold version {SampleData.Version} of the sample register of {regionCode}. "
                + "Name another file, or delete this one: it is filled anew.");
        }
    }

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
