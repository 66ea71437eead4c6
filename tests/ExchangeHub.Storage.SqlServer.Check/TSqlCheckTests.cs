namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>That the check can fail: each has one fault, and what is beside it passes.</summary>
public class TSqlCheckTests
{
    private const string Schema = """
        CREATE TABLE entries (id binary(16) NOT NULL PRIMARY KEY, purpose nvarchar(100) NOT NULL);
        CREATE TYPE entry_rows AS TABLE (id binary(16) NOT NULL, purpose nvarchar(100) NOT NULL);
        """;

    [Theory]
    [InlineData("SELECT id FROM entries WHERE id >= @first ORDER BY purpose", "@first binary(16)")]
    [InlineData("SELECT e.id, COUNT(*) FROM entries AS e GROUP BY e.id", "")]
    [InlineData("INSERT INTO entries (id, purpose) SELECT id, purpose FROM @rows", "@rows entry_rows READONLY")]
    [InlineData("SELECT d.name FROM sys.databases AS d WHERE d.database_id = DB_ID()", "")]
    [InlineData("EXEC(N'UPDATE entries SET purpose = N''''')", "")]
    public void Command_InOrder_HasNoProblem(string sql, string declarations) => Problem.AssertNone(ProblemsOf(sql, declarations));

    [Theory]
    [InlineData("SELECT missing FROM entries", "", "[entries].[missing]")]
    [InlineData("SELECT e.missing FROM entries AS e", "", "[e]::[missing]")]
    [InlineData("SELECT id FROM entries ORDER BY missing", "", "[entries].[missing]")]
    [InlineData("SELECT s.missing FROM (SELECT e.id FROM entries AS e) AS s", "", "s.missing")]
    [InlineData("INSERT INTO entries (id, missing) SELECT id, purpose FROM @rows", "@rows entry_rows READONLY", "[entries].[missing]")]
    [InlineData("UPDATE entries SET missing = 0", "", "[entries].[missing]")]
    [InlineData("SELECT Id FROM entries", "", "[entries].[Id]")]
    [InlineData("SELECT id FROM missing", "", "[dbo].[missing]")]
    [InlineData("DELETE FROM missing", "", "[dbo].[missing]")]
    [InlineData("SELECT d.missing FROM sys.databases AS d", "", "[d]::[missing]")]
    [InlineData("SELECT name FROM sys.missing", "", "[sys].[missing]")]
    [InlineData("SELECT id FROM entries WHERE id = @missing", "", "@missing")]
    [InlineData("INSERT INTO entries SELECT id, purpose FROM @rows", "@rows missing_rows READONLY", "[missing_rows]")]
    [InlineData("EXEC missing", "", "[dbo].[missing]")]
    [InlineData("SELECT dbo.missing(id) FROM entries", "", "[dbo].[missing]")]
    [InlineData("SELECT LENGTH(purpose) FROM entries", "", "LENGTH")] // Of other databases.
    [InlineData("SELECT id FROM entries WHERE DATABASEPROPERTYEX(DB_NAME(), 'Updateability') = 'READ_WRITE'", "", "sql_variant")]
    [InlineData("SELECT id FROM entries LIMIT 1", "", "LIMIT")]
    [InlineData("SELECT id FROM entries WHERE purpose ILIKE 'a%'", "", "ILIKE")]
    [InlineData("EXEC(N'SELECT missing FROM entries')", "", "[entries].[missing]")]
    [InlineData("EXEC(N'SELECT id FROM entries LIMIT 1')", "", "LIMIT")]
    public void Command_WithAFault_IsReported(string sql, string declarations, string expected)
        => Assert.Contains(ProblemsOf(sql, declarations), problem => problem.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("EXEC(@sql)", "@sql nvarchar(100)")]
    [InlineData("EXEC sp_executesql @sql", "@sql nvarchar(100)")]
    [InlineData("ALTER TABLE entries DROP COLUMN purpose", "")]
    public void Command_ThatCantBeFollowed_IsReported(string sql, string declarations)
        => Assert.Contains(ProblemsOf(sql, declarations), problem => problem.Contains("check", StringComparison.Ordinal));

    [Theory]
    [InlineData("CREATE TABLE pages (id int NOT NULL PRIMARY KEY, entry binary(16) NOT NULL REFERENCES entries (id))", "")]
    [InlineData("CREATE TABLE pages (id int NOT NULL PRIMARY KEY, entry binary(16) NOT NULL REFERENCES missing (id))", "[dbo].[missing]")]
    [InlineData("CREATE TABLE pages (id int NOT NULL PRIMARY KEY, entry binary(16) NOT NULL REFERENCES entries (missing))", "[entries].[missing]")]
    [InlineData("CREATE TABLE pages (id int NOT NULL PRIMARY KEY, entry nvarchar(100) NOT NULL REFERENCES entries (purpose))", "SQL71516")] // Which is no key.
    [InlineData("CREATE TABLE pages (id int NOT NULL PRIMARY KEY, entry bigint NOT NULL REFERENCES entries (id))", "SQL71515")] // Of another type.
    [InlineData("ALTER TABLE entries ADD CONSTRAINT fk FOREIGN KEY (missing) REFERENCES entries (id)", "[entries].[missing]")]
    [InlineData("ALTER TABLE entries ADD added int NULL; CREATE INDEX i ON entries (added)", "")]
    [InlineData("ALTER TABLE entries ADD added int NULL; CREATE INDEX i ON entries (missing)", "[entries].[missing]")]
    [InlineData("ALTER TABLE entries ADD purpose int NULL", "purpose")] // For the second time.
    [InlineData("ALTER TABLE missing ADD added int NULL", "ALTER TABLE missing")]
    [InlineData("CREATE INDEX i ON entries (missing)", "[entries].[missing]")]
    [InlineData("CREATE TABLE entries (id int NOT NULL)", "entries")] // For the second time.
    [InlineData("IF 1 = 1 BEGIN CREATE INDEX i ON entries (missing) END", "[entries].[missing]")]
    [InlineData("EXEC(N'CREATE TRIGGER t ON missing INSTEAD OF DELETE AS THROW 50000, N''no'', 1')", "[dbo].[missing]")]
    [InlineData("EXEC(N'CREATE TRIGGER t ON entries INSTEAD OF DELETE AS SELECT NOW()')", "NOW")]
    [InlineData("IF 1 = 1 BEGIN CREATE TRIGGER t ON entries INSTEAD OF DELETE AS THROW 50000, N'no', 1 END", "TRIGGER")] // Which must stand alone.
    public void Script_WithAFault_IsReported(string sql, string expected)
    {
        using var check = new TSqlCheck();
        check.AddScript(Schema);

        check.AddScript(sql);

        if (expected.Length == 0)
            Problem.AssertNone(check.Problems());
        else
            Assert.Contains(check.Problems(), problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Problems_OfSeveralCommands_AreAllReported()
    {
        using var check = new TSqlCheck();
        check.AddScript(Schema);

        check.AddCommand("SELECT @first", "");
        check.AddCommand("SELECT second FROM entries", "");
        check.AddCommand("SELECT id FROM entries", "");
        check.AddCommand("SELECT @third", "");

        Assert.Collection(
            check.Problems().Order(StringComparer.Ordinal),
            problem => Assert.Contains("@first", problem),
            problem => Assert.Contains("@third", problem),
            problem => Assert.Contains("SELECT second FROM entries", problem));
    }

    private static IReadOnlyList<string> ProblemsOf(string sql, string declarations)
    {
        using var check = new TSqlCheck();
        check.AddScript(Schema);
        check.AddCommand(sql, declarations);
        return check.Problems();
    }
}
