using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Reconciliation;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What the guide tells regions to ask their databases gives what C# computes.</summary>
public sealed class GuideQueryTests
{
    private const int CellsPerTable = 7;
    private static readonly DateTimeOffset Begin = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RegionLedgerEntry[] Rows = [.. Enumerable.Range(0, 500).Select(Row)];
    private static readonly IdRange Some = new(Rows[3].Id, Rows[480].Id);

    [Fact]
    public async Task Queries_OnSqlite_GiveTheRowsSums()
    {
        using var folder = new TestFolder();
        await using var connection = new SqliteConnection($"Data Source={folder.File("region.db")};Pooling=False");
        await connection.OpenAsync();

        await CheckAsync(connection, GuideQueries.Of("SQLite"));
    }

    [SkippableFact]
    public async Task Queries_OnPostgreSql_GiveTheRowsSums()
    {
        Skip.If(TestDatabase.Missing(StoreOptions.PostgreSql) is not null, TestDatabase.Missing(StoreOptions.PostgreSql));
        await using var database = await TestDatabase.EmptyAsync(await PostgreSqlServer.Shared);
        await using var connection = new NpgsqlConnection($"{database.Store.ConnectionString};Pooling=false");
        await connection.OpenAsync();

        await CheckAsync(connection, GuideQueries.Of("PostgreSQL"));
    }

    /// <summary>The last id begins with a bit that is set: signed or text comparison would put it elsewhere.</summary>
    private static RegionLedgerEntry Row(int number)
    {
        var digest = SHA256.HashData(BitConverter.GetBytes(number));
        var id = Guid.CreateVersion7(Begin.AddSeconds(13 * number)).ToByteArray(bigEndian: true);
        digest.AsSpan(0, 8).CopyTo(id.AsSpan(8));
        if (number == 499)
            id[0] = 0xF0;
        return RegionLedgerEntry.ForAnswer(new Guid(id, bigEndian: true), "/test/Method", digest, SHA256.HashData(digest), Begin);
    }

    private static async Task CheckAsync(DbConnection connection, GuideQueries queries)
    {
        await ReadAsync(connection, queries.CreateTable);
        foreach (var row in Rows)
            await InsertAsync(connection, row);

        foreach (var range in (IdRange[])[new(Guid.Empty, Guid.AllBitsSet), Some, new(Rows[0].Id, Rows[0].Id)])
        {
            var rows = Rows.Where(row => row.Id >= range.First && row.Id < range.Bound).ToList();
            Assert.Equal([Numbers(Sum(rows))], await ReadAsync(connection, queries.Sums, range));
            Assert.Equal(
                rows.GroupBy(row => IdMinutes.Of(row.Id)).OrderBy(minute => minute.Key).Select(minute => (long[])[minute.Key, .. Numbers(Sum(minute))]),
                await ReadAsync(connection, queries.Minutes, range));
            var expected = new Sketch(CellsPerTable);
            foreach (var row in rows)
                expected.Add(new FingerprintedRow(row.Id, row.Fingerprint));
            Assert.Equal(Cells(expected.ToBytes()), await ReadAsync(connection, queries.Cells, range));
        }
    }

    private static RangeFingerprint Sum(IEnumerable<RegionLedgerEntry> rows) => rows.Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint));

    private static long[] Numbers(RangeFingerprint sums) => [sums.Count, sums.Sum0, sums.Sum1, sums.Sum2, sums.Sum3];

    /// <summary>Table 0: the number of each cell with rows, and its ten words.</summary>
    private static IEnumerable<long[]> Cells(byte[] sketch)
    {
        for (var cell = 0; cell < CellsPerTable; cell++)
        {
            var words = Enumerable.Range(0, 10).Select(word => (long)BinaryPrimitives.ReadUInt32BigEndian(sketch.AsSpan(Sketch.CellBytes * cell + 4 * word)));
            if (words.First() > 0)
                yield return [cell, .. words];
        }
    }

    private static async Task InsertAsync(DbConnection connection, RegionLedgerEntry row)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO exchange_row VALUES (:id, :method, 1, :request, :response, :f0, :f1, :f2, :f3)";
        (string, object)[] values =
        [
            ("id", row.Id.ToByteArray(bigEndian: true)), ("method", row.Method), ("request", row.RequestDigest), ("response", row.ResponseDigest),
            ("f0", (long)row.Fingerprint.Limb0), ("f1", (long)row.Fingerprint.Limb1), ("f2", (long)row.Fingerprint.Limb2), ("f3", (long)row.Fingerprint.Limb3),
        ];
        foreach (var (name, value) in values)
            Add(command, name, value);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<long[]>> ReadAsync(DbConnection connection, string sql, IdRange? range = null)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (range is { } asked)
        {
            Add(command, "first", asked.First.ToByteArray(bigEndian: true));
            Add(command, "bound", asked.Bound.ToByteArray(bigEndian: true));
            if (sql.Contains(":m ", StringComparison.Ordinal))
                Add(command, "m", (long)CellsPerTable);
        }
        await using var rows = await command.ExecuteReaderAsync();
        var read = new List<long[]>();
        while (await rows.ReadAsync())
            read.Add([.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetInt64)]);
        return read;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = command is SqliteCommand ? $":{name}" : name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
