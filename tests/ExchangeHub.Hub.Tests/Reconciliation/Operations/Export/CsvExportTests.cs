using System.Text;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Reconciliation.Operations.Export;
using Google.Protobuf;

namespace ExchangeHub.Hub.Tests.Reconciliation.Operations.Export;

public class CsvExportTests
{
    [Fact]
    public void Head_BeginsWithAByteOrderMarkAndNamesTheColumns()
    {
        var head = CsvExport.Head();

        Assert.Equal([0xEF, 0xBB, 0xBF], head[..3]);
        var line = Encoding.UTF8.GetString(head[3..]);
        Assert.StartsWith("difference_id,participant_id,kind,state,severity,row_id,method,hub_copy_count,", line);
        Assert.EndsWith(",seen_count\r\n", line);
    }

    [Fact]
    public void Line_OfADifference_HasAsManyCellsAsTheHead()
    {
        var line = Line(new Difference
        {
            DifferenceId = "d",
            Kind = DifferenceKind.MissingAtHub,
            State = DifferenceState.AcceptanceProposed,
            Severity = DifferenceSeverity.Security,
            RegionRow = new DifferingRow { CopyCount = 2, State = 1, RequestDigest = ByteString.CopyFrom(0xAB, 1) },
            SeenCount = 3,
        });

        var cells = line.TrimEnd().Split(',');
        Assert.Equal(Encoding.UTF8.GetString(CsvExport.Head()).Split(',').Length, cells.Length);
        Assert.Equal(["d", "", "MISSING_AT_HUB", "ACCEPTANCE_PROPOSED", "SECURITY", "", "", "0", "", "", "", "", "2", "1", "ab01", "", ""], cells[..17]);
        Assert.EndsWith(",3\r\n", line);
    }

    /// <summary>What a region or an operator wrote is text in a spreadsheet, and nothing that it computes.</summary>
    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("=1,2", "\"'=1,2\"")]
    [InlineData("王芳", "王芳")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void Cell_Whatever_IsNoFormulaAndOneCell(string owner, string cell)
        => Assert.Contains($",{cell},,,,,,0\r\n", Line(new Difference { Owner = owner }));

    private static string Line(Difference difference) => Encoding.UTF8.GetString(CsvExport.Line(difference));
}
