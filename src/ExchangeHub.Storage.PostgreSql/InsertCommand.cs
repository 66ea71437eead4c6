using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Npgsql;

namespace ExchangeHub.Storage.PostgreSql;

/// <summary>
/// The prepared insert of a batch: each column's values go to the server as one array. Measured against COPY and against a
/// pipelined insert for each row, it is the fastest up to 64 rows; beyond 256 COPY is.
/// </summary>
/// <param name="connection">The connection, open; it outlives the command.</param>
/// <param name="timeoutSeconds">How long the insert may take.</param>
internal sealed class InsertCommand(NpgsqlConnection connection, int timeoutSeconds) : ILedgerRow
{
    /// <summary>The columns, made when the first entry shows what they hold.</summary>
    private readonly List<Column> _columns = [];
    private NpgsqlCommand? _command;
    private int _next;

    public async Task ExecuteAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var column in _columns)
            column.Clear();
        foreach (var entry in entries)
        {
            _next = 0;
            LedgerColumns.Add(entry, this);
        }
        _command ??= await PrepareAsync(cancellationToken);
        await _command.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Add(Guid value) => Next<Guid>("uuid").Add(value);

    public void Add(Guid? value) => Next<Guid?>("uuid").Add(value);

    public void Add(string value) => Next<string>("text").Add(value);

    public void Add(byte[]? value) => Next<byte[]?>("bytea").Add(value);

    public void Add(long value) => Next<long>("bigint").Add(value);

    public void Add(byte value) => Next<short>("smallint").Add(value);

    private List<T> Next<T>(string sqlType)
    {
        if (_next == _columns.Count)
            _columns.Add(new Column<T>(sqlType));
        return ((Column<T>)_columns[_next++]).Values;
    }

    private async Task<NpgsqlCommand> PrepareAsync(CancellationToken cancellationToken)
    {
        var arrays = string.Join(", ", _columns.Select((column, i) => $"${i + 1}::{column.SqlType}[]"));
        var command = new NpgsqlCommand($"INSERT INTO {HubDbContext.LedgerTable} ({LedgerColumns.List}) SELECT * FROM unnest({arrays})", connection) { CommandTimeout = timeoutSeconds };
        foreach (var column in _columns)
            command.Parameters.Add(column.Parameter);
        await command.PrepareAsync(cancellationToken);
        return command;
    }

    private abstract class Column(string sqlType)
    {
        public string SqlType => sqlType;

        public abstract NpgsqlParameter Parameter { get; }

        public abstract void Clear();
    }

    private sealed class Column<T>(string sqlType) : Column(sqlType)
    {
        private readonly NpgsqlParameter<List<T>> _parameter = new() { TypedValue = [] };

        public List<T> Values => _parameter.TypedValue!;

        public override NpgsqlParameter Parameter => _parameter;

        public override void Clear() => Values.Clear();
    }
}
