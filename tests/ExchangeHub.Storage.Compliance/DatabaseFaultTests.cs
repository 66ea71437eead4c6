using ExchangeHub.Hub.Storage;
using ExchangeHub.Storage.PostgreSql;
using ExchangeHub.Storage.Sqlite;
using ExchangeHub.Storage.SqlServer;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What each driver's codes mean.</summary>
public class DatabaseFaultTests
{
    [Theory]
    [InlineData("23505", DatabaseFault.Duplicate)]
    [InlineData("40001", DatabaseFault.Conflict)]
    [InlineData("40P01", DatabaseFault.Conflict)]
    [InlineData("57014", DatabaseFault.TimedOut)]
    [InlineData("55P03", DatabaseFault.TimedOut)]
    [InlineData("57P01", DatabaseFault.ConnectionLost)]
    [InlineData("57P03", DatabaseFault.ConnectionLost)]
    [InlineData("08006", DatabaseFault.ConnectionLost)]
    [InlineData("53300", DatabaseFault.ConnectionLost)]
    [InlineData("25006", DatabaseFault.ConnectionLost)]
    [InlineData("42P01", DatabaseFault.Other)]
    [InlineData("23503", DatabaseFault.Other)]
    [InlineData("53100", DatabaseFault.Other)]
    public void FaultOf_PostgreSqlState_IsKnown(string state, DatabaseFault fault)
        => Assert.Equal(fault, PostgreSqlDatabase.FaultOf(new InvalidOperationException("", new PostgresException("", "ERROR", "ERROR", state))));

    [Fact]
    public void FaultOf_PostgreSqlDriver_IsKnown()
    {
        Assert.Equal(DatabaseFault.TimedOut, PostgreSqlDatabase.FaultOf(new NpgsqlException("", new TimeoutException())));
        Assert.Equal(DatabaseFault.ConnectionLost, PostgreSqlDatabase.FaultOf(new NpgsqlException("", new IOException())));
        Assert.Equal(DatabaseFault.ConnectionLost, PostgreSqlDatabase.FaultOf(new NpgsqlException("", new System.Net.Sockets.SocketException())));
        Assert.Equal(DatabaseFault.ConnectionLost, PostgreSqlDatabase.FaultOf(new NpgsqlException("")));
    }

    [Theory]
    [InlineData(2601, 14, DatabaseFault.Duplicate)]
    [InlineData(2627, 14, DatabaseFault.Duplicate)]
    [InlineData(1205, 13, DatabaseFault.Conflict)]
    [InlineData(3960, 16, DatabaseFault.Conflict)]
    [InlineData(-2, 11, DatabaseFault.TimedOut)]
    [InlineData(1222, 16, DatabaseFault.TimedOut)]
    [InlineData(10054, 20, DatabaseFault.ConnectionLost)]
    [InlineData(53, 20, DatabaseFault.ConnectionLost)]
    [InlineData(4060, 11, DatabaseFault.ConnectionLost)]
    [InlineData(596, 21, DatabaseFault.ConnectionLost)]
    [InlineData(12345, 20, DatabaseFault.ConnectionLost)]
    [InlineData(208, 16, DatabaseFault.Other)]
    [InlineData(547, 16, DatabaseFault.Other)]
    [InlineData(50000, 16, DatabaseFault.Other)]
    public void FaultOf_SqlServerNumber_IsKnown(int number, byte severity, DatabaseFault fault) => Assert.Equal(fault, SqlServerDatabase.FaultOf(number, severity));

    [Theory]
    [InlineData(19, 2067, DatabaseFault.Duplicate)]
    [InlineData(19, 1555, DatabaseFault.Duplicate)]
    [InlineData(19, 787, DatabaseFault.Other)] // Foreign key.
    [InlineData(5, 517, DatabaseFault.Conflict)]
    [InlineData(5, 5, DatabaseFault.TimedOut)]
    [InlineData(6, 262, DatabaseFault.TimedOut)]
    [InlineData(14, 14, DatabaseFault.ConnectionLost)]
    [InlineData(10, 266, DatabaseFault.ConnectionLost)]
    [InlineData(13, 13, DatabaseFault.Other)] // Disk full.
    public void FaultOf_SqliteCode_IsKnown(int code, int extended, DatabaseFault fault) => Assert.Equal(fault, SqliteDatabase.FaultOf(new SqliteException("", code, extended)));
}
