using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Requests to offices that were renamed, merged, split or closed, or that were another region's: they reach who keeps the files, and say so.</summary>
public abstract class CaseOfficeTests(string store) : CaseTest(store)
{
    private static readonly OfficeOptions Renamed = Old("MD990011", "重庆市旧名测试公证处");
    private static readonly OfficeOptions Merged = Old("MD990012", "重庆市并入测试公证处");
    private static readonly OfficeOptions Split = Old("MD990013", "重庆市分立测试公证处");
    private static readonly OfficeOptions Closed = Old("MD990014", "重庆市撤销测试公证处");
    private static readonly OfficeOptions Before1997 = new() { Name = "四川省重庆市测试公证处" };
    private static readonly OfficeOptions Keeper = new() { Uscc = Questions.ChongqingOffice, Name = "重庆市测试公证处" };

    private static readonly SuccessionOptions[] Successions =
    [
        new() { Kind = "Rename", Date = "2011-10-22", From = Renamed, To = Keeper },
        new() { Kind = "Merge", Date = "2015-01-01", From = Merged, To = Keeper },
        new() { Kind = "Split", Date = "2018-03-01", From = Split, To = Old("MD990015", "重庆市分出测试公证处"), ArchiveCustodian = Questions.ChongqingOffice },
        new() { Kind = "Close", Date = "2020-06-30", From = Closed, ArchiveCustodian = Questions.ChongqingOffice },
        new() { Kind = "Rename", Date = "1997-06-18", From = Before1997, To = Keeper },
    ];

    public static TheoryData<string, string, string> Addresses => new()
    {
        { Renamed.Uscc, Renamed.Name, "2011-10-22 重庆市旧名测试公证处 更名为 重庆市测试公证处" },
        { Merged.Uscc, Merged.Name, "2015-01-01 重庆市并入测试公证处 并入 重庆市测试公证处" },
        { Split.Uscc, Split.Name, $"2018-03-01 重庆市分立测试公证处 分立，档案由 {Questions.ChongqingOffice} 保管" },
        { Closed.Uscc, Closed.Name, $"2020-06-30 重庆市撤销测试公证处 撤销，档案由 {Questions.ChongqingOffice} 保管" },
        { "", Before1997.Name, "1997-06-18 四川省重庆市测试公证处 更名为 重庆市测试公证处" },
    };

    [SkippableTheory]
    [MemberData(nameof(Addresses))]
    public async Task Submit_ToAnOfficeOfThePast_ReachesWhoKeepsItsFilesAndSaysSo(string uscc, string name, string step)
    {
        await using var site = await StartAsync((_, options) => options with { Successions = Successions });
        var request = To(uscc, name);

        var file = (await site.Office.SubmitCaseAsync(request)).Case;

        Assert.Equal(new OfficeReference { Uscc = Questions.ChongqingOffice, Name = "重庆市测试公证处" }, file.RequestedOffice);
        Assert.Equal(request.Header.TargetOffice, file.AddressedOffice);
        Assert.Equal([step], file.Successions);
        await site.ChongqingInbox.UntilAsync(file.CaseId, CaseEventKind.Submitted);
        var brought = site.ChongqingInbox.EventsOf(file.CaseId)[0].Case;
        Assert.Equal((file.AddressedOffice, step), (brought.AddressedOffice, Assert.Single(brought.Successions)));
        Assert.Equal(CaseState.Received, (await site.Chongqing.DoAsync(CaseEventKind.ReceiptConfirmed, CaseSite.Answering(file.CaseId))).State);
    }

    [SkippableFact]
    public async Task Submit_ToAnOfficeOfToday_SaysNothingOfThePast()
    {
        await using var site = await StartAsync((_, options) => options with { Successions = Successions });

        var file = await site.SubmitAsync();

        Assert.Null(file.AddressedOffice);
        Assert.Empty(file.Successions);
    }

    [SkippableFact]
    public async Task Submit_ToANameThatNobodyBoreOnTheCertificatesDay_IsRefused()
    {
        await using var site = await StartAsync((_, options) => options with { Successions = Successions });
        var late = To("", Before1997.Name);
        late.Request.TargetCertificate.IssueDate = new PartialDate { Year = 2005 };
        var unknown = To(UnifiedSocialCreditCode.Complete("32509999", "MD990099"), "重庆市无此测试公证处");

        var lateRefusal = await RefusedAsync(site.Office.SubmitCaseAsync(late));
        var unknownRefusal = await RefusedAsync(site.Office.SubmitCaseAsync(unknown));

        Assert.Contains("header.target_office.uscc", lateRefusal.Violations.Select(violation => violation.Field));
        Assert.Equal([("header.target_office.uscc", "NOT_IN_DIRECTORY")], unknownRefusal.Violations.Select(violation => (violation.Field, violation.Reason)));
        Assert.Equal(StatusCode.InvalidArgument, unknownRefusal.Code);
    }

    [SkippableFact]
    public async Task Submit_WithinOneRegion_IsRefused()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync((hub, options) =>
        {
            options = cast.AddTo(hub, options);
            return options with { Successions = [new SuccessionOptions { Kind = "Close", Date = "2020-06-30", From = Closed, ArchiveCustodian = CaseCast.OtherSichuan.Uscc }] };
        });

        var direct = await RefusedAsync(site.Office.SubmitCaseAsync(To(CaseCast.OtherSichuan.Uscc, CaseCast.OtherSichuan.Name)));
        var bySuccession = await RefusedAsync(site.Office.SubmitCaseAsync(To(Closed.Uscc, Closed.Name)));

        Assert.Equal([("header.target", "SAME_REGION")], direct.Violations.Select(violation => (violation.Field, violation.Reason)));
        Assert.Equal([("header.target", "SAME_REGION")], bySuccession.Violations.Select(violation => (violation.Field, violation.Reason)));
    }

    private static SubmitCaseRequest To(string uscc, string name)
    {
        var request = CaseRequests.Submit();
        request.Header.TargetOffice = new OfficeReference { Uscc = uscc, Name = name };
        request.Request.TargetCertificate.IssueDate = new PartialDate { Year = 1990 };
        return request;
    }

    private static OfficeOptions Old(string organisation, string name) => new() { Uscc = UnifiedSocialCreditCode.Complete("32509999", organisation), Name = name };
}

public sealed class CaseOfficeTestsOnSqlite() : CaseOfficeTests(StoreOptions.Sqlite);

public sealed class CaseOfficeTestsOnPostgreSql() : CaseOfficeTests(StoreOptions.PostgreSql);
