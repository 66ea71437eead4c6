using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>What SQL Server refuses, or lets pass until a row comes that is too long, and neither EF Core nor DacFx sees. Each rule gives what breaks it.</summary>
internal static partial class ModelRules
{
    public const int ClusteredBytes = 900;
    public const int NonclusteredBytes = 1700;

    /// <summary>Longest of SQL Server's types that has no length of its own (<c>decimal(38)</c>): enough for a type that is not listed.</summary>
    private const int LongestPlain = 17;

    private static readonly Dictionary<string, int> PlainTypes = new()
    {
        ["bit"] = 1, ["tinyint"] = 1, ["smallint"] = 2, ["int"] = 4, ["bigint"] = 8, ["real"] = 4, ["float"] = 8, ["smallmoney"] = 4, ["money"] = 8,
        ["date"] = 3, ["time"] = 5, ["smalldatetime"] = 4, ["datetime"] = 8, ["datetime2"] = 8, ["datetimeoffset"] = 10,
        ["uniqueidentifier"] = 16, ["rowversion"] = 8, ["timestamp"] = 8,
    };

    public static IEnumerable<string> All(IRelationalModel model) => [.. Cascades(model), .. KeyBytes(model), .. KeyTypes(model), .. RowVersions(model)];

    /// <summary>Error 1785: what a deletion sets off may reach a table once only, and never that where it began.</summary>
    public static IEnumerable<string> Cascades(IRelationalModel model)
    {
        var dependents = model.Tables
            .SelectMany(table => table.ForeignKeyConstraints)
            .Where(key => key.OnDeleteAction is ReferentialAction.Cascade or ReferentialAction.SetNull or ReferentialAction.SetDefault)
            .ToLookup(key => key.PrincipalTable, key => key.Table);
        return from start in model.Tables
               from reached in Reached(start, dependents, [start]).GroupBy(table => table)
               where reached.Key == start || reached.Count() > 1
               select reached.Key == start ? $"{start.Name}: a deletion comes back to it" : $"{start.Name}: a deletion reaches {reached.Key.Name} in {reached.Count()} ways";
    }

    /// <summary>Error 1946, which comes with the first row that is longer.</summary>
    public static IEnumerable<string> KeyBytes(IRelationalModel model)
        => from key in Keys(model)
           let bytes = key.Columns.Sum(column => BytesOf(column.StoreType))
           where bytes > (key.IsClustered ? ClusteredBytes : NonclusteredBytes)
           select $"{key.Name}: {bytes} bytes are more than {(key.IsClustered ? ClusteredBytes : NonclusteredBytes)}";

    /// <summary>Error 1919: a type without a bound can't be in a key.</summary>
    public static IEnumerable<string> KeyTypes(IRelationalModel model)
        => from key in Keys(model)
           from column in key.Columns
           where BytesOf(column.StoreType) is null
           select $"{key.Name}: {column.Name} is {column.StoreType}";

    /// <summary>Error 2738: a table has one at most.</summary>
    public static IEnumerable<string> RowVersions(IRelationalModel model)
        => from table in model.Tables
           let columns = table.Columns.Where(column => column.StoreType is "rowversion" or "timestamp").Select(column => column.Name).ToList()
           where columns.Count > 1
           select $"{table.Name}: {string.Join(", ", columns)} are all rowversion";

    /// <summary>Bytes of the longest value; null if there is no longest.</summary>
    public static int? BytesOf(string storeType)
    {
        var match = StoreType().Match(storeType);
        var name = match.Groups["name"].Value;
        var length = match.Groups["length"];
        return name switch
        {
            "char" or "varchar" or "binary" or "varbinary" => length.Value == "max" ? null : length.Success ? int.Parse(length.Value, CultureInfo.InvariantCulture) : 1,
            "nchar" or "nvarchar" => length.Value == "max" ? null : length.Success ? 2 * int.Parse(length.Value, CultureInfo.InvariantCulture) : 2,
            "text" or "ntext" or "image" or "xml" or "geography" or "geometry" => null,
            _ => PlainTypes.GetValueOrDefault(name, LongestPlain),
        };
    }

    private static IEnumerable<ITable> Reached(ITable from, ILookup<ITable, ITable> dependents, IReadOnlyList<ITable> path)
        => dependents[from].SelectMany(next => path.Contains(next) ? [next] : Reached(next, dependents, [.. path, next]).Prepend(next));

    private static IEnumerable<(string Name, IReadOnlyList<IColumn> Columns, bool IsClustered)> Keys(IRelationalModel model)
        => model.Tables.SelectMany(table => table.UniqueConstraints
            .Select(key => (key.Name, key.Columns, key.MappedKeys.First().IsClustered() ?? key.GetIsPrimaryKey()))
            .Concat(table.Indexes.Select(index => (index.Name, index.Columns, index.MappedIndexes.First().IsClustered() ?? false))));

    [GeneratedRegex(@"^(?<name>\w+)(?:\((?<length>\w+)[^)]*\))?$")]
    private static partial Regex StoreType();
}
