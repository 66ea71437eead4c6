using System.Globalization;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion;
using ExchangeHub.SampleRegion.Forensic;
using ExchangeHub.SampleRegion.Sharing;
using Grpc.Core;
using static ExchangeHub.Contracts.Forensic.V1.ForensicInspectionService;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;
using static ExchangeHub.Contracts.Sharing.V1.SharingGrantService;

namespace ExchangeHub.Demo;

/// <summary>
/// Information sharing (信息共享) in one direction: a region publishes all that it shares, and what changes; the other has it in its copy. Results of
/// inspections are applied for, refused, granted, read and revoked.
/// </summary>
internal sealed class SharingScenario(DemoWorld world, string language, StepLog log, string producer, string reader) : IDisposable
{
    private const string InStep = "in step";

    private readonly HubChannel _producer = world.Connect(SampleBackOffice.CertificateName(producer), language);
    private readonly HubChannel _reader = world.Connect(SampleBackOffice.CertificateName(reader), language);
    private readonly ReadPurpose _purpose = new() { Purpose = "核对跨省执业机构（测试）", OperatorName = "测试乙" };
    private readonly Dictionary<DataSet, FeedHead> _heads = [];

    /// <summary>Data sets that everybody may read: of these the other region keeps copies.</summary>
    public static IReadOnlyList<DataSet> Open { get; } =
    [
        DataSet.Institutions, DataSet.Practitioners, DataSet.ForeignRelatedList, DataSet.IntellectualPropertyList, DataSet.AdministrativeSanctions,
        DataSet.Courses, DataSet.TechnicalGuides, DataSet.Notices, DataSet.InspectionPlans,
    ];

