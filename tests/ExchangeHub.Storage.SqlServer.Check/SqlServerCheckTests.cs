using ExchangeHub.Hub.Ledger;
using Microsoft.SqlServer.Dac.Model;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>
/// What can be known of the store on SQL Server without a SQL Server. Proven, at the level of SQL Server 2019: every script
/// and every statement that the store sends in the compliance suite, and for attachments, is well-formed; every table, column, type, parameter and
/// function in it exists, with names that match to the letter; keys and foreign keys fit; the columns of the insert's rows are
/// those of its table type and of the ledger; the migrations are those of the model. Not proven: what a statement
/// answers; conversions of types; plans, locks, deadlocks and durability; error numbers; what Quartz sends. For these the
/// compliance suite must run on a server.
/// </summary>
public sealed class SqlServerCheckTests(CommandsOfTheSuite suite) : IClassFixture<CommandsOfTheSuite>
{
    private const string Insert = "INSERT INTO ledger_entries";

    [Theory]
    [InlineData(nameof(HubScripts.Create))]
    [InlineData(nameof(HubScripts.Migrations))]
    [InlineData(nameof(HubScripts.Idempotent))]
    [InlineData(nameof(HubScripts.Quartz))]
    public void Script_ParsedAndBound_HasNoProblem(string name)
    {
        using var check = new TSqlCheck();

        check.AddScript(Script(name));

        Problem.AssertNone(check.Problems());
        Assert.Contains(check.Model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass), table => table.Name.Parts[^1] is "ledger_entries" or "QRTZ_TRIGGERS");
    }

    [Theory]
    [InlineData(nameof(HubScripts.Migrations))]
    [InlineData(nameof(HubScripts.Idempotent))]
    public void Script_OfMigrations_DefinesTriggerTypeAndQuartz(string name)
    {
        var definitions = DefinitionsOf(Script(name));

        Assert.Contains(definitions, text => text.StartsWith("CREATE TRIGGER ledger_entries_no_edit", StringComparison.Ordinal)); // In dynamic SQL.
        Assert.Contains(definitions, text => text.StartsWith("CREATE TYPE ledger_entry_rows_3", StringComparison.Ordinal));
        Assert.Contains(definitions, text => text.StartsWith("CREATE TYPE ledger_entry_rows_2", StringComparison.Ordinal)); // For the hub of the release before.
        Assert.Subset(definitions, DefinitionsOf(HubScripts.Quartz));
    }

    [Fact]
    public void Commands_OfTheSuite_BindToTheMigratedDatabase() => Problem.AssertNone(suite.Check.Problems());

    /// <summary>Lest nothing be captured, and nothing be found wrong with it.</summary>
    [Theory]
    [InlineData(Insert, "FROM @rows")]
    [InlineData("SUM(fingerprint_3)", "id < id_ranges.bound_id")]
    [InlineData("responder_region <> ''", "ORDER BY row_id")]
    [InlineData("response_digest", "ORDER BY row_id")]
    [InlineData("INSERT INTO ledger_rollups", "GROUP BY participant_id, minute")]
    [InlineData("FROM [ledger_rollups]", "[in_doubt_count] >")]
    [InlineData("UPDATE [l]", "[l].[in_doubt_count] = ")] // A settlement.
    [InlineData("FROM [ledger_entries]", "[settles] = [l].[id]")]
    [InlineData("HAS_PERMS_BY_NAME('ledger_entries', 'OBJECT', 'INSERT')", "AS [Value]")] // CheckAsync.
    [InlineData("SERVERPROPERTY('ProductMajorVersion')", "FROM sys.databases")] // ExamineAsync.
    [InlineData("WHERE [l].[id] >= @", "[l].[id] < @")]
    [InlineData("[l].[request_digest]", "ORDER BY [l].[id]")]
    [InlineData("UPDATE ledger_entries", "SET")]
    [InlineData("CREATE TABLE [ledger_entries]", "PRIMARY KEY")]
    [InlineData("INSERT INTO [__EFMigrationsHistory]", "Scheduler")]
    [InlineData("FROM [attachment]", "[case_id] IS NULL")]
    [InlineData("UPDATE [a]", "[a].[stored_size] = @")]
    [InlineData("DELETE FROM [a]", "[a].[complete_time] IS NULL")]
    [InlineData("[case_files]", "[letter_number]")]
    [InlineData("FROM [deliveries]", "NOT EXISTS")]
    [InlineData("UPDATE [d]", "[d].[end_time] = @")]
    public void Commands_OfTheSuite_HoldWhatIsToBeChecked(string part, string another)
        => Assert.Contains(suite.Captured.All, command => command.Text.Contains(part, StringComparison.Ordinal) && command.Text.Contains(another, StringComparison.Ordinal));

    /// <summary>Columns go from the rows into the type by their position, and DacFx does not bind those of a parameter.</summary>
    [Fact]
    public void TableType_OfTheInsert_HasTheColumnsOfTheTableAndOfTheRows()
    {
        var command = Assert.Single(suite.Captured.All, command => command.Text.StartsWith(Insert, StringComparison.Ordinal));
        Assert.StartsWith($"{Insert} ({LedgerColumns.List}) SELECT {LedgerColumns.List} FROM @rows", command.Text);
        var name = command.Declarations.Split(' ')[1];
        var type = ColumnsOf(TableType.TypeClass, name, TableType.Columns, TableTypeColumn.DataType, TableTypeColumn.Length, TableTypeColumn.IsMax, TableTypeColumn.Nullable);
        var table = ColumnsOf(Table.TypeClass, "ledger_entries", Table.Columns, Column.DataType, Column.Length, Column.IsMax, Column.Nullable);

        Assert.Equal(LedgerColumns.Names, type.Select(column => column.Name));
        Assert.Equal(table.Order(), type.Order());
        Assert.Equal(type.Select(column => (column.Name, column.Type)), suite.Captured.Rows[name].Select(column => (column.Name, column.SqlDbType.ToString().ToLowerInvariant())));
    }

    private List<(string Name, string Type, int Length, bool IsMax, bool IsNullable)> ColumnsOf(
        ModelTypeClass kind, string name, ModelRelationshipClass columns, ModelRelationshipClass type, ModelPropertyClass length, ModelPropertyClass isMax, ModelPropertyClass isNullable)
        => [.. Assert.Single(suite.Check.Model.GetObjects(DacQueryScopes.UserDefined, kind), found => found.Name.Parts[^1] == name)
            .GetReferenced(columns)
            .Select(column => (column.Name.Parts[^1], column.GetReferenced(type).Single().Name.Parts[^1], column.GetProperty<int>(length), column.GetProperty<bool>(isMax), column.GetProperty<bool>(isNullable)))];

    private static HashSet<string> DefinitionsOf(string script)
        => [.. TSqlScript.Parse(script).Definitions.Select(text => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)))];

    private static string Script(string name) => (string)typeof(HubScripts).GetProperty(name)!.GetValue(null)!;
}
