using System.Collections.Concurrent;
using System.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;

namespace ExchangeHub.Storage.SqlServer.Check.FakeServer;

/// <summary>A command as it would have reached the server.</summary>
/// <param name="Text">Its SQL.</param>
/// <param name="Declarations">Its parameters as T-SQL declares those of a procedure, one after the other, separated by commas.</param>
internal sealed record CapturedCommand(string Text, string Declarations);

/// <summary>Every command that was sent, once, whoever sent it.</summary>
internal sealed class CapturedCommands
{
    private readonly ConcurrentDictionary<CapturedCommand, bool> _commands = new();
    private readonly ConcurrentDictionary<string, SqlMetaData[]> _rows = new();

    public IReadOnlyCollection<CapturedCommand> All => [.. _commands.Keys];

    /// <summary>What the columns of table-valued parameters were sent as, by the name of the table type.</summary>
    public IReadOnlyDictionary<string, SqlMetaData[]> Rows => _rows;

    public void Add(string text, SqlParameterCollection parameters)
    {
        var all = parameters.Cast<SqlParameter>().ToList();
        _commands.TryAdd(new CapturedCommand(text, string.Join(", ", all.Select(Declaration))), true);
        foreach (var parameter in all.Where(parameter => parameter.SqlDbType == SqlDbType.Structured))
        {
            if ((parameter.Value as IEnumerable<SqlDataRecord>)?.FirstOrDefault() is { } record)
                _rows[parameter.TypeName] = [.. Enumerable.Range(0, record.FieldCount).Select(record.GetSqlMetaData)];
        }
    }

    private static string Declaration(SqlParameter parameter)
    {
        var name = parameter.ParameterName.StartsWith('@') ? parameter.ParameterName : '@' + parameter.ParameterName;
        return parameter.SqlDbType == SqlDbType.Structured ? $"{name} {parameter.TypeName} READONLY" : $"{name} {TypeOf(parameter)}";
    }

    private static string TypeOf(SqlParameter parameter) => parameter.SqlDbType switch
    {
        SqlDbType.NVarChar => $"nvarchar({Length(parameter, 4000)})",
        SqlDbType.VarChar => $"varchar({Length(parameter, 8000)})",
        SqlDbType.VarBinary => $"varbinary({Length(parameter, 8000)})",
        SqlDbType.NChar => $"nchar({Length(parameter, 4000)})",
        SqlDbType.Char => $"char({Length(parameter, 8000)})",
        SqlDbType.Binary => $"binary({Length(parameter, 8000)})",
        SqlDbType.Decimal => $"decimal({Math.Max(parameter.Precision, (byte)1)}, {parameter.Scale})",
        SqlDbType.Variant => "sql_variant",
        var type => type.ToString().ToLowerInvariant(),
    };

    /// <summary>A size that says nothing is the value's, which SqlClient rounds up; one over the longest is <c>max</c>.</summary>
    private static string Length(SqlParameter parameter, int longest) => parameter.Size switch
    {
        -1 => "max",
        0 => $"{longest}",
        var size => size > longest ? "max" : $"{size}",
    };
}
