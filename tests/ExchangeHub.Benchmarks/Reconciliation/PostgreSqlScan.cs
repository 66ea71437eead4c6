using System.Diagnostics;
using System.Globalization;
using ExchangeHub.Benchmarks.Report;
using ExchangeHub.TestKit.Storage;
using Npgsql;

namespace ExchangeHub.Benchmarks.Reconciliation;

/// <summary>The same scan where a region keeps its ledger in PostgreSQL: the guide's table and its query, on one core.</summary>
internal static class PostgreSqlScan
{
    private const string Table = """
        CREATE TABLE exchange_row (
          id bytea PRIMARY KEY, method text, state smallint, request_digest bytea, response_digest bytea,
          f0 bigint, f1 bigint, f2 bigint, f3 bigint)
        """;

    /// <summary>Row i: an id whose time goes on by 12 rows a millisecond, random limbs.</summary>
    private const string Rows = """
        INSERT INTO exchange_row
        SELECT decode(lpad(to_hex(1764000000000 + i / 12), 12, '0') || substr(md5(i::text), 1, 20), 'hex'),
          '/exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate', 1, sha256(i::text::bytea), sha256((-i)::text::bytea),
          floor(random() * 4294967296)::bigint, floor(random() * 4294967296)::bigint, floor(random() * 4294967296)::bigint, floor(random() * 4294967296)::bigint
        FROM generate_series(1, @rows) i
        """;

    private const string Sums = """
        SELECT count(*), coalesce(sum(f0), 0)::bigint, coalesce(sum(f1), 0)::bigint, coalesce(sum(f2), 0)::bigint, coalesce(sum(f3), 0)::bigint
        FROM exchange_row WHERE id >= '\x00' AND id < '\xff'
        """;

    public static async Task MeasureAsync(int rows)
    {
        if (!PostgreSqlServer.IsInstalled)
        {
            Console.WriteLine("Region on PostgreSQL: not measured, since it is not installed.");
            return;
        }
        await using var server = await PostgreSqlServer.StartAsync();
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { CommandTimeout = 600 }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await ExecuteAsync(connection, Table);
        await ExecuteAsync(connection, Rows, new NpgsqlParameter("rows", rows));
        await ExecuteAsync(connection, "VACUUM ANALYZE exchange_row");
        await ExecuteAsync(connection, "SET max_parallel_workers_per_gather = 0");

        var rates = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var command = new NpgsqlCommand(Sums, connection);
            var counted = (long)(await command.ExecuteScalarAsync())!;
            rates.Add(counted / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Region on PostgreSQL, the same, {rows:N0} rows: {Statistics.Median(rates):N0} rows/s (median of {rates.Count})."));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }
}
