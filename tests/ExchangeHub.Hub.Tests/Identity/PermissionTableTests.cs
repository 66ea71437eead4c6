using System.Collections.Frozen;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Exchanges.Notary;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Tests.Identity;

public class PermissionTableTests
{
    private const string Read = "/test.v1.Service/Read";
    private const string Write = "/test.v1.Service/Write";

    private static readonly PermissionTable Table = new([new(Read, [Roles.NotaryOffice, Roles.Auditor]), new(Write, [Roles.NotaryOffice], Grants.SealedFiles)]);

    [Fact]
    public void CheckCovers_ExactlyTheMethods_Passes() => Table.CheckCovers([Write, Read]);

    [Fact]
    public void CheckCovers_MethodsWithoutRowAndRowsWithoutMethod_NamesEachInBothLanguages()
    {
        var error = Assert.Throws<ConfigurationException>(() => Table.CheckCovers([Read, "/test.v1.Service/New", "/test.v1.Service/Newer"]));

        Assert.Equal(["/test.v1.Service/New has no row", "/test.v1.Service/Newer has no row", $"the row {Write} has no RPC"], error.Problems.Select(problem => problem.English));
        Assert.All(error.Problems, problem => Assert.Contains("权限记录", problem.Chinese));
    }

    [Fact]
    public void Constructor_TwoRowsForOneMethod_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new PermissionTable([new(Read, [Roles.Operator]), new(Read, Roles.All)]));

        Assert.Contains(Read, error.Message);
    }

    [Theory]
    [InlineData(Read, Roles.NotaryOffice, "", null)]
    [InlineData(Read, Roles.Auditor, "", null)]
    [InlineData(Read, Roles.BackOffice, "", "ROLE_NOT_PERMITTED")]
    [InlineData(Read, "", "", "ROLE_NOT_PERMITTED")]
    [InlineData(Write, Roles.NotaryOffice, Grants.SealedFiles, null)]
    [InlineData(Write, Roles.NotaryOffice, "", "GRANT_MISSING")]
    [InlineData(Write, Roles.Auditor, Grants.SealedFiles, "ROLE_NOT_PERMITTED")]
    [InlineData("/test.v1.Service/Other", Roles.Operator, Grants.SealedFiles, "ROLE_NOT_PERMITTED")]
    [InlineData("/test.v1.service/read", Roles.NotaryOffice, "", "ROLE_NOT_PERMITTED")]
    public void Demand_EachCombination_IsDecidedByItsRow(string method, string role, string grant, string? reason)
    {
        var error = Record.Exception(() => Table.Demand(Participant(role, grant), method));

        Assert.Equal(reason, (error as HubException)?.Kind.Reason);
    }

    [Fact]
    public void Demand_GrantMissing_SaysWhichAndForWhat()
    {
        var error = Assert.Throws<HubException>(() => Table.Demand(Participant(Roles.NotaryOffice, ""), Write));

        Assert.Equal(("tester", Write, Grants.SealedFiles), (error.Metadata["participant"], error.Metadata["method"], error.Metadata["grant"]));
    }

    [Fact]
    public void Rows_OfTheHub_NameKnownRolesAndGrants()
        => Assert.All([.. PermissionTable.OperationRows, .. NotaryPermissions.Rows], row =>
        {
            Assert.NotEmpty(row.Roles);
            Assert.Subset(Roles.All.ToHashSet(), row.Roles.ToHashSet());
            Assert.True(row.Grant is null || Grants.All.Contains(row.Grant));
        });

    private static Participant Participant(string role, string grant)
        => new("tester", "测试", "CN-SC", new[] { role }.Where(r => r.Length > 0).ToFrozenSet(), new[] { grant }.Where(g => g.Length > 0).ToFrozenSet(), [], null);
}
