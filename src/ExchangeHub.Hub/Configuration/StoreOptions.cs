using System.Text;

namespace ExchangeHub.Hub.Configuration;

/// <summary>Where the ledger is kept.</summary>
public sealed record StoreOptions
{
    /// <summary>The embedded store: one file, nothing to install, for one hub.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>SQL Server.</summary>
    public const string SqlServer = "sqlserver";

    /// <summary>PostgreSQL.</summary>
    public const string PostgreSql = "postgresql";

    /// <summary>The kinds that there are.</summary>
    public static IReadOnlyList<string> Providers { get; } = [Sqlite, SqlServer, PostgreSql];

    /// <summary>The kind of store: <c>sqlite</c>, <c>sqlserver</c> or <c>postgresql</c>.</summary>
    public string Provider { get; init; } = Sqlite;

    /// <summary>The database file of SQLite; not used by the others.</summary>
    public string Path { get; init; } = "data/exchangehub.db";

    /// <summary>
    /// The connection string of SQL Server or PostgreSQL, in the words of its .NET driver. It is a secret: better given by the
    /// environment variable <c>EXCHANGEHUB__Store__ConnectionString</c> or by <see cref="ConnectionStringFile"/>.
    /// </summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>File that holds the connection string and nothing else, instead of <see cref="ConnectionString"/>. It is read at start.</summary>
    public string ConnectionStringFile { get; init; } = "";

    /// <summary>The connection string, from wherever it is given.</summary>
    /// <exception cref="ConfigurationException">The file can't be read.</exception>
    public string ReadConnectionString()
    {
        if (ConnectionStringFile.Length == 0)
            return ConnectionString;
        try
        {
            return File.ReadAllText(ConnectionStringFile).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new Problem("Store.ConnectionStringFile", error.Message, $"无法读取：{error.Message}")]);
        }
    }

    /// <summary>What to throw when a driver does not understand the connection string. The driver's words may hold a part of it, so they are left out.</summary>
    public static ConfigurationException Unusable(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new ConfigurationException([new Problem("Store.ConnectionString", $"is not understood by the driver ({error.GetType().Name})", $"驱动程序无法识别（{error.GetType().Name}）")]);
    }

    /// <summary>Leaves the connection string out of what a record prints.</summary>
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"{nameof(Provider)} = {Provider}, {nameof(Path)} = {Path}, {nameof(ConnectionStringFile)} = {ConnectionStringFile}");
        return true;
    }
}
