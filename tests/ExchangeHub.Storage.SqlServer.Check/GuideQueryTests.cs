using ExchangeHub.Storage.Compliance;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>What the guide tells regions to ask a SQL Server is SQL that it understands, on the table that the guide makes.</summary>
public class GuideQueryTests
{
    [Fact]
    public void Queries_OfTheGuide_HaveNoProblem()
    {
        var queries = GuideQueries.Of("SQL Server");
        using var check = new TSqlCheck();
        check.AddScript(queries.CreateTable);
        check.AddCommand(queries.Sums, "@first binary(16), @bound binary(16)");
        check.AddCommand(queries.Minutes, "@first binary(16), @bound binary(16)");
        check.AddCommand(queries.Cells, "@first binary(16), @bound binary(16), @m int");

        Problem.AssertNone(check.Problems());
    }
}