    private RecordSharingServiceClient Records => new(_reader.Invoker);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await PublishAllAsync(cancellationToken);
        await ChangeAsync(cancellationToken);
        await InspectionsAsync(cancellationToken);
    }

    public void Dispose()
    {
        _producer.Dispose();
        _reader.Dispose();
    }

    /// <summary>Each data set, in an order in which nothing refers to what is not there yet; then the copies of the other region.</summary>
    private async Task PublishAllAsync(CancellationToken cancellationToken)
    {
        foreach (var group in SampleRecords.For(producer).Concat(SampleInspections.For(producer)).GroupBy(record => record.DataSet).OrderBy(group => group.Key))
        {
            var records = group.ToList();
            await DoAsync($"publish {group.Key}", $"发布 {group.Key}", producer, "hub", Count(records.Count), async () =>
            {
                _heads[group.Key] = (await PublishAsync(group.Key, records, cancellationToken))!;
                return Count(_heads[group.Key].Sequence);
            });
        }
        foreach (var set in Open)
            await DoAsync($"copy of {set}", $"本地副本 {set}", "hub", reader, InStep, () => InStepAsync(set, cancellationToken));
    }

    /// <summary>A roster entry, a sanction and a revoked certificate that are new.</summary>
    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        var institution = SampleRecords.For(producer, DataSet.Institutions).GroupBy(record => record.Key).Select(versions => versions.Last()).First(record => record.Content?.Institution.Status == PracticeStatus.Active);
        await ArrivesAsync("a roster entry is suspended", "机构停业", institution, content => content.Institution.Status = PracticeStatus.Suspended, record => record.Content.Institution.Status.ToString(), nameof(PracticeStatus.Suspended), cancellationToken);
        var sanction = SampleRecords.For(producer, DataSet.AdministrativeSanctions).GroupBy(record => record.Key).Select(versions => versions.Last()).First(record => record.Content?.Sanction.RepairStatus == CreditRepairStatus.None);
        await ArrivesAsync("a sanction's credit is repaired", "处罚信用修复", sanction, content => content.Sanction.RepairStatus = CreditRepairStatus.Repaired, record => record.Content.Sanction.RepairStatus.ToString(), nameof(CreditRepairStatus.Repaired), cancellationToken);
    }

    /// <summary>Results are shared upon application: refused without a grant, then with one, then again without.</summary>
    private async Task InspectionsAsync(CancellationToken cancellationToken)
    {
        var grants = new SharingGrantServiceClient(_reader.Invoker);
        var decisions = new SharingGrantServiceClient(_producer.Invoker);
        await DoAsync("read inspections without a grant", "未授权查询检查结果", reader, producer, "GRANT_REQUIRED", () => ListAsync(cancellationToken));
        var first = await ApplyAsync(grants, cancellationToken);
        await DoAsync("the producer refuses", "审核：拒绝", producer, reader, nameof(GrantState.Refused), () => DecideAsync(decisions, first, false, cancellationToken));
        var second = await ApplyAsync(grants, cancellationToken);
        await DoAsync("the producer grants", "审核：同意", producer, reader, nameof(GrantState.Granted), () => DecideAsync(decisions, second, true, cancellationToken));
        await DoAsync("read inspections", "查询检查结果", reader, producer, Count(SampleInspections.Count), () => ListAsync(cancellationToken));
        await DoAsync("two regions side by side", "两地检查结果对比", reader, producer, "OK", () => CompareAsync(cancellationToken));
        using var watch = Records.WatchChanges(new WatchChangesRequest { DataSet = DataSet.Inspections, ProducerRegion = producer, Purpose = _purpose }, cancellationToken: cancellationToken);
        await DoAsync("follow inspections", "订阅检查结果", reader, producer, InStep, () => FollowAsync(watch, cancellationToken));
        await DoAsync("the producer revokes the grant", "撤销授权", producer, reader, nameof(GrantState.Revoked), async () =>
            (await decisions.RevokeGrantAsync(new RevokeGrantRequest { RequestId = NewId(), GrantId = second, Reason = "演示结束（测试）", OperatorName = "测试丙" }, cancellationToken: cancellationToken)).Grant.State.ToString());
        await DoAsync("the stream under way ends", "进行中的订阅终止", "hub", reader, "GRANT_ENDED", () => FollowAsync(watch, cancellationToken));
        await DoAsync("read inspections again", "撤销后查询检查结果", reader, producer, "GRANT_REQUIRED", () => ListAsync(cancellationToken));
    }

    private async Task<string> ApplyAsync(SharingGrantServiceClient grants, CancellationToken cancellationToken)
    {
        var id = "";
        await DoAsync("apply for inspections", "申请检查结果", reader, producer, nameof(GrantState.Applied), async () =>
        {
            var today = world.Clock.Today;
            var answer = await grants.ApplyForGrantAsync(
                new ApplyForGrantRequest
                {
                    RequestId = NewId(),
                    DataSet = DataSet.Inspections,
                    ProducerRegion = producer,
                    Purpose = _purpose.Purpose,
                    Scenario = "结果互认（测试）",
                    StartDate = CalendarDates.ToProto(today),
                    EndDate = CalendarDates.ToProto(today.AddDays(30)),
                    OperatorName = "测试乙",
                },
                cancellationToken: cancellationToken);
            id = answer.Grant.GrantId;
            return answer.Grant.State.ToString();
        });
        return id;
    }

    private static async Task<string> DecideAsync(SharingGrantServiceClient decisions, string id, bool isGranted, CancellationToken cancellationToken)
        => (await decisions.DecideGrantAsync(new DecideGrantRequest { RequestId = NewId(), GrantId = id, IsGranted = isGranted, Reason = "演示（测试）", OperatorName = "测试丙" }, cancellationToken: cancellationToken)).Grant.State.ToString();

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var client = new ForensicInspectionServiceClient(_reader.Invoker);
        var request = new ListInspectionsRequest { RegionCode = producer, PageSize = 500, Purpose = new InspectionReadPurpose { Purpose = _purpose.Purpose, OperatorName = _purpose.OperatorName } };
        return Count((await client.ListInspectionsAsync(request, cancellationToken: cancellationToken)).Results.Count);
    }

    private async Task<string> CompareAsync(CancellationToken cancellationToken)
    {
        var answer = await new ForensicInspectionServiceClient(_reader.Invoker).CompareRegionsAsync(new CompareRegionsRequest { Year = SampleInspections.LastDate.Year }, cancellationToken: cancellationToken);
        return answer.Regions.Any(region => region.RegionCode == producer && region.InspectionCount > 0) ? "OK" : "-";
    }

    /// <summary>Reads what is there; then waits for what comes.</summary>
    private static async Task<string> FollowAsync(AsyncServerStreamingCall<WatchChangesResponse> watch, CancellationToken cancellationToken)
    {
        while (await watch.ResponseStream.MoveNext(cancellationToken))
        {
            if (watch.ResponseStream.Current.Head is not null)
                return InStep;
        }
        return "-";
    }

    /// <summary>Publishes the next version of a record, and sees it in the other region's copy.</summary>
    private async Task ArrivesAsync(string name, string nameZh, Record before, Action<RecordContent> change, Func<Record, string> read, string expected, CancellationToken cancellationToken)
        => await DoAsync(name, nameZh, producer, reader, expected, async () =>
        {
            var today = world.Clock.Today;
            var next = before.Clone();
            (next.Version, next.Operation, next.CorrectedVersion, next.Reason, next.EffectiveDate) = (before.Version + 1, RecordOperation.Upsert, 0, "", CalendarDates.ToProto(today));
            change(next.Content);
            _heads[before.DataSet] = (await PublishAsync(before.DataSet, [next], cancellationToken))!;
            await InStepAsync(before.DataSet, cancellationToken);
            var found = await world.Region(reader).Records.FindAsync(new FeedName(before.DataSet, producer), before.Key, today, cancellationToken);
            return found is null ? "-" : read(found);
        });

    private async Task<string> InStepAsync(DataSet set, CancellationToken cancellationToken)
    {
        await world.Region(reader).WaitForCopyAsync(new FeedName(set, producer), _heads[set].Sequence, cancellationToken);
        return InStep;
    }

    private Task<FeedHead?> PublishAsync(DataSet set, IEnumerable<Record> records, CancellationToken cancellationToken)
        => new RecordPublisher(_producer.Invoker, new RecordPublisherOptions { OperatorName = "测试甲" }, TimeProvider.System).PublishAsync(set, records, cancellationToken);

    private Task<bool> DoAsync(string name, string nameZh, string from, string to, string expected, Func<Task<string>> act)
        => log.DoAsync(name, nameZh, from == "hub" ? from : SampleBackOffice.CertificateName(from), to, expected, async () => new StepOutcome(await act()));

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string NewId() => Guid.NewGuid().ToString();
}
