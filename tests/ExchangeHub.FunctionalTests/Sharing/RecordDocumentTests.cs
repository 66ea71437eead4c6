using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Attachments;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Attachment.V1.AttachmentService;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;
using Attachment = ExchangeHub.Contracts.Attachment.V1.Attachment;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Documents of records: they are bound with the version that names them, or not at all, and whoever may read the record downloads them.</summary>
public abstract class RecordDocumentTests(string store) : SharingTest(store)
{
    private const string Download = "/exchangehub.attachment.v1.AttachmentService/DownloadAttachment";

    private const int UnboundBytes = 1 << 20;

    private static readonly byte[] Content = Bytes(300_000);

    private X509Certificate2 _auditor = null!;

    protected override HubOptions Change(TestHub hub, HubOptions options)
    {
        _auditor = TestPki.Client(hub.Pki.Sichuan, "sc-auditor");
        return options with
        {
            Participants = [.. options.Participants, TestHub.Participant("sc-auditor", "CN-SC", "auditor", _auditor)],
            Limits = options.Limits with { AttachmentBytes = UnboundBytes, UnboundAttachmentBytesPerParticipant = UnboundBytes },
        };
    }

    [SkippableFact]
    public async Task Publish_WithDocument_WhoMayReadTheRecordDownloads()
    {
        var uploaded = await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing);
        var record = With(Feeds.Notice("测1"), uploaded);
        var before = await RefusedAsync(() => FetchAsync(Hub.SichuanCertificate, uploaded.AttachmentId));

        await new RecordPublisher(ChannelOf(Hub.ChongqingCertificate).Invoker, new RecordPublisherOptions { OperatorName = "测试甲" }, TimeProvider.System).PublishAsync(DataSet.Notices, [record]);

