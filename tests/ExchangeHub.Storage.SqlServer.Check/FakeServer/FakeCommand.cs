using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;

namespace ExchangeHub.Storage.SqlServer.Check.FakeServer;

/// <summary>Notes what it is to execute instead of executing it. Its parameters are SqlClient's own, so that each has the type that the driver would send.</summary>
internal sealed class FakeCommand(FakeConnections server) : DbCommand
{
    private readonly SqlCommand _real = new();

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; }

    protected override DbTransaction? DbTransaction { get; set; }

    protected override DbParameterCollection DbParameterCollection => _real.Parameters;

    public override void Cancel()
    {
    }

    public override void Prepare()
    {
    }

    public override int ExecuteNonQuery()
    {
        Capture();
        return server.Answer switch
        {
            FakeAnswer.OneRow => 1,
            FakeAnswer.NoRow => 0,
            _ => throw new FakeException(),
        };
    }

    public override object? ExecuteScalar()
    {
        Capture();
        return server.Answer == FakeAnswer.NoRow ? null : 1;
    }

    protected override DbParameter CreateDbParameter() => _real.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        Capture();
        return new FakeReader(TSqlScript.Parse(CommandText).Columns, server.Answer == FakeAnswer.NoRow ? 0 : 1);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _real.Dispose();
        base.Dispose(disposing);
    }

    private void Capture()
    {
        server.Closed.Token.ThrowIfCancellationRequested();
        server.Captured.Add(CommandText, _real.Parameters);
    }
}
