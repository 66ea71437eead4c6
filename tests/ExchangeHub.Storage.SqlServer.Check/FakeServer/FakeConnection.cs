using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ExchangeHub.Storage.SqlServer.Check.FakeServer;

/// <summary>What the fake answers. Code goes on differently after each, and so sends other commands.</summary>
internal enum FakeAnswer
{
    /// <summary>One row for every query, and one row for every write.</summary>
    OneRow,

    /// <summary>No row, for either.</summary>
    NoRow,

    /// <summary>An error for every write; one row for every query.</summary>
    Refusal,
}

/// <summary>
/// Gives EF Core a connection that goes nowhere. The whole connection is replaced, not only EF's commands suppressed, so that
/// a statement that is sent past EF is captured too.
/// </summary>
internal sealed class FakeConnections(CapturedCommands captured) : DbConnectionInterceptor
{
    public FakeAnswer Answer { get; set; }

    /// <summary>Ends what still runs against this server, however it waits for an answer.</summary>
    public CancellationTokenSource Closed { get; } = new();

    public CapturedCommands Captured => captured;

    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result)
        => InterceptionResult<DbConnection>.SuppressWithResult(new FakeConnection(this));
}

internal sealed class FakeConnection(FakeConnections server) : DbConnection
{
    private ConnectionState _state;

    [AllowNull]
    public override string ConnectionString { get; set; } = "";

    public override string Database => "fake";

    public override string DataSource => "fake";

    public override string ServerVersion => "15.00.0000";

    public override ConnectionState State => _state;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open() => _state = ConnectionState.Open;

    public override void Close() => _state = ConnectionState.Closed;

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new FakeTransaction(this, isolationLevel);

    protected override DbCommand CreateDbCommand() => new FakeCommand(server) { Connection = this };
}

internal sealed class FakeTransaction(FakeConnection connection, IsolationLevel isolationLevel) : DbTransaction
{
    private bool _over;

    public override IsolationLevel IsolationLevel => isolationLevel;

    public override bool SupportsSavepoints => true;

    protected override DbConnection? DbConnection => _over ? null : connection;

    public override void Commit() => _over = true;

    public override void Rollback() => _over = true;

    public override void Save(string savepointName)
    {
    }

    public override void Rollback(string savepointName)
    {
    }

    public override void Release(string savepointName)
    {
    }
}

/// <summary>What the fake refuses a write with.</summary>
internal sealed class FakeException() : DbException("The fake server was told to refuse.");
