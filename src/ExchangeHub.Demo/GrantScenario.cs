using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Forensic;
using ExchangeHub.SampleRegion.Questions;
using Grpc.Core;
using static ExchangeHub.Contracts.Forensic.V1.ForensicInspectionService;
using static ExchangeHub.Contracts.Sharing.V1.SharingGrantService;
using static ExchangeHub.Demo.SharingSides;

namespace ExchangeHub.Demo;

/// <summary>
/// What is shared upon application (有条件共享), in one direction: results of inspections are applied for, refused, granted, read, followed and revoked;
/// rectifications and revoked certificates arrive. Who was told that the certificate is authentic hears of it without a grant.
/// </summary>
internal sealed class GrantScenario(SharingSides sides)
{
    private readonly ReadPurpose _purpose = new() { Purpose = "核对跨省执业机构（测试）", OperatorName = "测试乙" };

    private SharingGrantServiceClient Decisions => new(sides.ProducerCalls);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await InspectionsAsync(cancellationToken);
        await RectificationAsync(cancellationToken);
        await RevokedCertificateAsync(cancellationToken);
    }

    /// <summary>Refused without a grant, then with one, then again without.</summary>
    private async Task InspectionsAsync(CancellationToken cancellationToken)
    {
        var (producer, reader) = (sides.Producer, sides.Reader);
        await sides.DoAsync("read inspections without a grant", "未授权查询检查结果", reader, producer, "GRANT_REQUIRED", () => ListAsync(cancellationToken));
        var first = await ApplyAsync(DataSet.Inspections, cancellationToken);
        await sides.DoAsync("the producer refuses", "审核：拒绝", producer, reader, nameof(GrantState.Refused), () => DecideAsync(first, false, cancellationToken));
        var second = await GrantAsync(DataSet.Inspections, cancellationToken);
        await sides.DoAsync("read inspections", "查询检查结果", reader, producer, Count(SampleInspections.Count), () => ListAsync(cancellationToken));
        await sides.DoAsync("two regions side by side", "两地检查结果对比", reader, producer, "OK", () => CompareAsync(cancellationToken));
        using var watch = Watch(DataSet.Inspections, cancellationToken);
        await sides.DoAsync("follow inspections", "订阅检查结果", reader, producer, InStep, () => FollowAsync(watch, cancellationToken));
        var final = Last(SampleInspections.For(producer, DataSet.Inspections)).First(record => record.Content.Inspection.State == InspectionState.Final);
        await ArrivesAsync(watch, "an inspection's result is made public", "检查结果公示", Next(final, content => (content.Inspection.State, content.Inspection.PublishDate) = (InspectionState.Published, CalendarDates.ToProto(Today))),
            record => record.Content.Inspection.State.ToString(), nameof(InspectionState.Published), cancellationToken);
        await sides.DoAsync("the producer revokes the grant", "撤销授权", producer, reader, nameof(GrantState.Revoked), async () =>
            (await Decisions.RevokeGrantAsync(new RevokeGrantRequest { RequestId = NewId(), GrantId = second, Reason = "演示结束（测试）", OperatorName = "测试丙" }, cancellationToken: cancellationToken)).Grant.State.ToString());
        await sides.DoAsync("the stream under way ends", "进行中的订阅终止", SharingSides.Hub, reader, "GRANT_ENDED", () => FollowAsync(watch, cancellationToken));
        await sides.DoAsync("read inspections again", "撤销后查询检查结果", reader, producer, "GRANT_REQUIRED", () => ListAsync(cancellationToken));
    }

    /// <summary>What an inspection has found is being put right.</summary>
    private async Task RectificationAsync(CancellationToken cancellationToken)
    {
        await GrantAsync(DataSet.Rectifications, cancellationToken);
        using var watch = Watch(DataSet.Rectifications, cancellationToken);
        await sides.DoAsync("follow rectifications", "订阅整改", sides.Reader, sides.Producer, InStep, () => FollowAsync(watch, cancellationToken));
        var issued = Last(SampleInspections.For(sides.Producer, DataSet.Rectifications)).First(record => record.Content.Rectification.State == RectificationState.Issued);
        await ArrivesAsync(watch, "a rectification goes on", "整改进展", Next(issued, content => content.Rectification.State = RectificationState.Acknowledged),
            record => record.Content.Rectification.State.ToString(), nameof(RectificationState.Acknowledged), cancellationToken);
    }

    /// <summary>A certificate that was found authentic in the first part of the scenario.</summary>
    private async Task RevokedCertificateAsync(CancellationToken cancellationToken)
    {
        await GrantAsync(DataSet.RevokedCertificates, cancellationToken);
        using var watch = Watch(DataSet.RevokedCertificates, cancellationToken);
        await sides.DoAsync("follow revoked certificates", "订阅作废公证书", sides.Reader, sides.Producer, InStep, () => FollowAsync(watch, cancellationToken));
        var question = SampleQuestions.For(sides.Producer).First(question => question.Request is VerifyCertificateRequest && question.Expected.Finding is CertificateFinding.Authentic);
        var revoked = Revoked(question.Office!.Uscc, (VerifyCertificateRequest)question.Request);
        await ArrivesAsync(watch, "a certificate is revoked", "公证书撤销", revoked, record => record.Content.RevokedCertificate.Status.ToString(), nameof(CertificateStatus.Revoked), cancellationToken);
        await sides.DoAsync("who was told that it is authentic hears of it", "撤销后补充通知", SharingSides.Hub, sides.Reader, nameof(CertificateStatus.Revoked), async () =>
        {
            await sides.World.SendAddendaAsync(cancellationToken);
            await DeliveryDrain.WaitAsync(sides.World, sides.Language, cancellationToken);
            var number = CertificateNumbers.RecordKey(revoked.Content.RevokedCertificate.CertificateNumber);
            var told = (await sides.World.Region(sides.Reader).Cases.AddendaAsync(cancellationToken)).Find(addendum => addendum.RequestId.Length > 0 && CertificateNumbers.RecordKey(addendum.CertificateNumber) == number);
            return told?.Status.ToString() ?? "-";
        });
    }

    private DateOnly Today => sides.World.Clock.Today;

    private Record Next(Record before, Action<RecordContent> change) => SharingScenario.NextOf(before, Today, change);

    private Record Revoked(string office, VerifyCertificateRequest request)
    {
        var revoked = new RevokedCertificate
        {
            OfficeUscc = office,
            IssuingOfficeName = request.IssuingOfficeName,
            CertificateNumber = request.CertificateNumber.Clone(),
            Status = CertificateStatus.Revoked,
            DecisionDate = CalendarDates.ToProto(Today),
            DecisionNumber = "测证撤新1号",
        };
        return new Record
        {
            DataSet = DataSet.RevokedCertificates,
            Operation = RecordOperation.Upsert,
            Key = $"{office}/{CertificateNumbers.RecordKey(revoked.CertificateNumber)}",
            Version = 1,
            EffectiveDate = revoked.DecisionDate,
            Content = new RecordContent { RevokedCertificate = revoked },
        };
    }

    private async Task<string> GrantAsync(DataSet set, CancellationToken cancellationToken)
    {
        var id = await ApplyAsync(set, cancellationToken);
        await sides.DoAsync("the producer grants", "审核：同意", sides.Producer, sides.Reader, nameof(GrantState.Granted), () => DecideAsync(id, true, cancellationToken));
        return id;
    }

    private async Task<string> ApplyAsync(DataSet set, CancellationToken cancellationToken)
    {
        var id = "";
        await sides.DoAsync($"apply for {set}", $"申请 {set}", sides.Reader, sides.Producer, nameof(GrantState.Applied), async () =>
        {
            var answer = await new SharingGrantServiceClient(sides.ReaderCalls).ApplyForGrantAsync(
                new ApplyForGrantRequest
                {
                    RequestId = NewId(),
                    DataSet = set,
                    ProducerRegion = sides.Producer,
                    Purpose = _purpose.Purpose,
                    Scenario = "结果互认（测试）",
                    StartDate = CalendarDates.ToProto(Today),
                    EndDate = CalendarDates.ToProto(Today.AddDays(30)),
                    OperatorName = "测试乙",
                },
                cancellationToken: cancellationToken);
            id = answer.Grant.GrantId;
            return answer.Grant.State.ToString();
        });
        return id;
    }

    private async Task<string> DecideAsync(string id, bool isGranted, CancellationToken cancellationToken)
        => (await Decisions.DecideGrantAsync(new DecideGrantRequest { RequestId = NewId(), GrantId = id, IsGranted = isGranted, Reason = "演示（测试）", OperatorName = "测试丙" }, cancellationToken: cancellationToken)).Grant.State.ToString();

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var client = new ForensicInspectionServiceClient(sides.ReaderCalls);
        var request = new ListInspectionsRequest { RegionCode = sides.Producer, PageSize = 500, Purpose = new InspectionReadPurpose { Purpose = _purpose.Purpose, OperatorName = _purpose.OperatorName } };
        return Count((await client.ListInspectionsAsync(request, cancellationToken: cancellationToken)).Results.Count);
    }

    private async Task<string> CompareAsync(CancellationToken cancellationToken)
    {
        var answer = await new ForensicInspectionServiceClient(sides.ReaderCalls).CompareRegionsAsync(new CompareRegionsRequest { Year = SampleInspections.LastDate.Year }, cancellationToken: cancellationToken);
        return answer.Regions.Any(region => region.RegionCode == sides.Producer && region.InspectionCount > 0) ? "OK" : "-";
    }

    private AsyncServerStreamingCall<WatchChangesResponse> Watch(DataSet set, CancellationToken cancellationToken)
        => sides.Records.WatchChanges(new WatchChangesRequest { DataSet = set, ProducerRegion = sides.Producer, Purpose = _purpose }, cancellationToken: cancellationToken);

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

    /// <summary>Sees a version in the stream of who follows, once it is published.</summary>
    private async Task ArrivesAsync(
        AsyncServerStreamingCall<WatchChangesResponse> watch, string name, string nameZh, Record next, Func<Record, string> read, string expected, CancellationToken cancellationToken)
        => await sides.DoAsync(name, nameZh, sides.Producer, sides.Reader, expected, async () =>
        {
            await sides.PublishAsync(next.DataSet, [next], cancellationToken);
            await watch.ResponseStream.MoveNext(cancellationToken);
            return read(watch.ResponseStream.Current.Records.Single(record => record.Key == next.Key));
        });
}
