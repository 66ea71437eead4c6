using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Storage.Compliance;

public sealed class SqliteParticipantLedgerTests() : ParticipantLedgerCompliance(StoreOptions.Sqlite)
{
    /// <summary>Else the first page of a large ledger would wait until all of it was sorted.</summary>
    [Fact]
    public async Task Rows_InTheOrderOfTheirIds_AreMergedFromTwoIndexesAndNotSorted()
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {ParticipantLedgerSql.Rows} ORDER BY row_id LIMIT 10".Replace("@first", "x'00'").Replace("@bound", "x'ff'").Replace("@participant", "'a'");
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(3));

        Assert.Contains(plan, step => step.StartsWith("MERGE", StringComparison.Ordinal));
        Assert.Equal(2, plan.Count(step => step.StartsWith("SEARCH ledger_entries USING", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
