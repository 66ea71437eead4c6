using System.Security.Cryptography;
using ExchangeHub.Client.Attachments;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using static ExchangeHub.Contracts.Attachment.V1.AttachmentService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Attachments that papers of a case name: they are bound with the event that names them, or not at all.</summary>
public abstract class CaseAttachmentTests(string store) : CaseTest(store)
{
    private static readonly byte[] Content = Bytes(300_000);

    [SkippableFact]
    public async Task Papers_WithAttachments_AreSeenByTheOtherSideAndByNoThird()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        using var office = site.Hub.Connect();
        using var chongqing = site.Hub.Connect(site.Hub.ChongqingCertificate);
        using var third = site.Hub.Connect(cast.Other);
        var material = await UploadAsync(office, CaseRequests.Sichuan);
        var request = CaseRequests.Submit();
        request.Request.Materials.Add(Document(material));

        await Assert.ThrowsAsync<RpcException>(() => FetchAsync(chongqing, material));
        var id = (await site.Office.SubmitCaseAsync(request)).Case.CaseId;
        Assert.Equal(Content, await FetchAsync(chongqing, material));

        await site.Chongqing.DoAsync(CaseEventKind.ReceiptConfirmed, CaseSite.Answering(id));
        await site.Chongqing.DoAsync(CaseEventKind.Started, CaseSite.Answering(id));
        await site.Chongqing.DoAsync(CaseEventKind.SupplementRequested, CaseSite.Answering(id));
        var more = await UploadAsync(office, CaseRequests.Sichuan);
        await site.Office.ProvideSupplementAsync(new ProvideSupplementRequest { Action = CaseSite.Asking(id), Supplement = new Supplement { Materials = { Document(more) } } });
        Assert.Equal(Content, await FetchAsync(chongqing, more));

