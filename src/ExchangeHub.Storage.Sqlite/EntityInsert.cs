using ExchangeHub.Hub.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>Inserts rows as EF Core maps them, by one prepared statement: a fifth of the time that it takes for many.</summary>
internal static class EntityInsert
{
    /// <summary>Adds all of them in the transaction that the context is in.</summary>
    public static void Insert<T>(HubDbContext context, IReadOnlyList<T> rows)
        where T : class
    {
        var entity = context.Model.FindEntityType(typeof(T)) ?? throw new ArgumentException($"{typeof(T).Name} is not mapped.", nameof(rows));
        var columns = entity.GetProperties().Select(property => new Column(property)).ToList();
        var sql = $"INSERT INTO {entity.GetTableName()} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})";
        using var insert = new InsertStatement((SqliteConnection)context.Database.GetDbConnection(), sql);
        foreach (var row in rows)
        {
            foreach (var column in columns)
                column.Add(insert, row);
            insert.Execute();
        }
    }

    private sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter _getter = property.GetGetter();
        private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.GetColumnName();

        public void Add(InsertStatement insert, object row)
        {
            var value = _getter.GetClrValue(row);
            switch (_convert is null ? value : _convert(value))
            {
                case null: insert.Add(default(byte[])); break;
                case string text: insert.Add(text); break;
                case byte[] bytes: insert.Add(bytes); break;
                case long number: insert.Add(number); break;
                case int number: insert.Add((long)number); break;
                case bool flag: insert.Add(flag ? 1L : 0L); break;
                case DateOnly date: insert.Add(date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); break;
                case var other: throw new NotSupportedException($"{Name} is a {other.GetType().Name}.");
            }
        }
    }
}
