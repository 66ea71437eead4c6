using System.Text.Json;
using ExchangeHub.Contracts.Notary.V1;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>Writes down which deliveries a region has received, for comparison with what the hub says that it brought.</summary>
public static class CaseExport
{
    /// <summary>
    /// Writes one JSON object a line, in the order of receipt: <c>delivery_id</c>, <c>event_id</c>, <c>case_id</c>,
    /// <c>version</c>, <c>kind</c>. Nothing personal is in it. The region may be running.
    /// </summary>
    /// <returns>How many there are.</returns>
    public static async Task<int> WriteAsync(string caseFilePath, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = caseFilePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT delivery_id, event_id, case_id, version, kind FROM inbox ORDER BY number";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var kinds = CaseEvent.Descriptor.FindFieldByName("kind").EnumType;
        var count = 0;
        while (await rows.ReadAsync(cancellationToken))
        {
            var kind = rows.GetInt32(4);
            await output.WriteLineAsync(JsonSerializer.Serialize(new
            {
                delivery_id = Id(rows, 0),
                event_id = Id(rows, 1),
                case_id = Id(rows, 2),
                version = rows.GetInt32(3),
                // One of a newer contract has no name here yet.
                kind = kinds.FindValueByNumber(kind)?.Name ?? $"{kind}",
            }));
            count++;
        }
        await output.FlushAsync(cancellationToken);
        return count;
    }

    private static Guid Id(SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column), bigEndian: true);
}