        var proof = await UploadAsync(chongqing, CaseRequests.Chongqing);
        var reply = CaseRequests.Reply();
        reply.Evidence.Add(new AssistanceEvidence { Document = Document(proof), Method = AnswerSource.Archive });
        await Assert.ThrowsAsync<RpcException>(() => FetchAsync(office, proof));
        await site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = reply });
        Assert.Equal(Content, await FetchAsync(office, proof));

        foreach (var attachment in new[] { material, more, proof })
        {
            Assert.Equal("ATTACHMENT_NOT_FOUND", HubError.From(await Assert.ThrowsAsync<RpcException>(() => FetchAsync(third, attachment))).Reason);
            Assert.Equal(id, (await new AttachmentServiceClient(office.Invoker).GetAttachmentAsync(new GetAttachmentRequest { AttachmentId = attachment })).Attachment.CaseId);
        }
    }

    [SkippableFact]
    public async Task Document_ThatIsNotWhatTheAttachmentIs_IsRefusedAndBindsNothing()
    {
        await using var site = await StartAsync();
        using var office = site.Hub.Connect();
        var (whole, differing) = (await UploadAsync(office, CaseRequests.Sichuan), await UploadAsync(office, CaseRequests.Sichuan));

        foreach (var change in new Action<AssistanceDocument>[] { d => d.Size++, d => d.MediaType = "image/png", d => d.Digest = ByteString.CopyFrom(new byte[32]) })
        {
            var request = CaseRequests.Submit();
            request.Request.Materials.Add([Document(whole), Document(differing)]);
            change(request.Request.Materials[1]);
            var refusal = await RefusedAsync(site.Office.SubmitCaseAsync(request));
            Assert.Equal(("ATTACHMENT_DIFFERS", StatusCode.FailedPrecondition, differing), (refusal.Reason, refusal.Code, refusal.Metadata["attachment_id"]));
        }

        await using var context = await site.Hub.DatabaseAsync();
        Assert.Equal((2, 0), (await context.Attachments.CountAsync(attachment => attachment.CaseId == null), await context.CaseFiles.CountAsync()));
    }

    [SkippableFact]
    public async Task Attachment_IncompleteBoundOrOfOthers_IsRefused()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        using var office = site.Hub.Connect();
        using var third = site.Hub.Connect(cast.Other);
        var announced = (await new AttachmentServiceClient(office.Invoker).CreateAttachmentAsync(new CreateAttachmentRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Name = "委托书.pdf",
            MediaType = "application/pdf",
            Size = Content.Length,
            Sha256 = ByteString.CopyFrom(SHA256.HashData(Content)),
            OwnerOffice = CaseRequests.Sichuan,
        })).Attachment.AttachmentId;
        var bound = await UploadAsync(office, CaseRequests.Sichuan);
        await site.Office.SubmitCaseAsync(With(bound));
        var theirs = await UploadAsync(third, CaseCast.OtherSichuan);

        Assert.Equal("ATTACHMENT_INCOMPLETE", (await RefusedAsync(site.Office.SubmitCaseAsync(With(announced)))).Reason);
        Assert.Equal("ATTACHMENT_BOUND", (await RefusedAsync(site.Office.SubmitCaseAsync(With(bound)))).Reason);
        Assert.Equal("ATTACHMENT_NOT_FOUND", (await RefusedAsync(site.Office.SubmitCaseAsync(With(theirs)))).Reason);
        Assert.Equal("ATTACHMENT_NOT_FOUND", (await RefusedAsync(site.Office.SubmitCaseAsync(With(Guid.CreateVersion7().ToString())))).Reason);
        await using var context = await site.Hub.DatabaseAsync();
        Assert.Equal(1, await context.CaseFiles.CountAsync());
    }

    [SkippableFact]
    public async Task Act_Refused_BindsNothingAndCanBeRepeatedInTime()
    {
        await using var site = await StartAsync();
        using var office = site.Hub.Connect();
        var id = await site.InProgressAsync();
        var more = await UploadAsync(office, CaseRequests.Sichuan);
        var request = new ProvideSupplementRequest { Action = CaseSite.Asking(id), Supplement = new Supplement { Materials = { Document(more) } } };

        Assert.Equal("CASE_STATE_WRONG", (await RefusedAsync(site.Office.ProvideSupplementAsync(request))).Reason);
        Assert.Equal("", (await StateAsync(office, more)).CaseId);
        await site.Chongqing.DoAsync(CaseEventKind.SupplementRequested, CaseSite.Answering(id));
        await site.Office.ProvideSupplementAsync(request);

        Assert.Equal(id, (await StateAsync(office, more)).CaseId);
    }

    /// <summary>Two cases that name one attachment at the same time: one gets it.</summary>
    [SkippableFact]
    public async Task Attachment_NamedByTwoCasesAtOnce_IsBoundToOne()
    {
        await using var site = await StartAsync();
        using var office = site.Hub.Connect();
        var attachment = await UploadAsync(office, CaseRequests.Sichuan);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                return (await site.Office.SubmitCaseAsync(With(attachment))).Case.CaseId;
            }
            catch (RpcException error)
            {
                return HubError.From(error).Reason;
            }
        }));

        Assert.Equal(7, results.Count(result => result == "ATTACHMENT_BOUND"));
        Assert.Equal((await StateAsync(office, attachment)).CaseId, Assert.Single(results, result => result != "ATTACHMENT_BOUND"));
    }

    private static SubmitCaseRequest With(string attachment)
    {
        var request = CaseRequests.Submit();
        request.Request.Materials.Add(Document(attachment));
        return request;
    }

    private static AssistanceDocument Document(string attachment) => new()
    {
        Name = "委托书.pdf",
        PageCount = 1,
        MediaType = "application/pdf",
        Size = Content.Length,
        DigestAlgorithm = DigestAlgorithm.Sha256,
        Digest = ByteString.CopyFrom(SHA256.HashData(Content)),
        AttachmentId = attachment,
    };

    private static async Task<string> UploadAsync(HubChannel channel, OfficeReference owner)
        => (await new AttachmentTransfer(channel).UploadAsync(new MemoryStream(Content), new AttachmentDescription("委托书.pdf", "application/pdf", owner))).AttachmentId;

    private static async Task<byte[]> FetchAsync(HubChannel channel, string id)
    {
        using var content = new MemoryStream();
        await new AttachmentTransfer(channel).DownloadAsync(id, content);
        return content.ToArray();
    }

    private static async Task<Attachment> StateAsync(HubChannel channel, string id)
        => (await new AttachmentServiceClient(channel.Invoker).GetAttachmentAsync(new GetAttachmentRequest { AttachmentId = id })).Attachment;

    private static byte[] Bytes(int length)
    {
        var content = new byte[length];
        new Random(20261125).NextBytes(content);
        return content;
    }
}

public sealed class CaseAttachmentTestsOnSqlite() : CaseAttachmentTests(StoreOptions.Sqlite);

public sealed class CaseAttachmentTestsOnPostgreSql() : CaseAttachmentTests(StoreOptions.PostgreSql);