        Assert.Equal("ATTACHMENT_NOT_FOUND", before.Reason);
        var read = await Reader.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing, Key = "测1" });
        var id = read.Record.Content.Notice.Documents.Single().AttachmentId;
        foreach (var reader in new[] { Hub.SichuanCertificate, Hub.Office, _auditor, Hub.ChongqingCertificate })
            Assert.Equal(Content, await FetchAsync(reader, id));
        var told = await StateAsync(Hub.Office, id);
        Assert.Equal((DataSet.Notices, "测1", Chongqing, ""), (told.RecordDataSet, told.RecordKey, told.Uploader.RegionCode, told.CaseId));
        Assert.Equal(
            [("sc-back-office", ExchangeOutcome.NotPermitted), ("sc-back-office", ExchangeOutcome.Answered), ("sc-notary-office", ExchangeOutcome.Answered), ("sc-auditor", ExchangeOutcome.Answered), ("cq-back-office", ExchangeOutcome.Answered)],
            (await Hub.LedgerAsync()).Where(entry => entry.Method == Download && entry.ExchangeId == Guid.Parse(id)).Select(entry => (entry.CallerId, entry.Outcome)));
    }

    [SkippableTheory]
    [InlineData("unknown", "ATTACHMENT_NOT_FOUND", StatusCode.NotFound)]
    [InlineData("other region's", "ATTACHMENT_NOT_FOUND", StatusCode.NotFound)]
    [InlineData("incomplete", "ATTACHMENT_INCOMPLETE", StatusCode.FailedPrecondition)]
    [InlineData("size", "ATTACHMENT_DIFFERS", StatusCode.FailedPrecondition)]
    [InlineData("media type", "ATTACHMENT_DIFFERS", StatusCode.FailedPrecondition)]
    [InlineData("sha256", "ATTACHMENT_DIFFERS", StatusCode.FailedPrecondition)]
    [InlineData("of another record", "ATTACHMENT_BOUND", StatusCode.FailedPrecondition)]
    [InlineData("of another record of the batch", "ATTACHMENT_BOUND", StatusCode.FailedPrecondition)]
    public async Task Publish_DocumentThatCantBeBound_RefusedAndNothingOfTheBatchKept(string what, string reason, StatusCode code)
    {
        var fine = await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing);
        var (first, second) = (With(Feeds.Notice("测1"), fine), With(Feeds.Notice("测2"), await NamedAsync(what, fine)));
        var document = second.Content.Notice.Documents.Single();
        switch (what)
        {
            case "size":
                document.Size++;
                break;
            case "media type":
                document.MediaType = "image/png";
                break;
            case "sha256":
                document.Sha256 = ByteString.CopyFrom(new byte[32]);
                break;
        }

        var error = await RefusedAsync(() => Producer.PublishAsync(DataSet.Notices, [first, second]));

        Assert.Equal((reason, code), (error.Reason, error.Code));
        Assert.Equal((document.AttachmentId, "batch.records[1]", "测2"), (error.Metadata["attachment_id"], error.Metadata["field"], error.Metadata["record_key"]));
        await using var database = await Hub.DatabaseAsync();
        Assert.Equal(0, await database.Records.CountAsync(record => record.DataSet == DataSet.Notices));
        Assert.Null((await database.Attachments.SingleAsync(attachment => attachment.Id == Guid.Parse(fine.AttachmentId))).RecordKey);
        Assert.Contains(await Hub.LedgerAsync(), entry => entry.Reason == reason && entry.Outcome == ExchangeOutcome.Refused);
    }

    [SkippableFact]
    public async Task Publish_DocumentOfACase_Refused()
    {
        var paper = await UploadAsync(Hub.Office, CaseRequests.Sichuan);
        await SubmitAsync(paper);

        var error = await RefusedAsync(() => Reader.PublishAsync(DataSet.Notices, [With(Feeds.Notice("测1"), paper)]));

        Assert.Equal(("ATTACHMENT_BOUND", paper.AttachmentId), (error.Reason, error.Metadata["attachment_id"]));
    }

    [SkippableFact]
    public async Task Case_DocumentOfARecord_Refused()
    {
        var paper = await UploadAsync(Hub.Office, CaseRequests.Sichuan);
        await Reader.PublishAsync(DataSet.Notices, [With(Feeds.Notice("测1"), paper)]);

        var error = await RefusedAsync(() => SubmitAsync(paper));

        Assert.Equal(("ATTACHMENT_BOUND", paper.AttachmentId), (error.Reason, error.Metadata["attachment_id"]));
        Assert.Equal(("测1", ""), ((await StateAsync(Hub.Office, paper.AttachmentId)).RecordKey, (await StateAsync(Hub.Office, paper.AttachmentId)).CaseId));
    }

    [SkippableFact]
    public async Task Publish_AgainAndInFurtherVersions_StaysOfTheRecord()
    {
        var (one, two) = (await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing), await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing));
        var first = With(Feeds.Notice("测1"), one);
        await Producer.PublishAsync(DataSet.Notices, [first]);

        var again = await Producer.PublishAsync(DataSet.Notices, [first, With(Feeds.Notice("测1", 2, "改"), one, two), With(Feeds.Notice("测1", 3, "再改"), two)]);

        Assert.Equal((3, 1, 3), (again[0].RecordCount, again[0].RepeatedCount, again[0].Head.Sequence));
        Assert.Equal(Content, await FetchAsync(Hub.Office, one.AttachmentId));
        Assert.Equal("测1", (await StateAsync(Hub.Office, two.AttachmentId)).RecordKey);
    }

    [SkippableFact]
    public async Task Document_OfARecord_IsNotPurged()
    {
        var (bound, unbound) = (await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing), await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing));
        await Producer.PublishAsync(DataSet.Notices, [With(Feeds.Notice("测1"), bound)]);

        var purged = await Hub.Services.GetRequiredService<AttachmentStore>().PurgeUnboundAsync(Clock.GetUtcNow().AddDays(2), CancellationToken.None);

        Assert.Equal(1, purged);
        Assert.Equal(Content, await FetchAsync(Hub.SichuanCertificate, bound.AttachmentId));
        Assert.Equal("ATTACHMENT_NOT_FOUND", (await RefusedAsync(() => FetchAsync(Hub.ChongqingCertificate, unbound.AttachmentId))).Reason);
    }

    [SkippableFact]
    public async Task Document_OfARecord_TakesNoSpaceOfWhatIsUnbound()
    {
        var papers = new List<Attachment>();
        for (var size = Content.Length; size <= UnboundBytes; size += Content.Length)
            papers.Add(await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing));
        var full = await RefusedAsync(() => UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing));

        await Producer.PublishAsync(DataSet.Notices, [With(Feeds.Notice("测1"), [.. papers])]);

        Assert.Equal("ATTACHMENT_SPACE", full.Reason);
        Assert.Equal(AttachmentState.Complete, (await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing)).State);
    }

    /// <summary>The present version decides, and what only internal versions named stays internal.</summary>
    [SkippableFact]
    public async Task Document_OfAnInternalRecord_IsForBackOfficesOnly()
    {
        var (paper, annex) = (await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing), await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing));
        await Producer.PublishAsync(DataSet.Notices, [Internal(With(Feeds.Notice("测1"), paper, annex))]);
        Assert.Equal((false, false), await SeenByOfficeAsync());
        Assert.Equal(Content, await FetchAsync(Hub.SichuanCertificate, paper.AttachmentId));
        Assert.Equal((StatusCode.NotFound, "ATTACHMENT_NOT_FOUND"), Told(await RefusedAsync(() => FetchAsync(Hub.Office, paper.AttachmentId))));
        Assert.Equal(ExchangeOutcome.NotPermitted, (await Hub.LedgerAsync()).Last(entry => entry.Method == Download).Outcome);

        await Producer.PublishAsync(DataSet.Notices, [With(Feeds.Notice("测1", 2, "公开"), paper)]);
        Assert.Equal((true, false), await SeenByOfficeAsync());

        await Producer.PublishAsync(DataSet.Notices, [Internal(Feeds.Notice("测1", 3, "内部"))]);
        Assert.Equal((false, false), await SeenByOfficeAsync());

        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测1").Delete(4, new DateOnly(2026, 3, 1))]);
        Assert.Equal((false, false), await SeenByOfficeAsync());
        Assert.Equal(Content, await FetchAsync(Hub.SichuanCertificate, annex.AttachmentId));

        async Task<(bool Paper, bool Annex)> SeenByOfficeAsync() => (await IsSeenAsync(Hub.Office, paper), await IsSeenAsync(Hub.Office, annex));
    }

    [SkippableFact]
    public async Task Document_OfAnInternalDataSet_IsForBackOfficesOnly()
    {
        var paper = await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing);

        await Producer.PublishAsync(DataSet.ProjectProgress, [Project(paper)]);

        Assert.Equal((true, false, false), (await IsSeenAsync(Hub.SichuanCertificate, paper), await IsSeenAsync(Hub.Office, paper), await IsSeenAsync(_auditor, paper)));
    }

    [SkippableFact]
    public async Task Document_NamedByCasesAndRecordsAtOnce_IsBoundToOne()
    {
        var paper = await UploadAsync(Hub.Office, CaseRequests.Sichuan);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await (i % 2 == 0 ? SubmitAsync(paper) : Reader.PublishAsync(DataSet.Notices, [With(Feeds.Notice($"测{i}"), paper)]));
                return "BOUND";
            }
            catch (RpcException error)
            {
                return HubError.From(error).Reason;
            }
        }));

        Assert.Equal(["ATTACHMENT_BOUND", "BOUND"], results.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(1, results.Count(result => result == "BOUND"));
    }

    /// <summary>Of two transactions that have both seen it free, the second does not take it from the first.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Document_TakenInTheMeantime_IsNotTakenAgain(bool caseFirst)
    {
        var id = Guid.Parse((await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing)).AttachmentId);
        await using var one = await Hub.DatabaseAsync();
        await using var other = await Hub.DatabaseAsync();
        var (ofCase, ofRecord) = (AttachmentBond.ToCase(Guid.CreateVersion7()), AttachmentBond.ToRecord(DataSet.Notices, "测1"));
        var (mine, theirs) = (await one.Attachments.SingleAsync(attachment => attachment.Id == id), await other.Attachments.SingleAsync(attachment => attachment.Id == id));
        mine.BindTo(caseFirst ? ofCase : ofRecord);
        theirs.BindTo(caseFirst ? ofRecord : ofCase);
        await one.SaveChangesAsync();

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => other.SaveChangesAsync());
    }

    private async Task<Attachment> NamedAsync(string what, Attachment fine)
    {
        switch (what)
        {
            case "unknown":
                return new Attachment { AttachmentId = Guid.CreateVersion7().ToString(), Name = fine.Name, MediaType = fine.MediaType, Size = fine.Size, Sha256 = fine.Sha256 };
            case "other region's":
                return await UploadAsync(Hub.Office, CaseRequests.Sichuan);
            case "incomplete":
                return (await new AttachmentServiceClient(ChannelOf(Hub.ChongqingCertificate).Invoker).CreateAttachmentAsync(Announcement())).Attachment;
            case "of another record of the batch":
                return fine;
        }
        var other = await UploadAsync(Hub.ChongqingCertificate, CaseRequests.Chongqing);
        if (what == "of another record")
            await Producer.PublishAsync(DataSet.ProjectProgress, [Project(other)]);
        return other;
    }

    private Task<Attachment> UploadAsync(X509Certificate2 certificate, OfficeReference owner)
        => new AttachmentTransfer(ChannelOf(certificate)).UploadAsync(new MemoryStream(Content), new AttachmentDescription("测试通报.pdf", "application/pdf", owner));

    private async Task<byte[]> FetchAsync(X509Certificate2 certificate, string id)
    {
        using var content = new MemoryStream();
        await new AttachmentTransfer(ChannelOf(certificate)).DownloadAsync(id, content);
        return content.ToArray();
    }

    private async Task<Attachment> StateAsync(X509Certificate2 certificate, string id)
        => (await new AttachmentServiceClient(ChannelOf(certificate).Invoker).GetAttachmentAsync(new GetAttachmentRequest { AttachmentId = id })).Attachment;

    private async Task<bool> IsSeenAsync(X509Certificate2 certificate, Attachment attachment)
    {
        try
        {
            return (await StateAsync(certificate, attachment.AttachmentId)).AttachmentId == attachment.AttachmentId;
        }
        catch (RpcException error) when (HubError.From(error).Reason == "ATTACHMENT_NOT_FOUND")
        {
            return false;
        }
    }

    private async Task SubmitAsync(Attachment paper)
    {
        var request = CaseRequests.Submit();
        request.Request.Materials.Add(new AssistanceDocument
        {
            Name = paper.Name,
            PageCount = 1,
            MediaType = paper.MediaType,
            Size = paper.Size,
            DigestAlgorithm = DigestAlgorithm.Sha256,
            Digest = paper.Sha256,
            AttachmentId = paper.AttachmentId,
        });
        await new NotaryAssistanceServiceClient(ChannelOf(Hub.Office).Invoker).SubmitCaseAsync(request);
    }

    private static CreateAttachmentRequest Announcement() => new()
    {
        RequestId = Guid.NewGuid().ToString(),
        Name = "测试通报.pdf",
        MediaType = "application/pdf",
        Size = Content.Length,
        Sha256 = ByteString.CopyFrom(SHA256.HashData(Content)),
        OwnerOffice = CaseRequests.Chongqing,
    };

    private static Record With(Record record, params Attachment[] papers)
    {
        record.Content.Notice.Documents.AddRange(papers.Select(Document));
        return record;
    }

    private static Record Internal(Record record)
    {
        record.Content.Notice.IsInternal = true;
        return record;
    }

    private static Record Project(Attachment paper) => new()
    {
        DataSet = DataSet.ProjectProgress,
        Operation = RecordOperation.Upsert,
        Key = "测试项目/2026-Q1",
        Version = 1,
        EffectiveDate = CalendarDates.ToProto(new DateOnly(2026, 4, 1)),
        Content = new RecordContent
        {
            ProjectProgress = new ProjectProgress
            {
                ProjectId = "测试项目", Period = "2026-Q1", Name = "测试合作项目", Lead = "重庆市司法局（测试）", State = ProjectState.UnderWay, PercentDone = 40, Documents = { Document(paper) },
            },
        },
    };

    private static AttachedDocument Document(Attachment paper) => new() { AttachmentId = paper.AttachmentId, Name = paper.Name, MediaType = paper.MediaType, Size = paper.Size, Sha256 = paper.Sha256 };

    private static (StatusCode Code, string Reason) Told(HubError error) => (error.Code, error.Reason);

    private static byte[] Bytes(int length)
    {
        var content = new byte[length];
        new Random(20261126).NextBytes(content);
        return content;
    }
}

public sealed class RecordDocumentTestsOnSqlite() : RecordDocumentTests(StoreOptions.Sqlite);

public sealed class RecordDocumentTestsOnPostgreSql() : RecordDocumentTests(StoreOptions.PostgreSql);
