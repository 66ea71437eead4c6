using System.Collections.Frozen;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Tests.Exchanges.Sharing;

namespace ExchangeHub.Hub.Tests.Sharing;

public class ReadRightsTests
{
    private const string Producer = "CN-CQ";
    private const string Elsewhere = "CN-SC";

    [Theory]
    [InlineData(DataSet.Notices, Roles.BackOffice, Elsewhere, true, true)]
    [InlineData(DataSet.Notices, Roles.NotaryOffice, Elsewhere, true, false)]
    [InlineData(DataSet.Notices, Roles.NotaryOffice, Producer, true, false)]
    [InlineData(DataSet.Notices, Roles.Auditor, Elsewhere, true, false)]
    [InlineData(DataSet.ProjectProgress, Roles.BackOffice, Elsewhere, true, true)]
    [InlineData(DataSet.ProjectProgress, Roles.NotaryOffice, Producer, false, false)]
    [InlineData(DataSet.ProjectProgress, Roles.Operator, Elsewhere, false, false)]
    [InlineData(DataSet.WatchList, Roles.BackOffice, Producer, true, true)]
    [InlineData(DataSet.WatchList, Roles.BackOffice, Elsewhere, false, false)]
    [InlineData(DataSet.WatchList, Roles.NotaryOffice, Producer, false, false)]
    public void WithoutGrant_ByClassAndRole_IsWhatTheCatalogueSays(DataSet set, string role, string region, bool holds, bool seesInternal)
    {
        var participant = new Participant("p-1", "测试", region, new[] { role }.ToFrozenSet(), [], [], null);

        var right = ReadRights.WithoutGrant(participant, RecordSamples.Set(set), Producer);

        Assert.Equal((holds, seesInternal, default(Guid?)), (right is not null, right?.SeesInternal ?? false, right?.GrantId));
    }
}
