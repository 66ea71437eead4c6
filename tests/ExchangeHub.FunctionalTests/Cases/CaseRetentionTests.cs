using ExchangeHub.Client.Attachments;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>What is purged after its time, and what stays.</summary>
public abstract class CaseRetentionTests(string store) : CaseTimeTest(store)
{
    private const int GivenUp = 1712;

    [SkippableFact]
    public async Task Retention_EndedCase_LosesItsPapersAndKeepsItsHistory()
    {
        await using var site = await StartShiftedAsync();
        var request = await WithAttachmentAsync(site);
        var ended = await EndAsync(site, request);
        var open = (await site.SubmitAsync()).CaseId;
        await site.ChongqingInbox.UntilAsync(open, Submitted);
        await site.UntilAcknowledgedAsync();

        Clock.Shift = TimeSpan.FromDays(89);
        Assert.Equal(0, await PurgeAsync(site));
        Clock.Shift = TimeSpan.FromDays(91);
        Assert.Equal(1, await PurgeAsync(site));
        Assert.Equal(0, await PurgeAsync(site));

        Assert.Equal((0, 0, 0), await LeftAsync(site, ended));
        var shown = await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = ended });
        Assert.Equal((null, null, CaseState.Withdrawn), (shown.Request, shown.Reply, shown.Case.State));
        Assert.Equal(Enumerable.Range(1, shown.Case.Version), shown.Events.Select(message => message.Case.Version));
        using var watch = site.Chongqing.WatchCase(new WatchCaseRequest { CaseId = ended });
        for (var version = 1; version <= shown.Case.Version; version++)
        {
            Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
            var message = watch.ResponseStream.Current.Event;
            Assert.Equal((version, CaseEvent.ContentOneofCase.None), (message.Case.Version, message.ContentCase));
        }
        Assert.NotNull((await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = open })).Request);
        // The result of the first call is gone too: the same call is a new one, whose attachment is gone; or it is in the same year, and its letter is not new.
        Assert.True((await RefusedAsync(site.Office.SubmitCaseAsync(request))).Reason is "ATTACHMENT_NOT_FOUND" or "LETTER_NUMBER_USED");
    }

    [SkippableFact]
    public async Task Retention_DeliveryThatWaits_KeepsThePapers()
    {
        await using var site = await StartShiftedAsync();
        site.Hub.Log.Allow(GivenUp);
        var refused = true;
        site.ChongqingInbox.OnDeliver = (delivery, _) => Volatile.Read(ref refused) && delivery.CaseEvent.Kind == Withdrawn ? throw new RpcException(new Status(StatusCode.Internal, "测试")) : Task.CompletedTask;
        var id = await EndAsync(site, CaseRequests.Submit());

        Clock.Shift = TimeSpan.FromDays(91);
        Assert.Equal(0, await PurgeAsync(site));
        Assert.NotNull((await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = id })).Request);
    }

    [SkippableFact]
    public async Task Retention_ReplyAfterThePurge_IsTakenAndPurgedInItsTurn()
    {
        await using var site = await StartShiftedAsync();
        var id = await EndAsync(site, CaseRequests.Submit());
        await site.ChongqingInbox.UntilAsync(id, Withdrawn);
        await site.UntilAcknowledgedAsync();
        Clock.Shift = TimeSpan.FromDays(91);
        Assert.Equal(1, await PurgeAsync(site));

        await site.Chongqing.DoAsync(Replied, CaseSite.Answering(id));

        await site.SichuanInbox.UntilAsync(id, Replied);
        await site.UntilAcknowledgedAsync();
        Assert.NotNull((await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = id })).Reply);
        Clock.Shift = TimeSpan.FromDays(182 + 1);
        Assert.Equal(1, await PurgeAsync(site));
        Assert.Equal((0, 0, 0), await LeftAsync(site, id));
    }

    private static async Task<SubmitCaseRequest> WithAttachmentAsync(CaseSite site)
    {
        var content = new byte[300_000];
        using var channel = site.Hub.Connect();
        var attachment = await new AttachmentTransfer(channel).UploadAsync(new MemoryStream(content), new AttachmentDescription("委托书.pdf", "application/pdf", CaseRequests.Sichuan));
        var request = CaseRequests.Submit();
        request.Request.Materials.Add(new AssistanceDocument
        {
            Name = "委托书.pdf",
            MediaType = "application/pdf",
            Size = content.Length,
            DigestAlgorithm = DigestAlgorithm.Sha256,
            Digest = attachment.Sha256,
            AttachmentId = attachment.AttachmentId,
        });
        return request;
    }

    private static async Task<string> EndAsync(CaseSite site, SubmitCaseRequest request)
    {
        var id = (await site.Office.SubmitCaseAsync(request)).Case.CaseId;
        await site.ChongqingInbox.UntilAsync(id, Submitted);
        await site.SichuanInbox.UntilAsync(id, Delivered);
        await site.Office.DoAsync(Withdrawn, CaseSite.Asking(id));
        return id;
    }

    private static Task<int> PurgeAsync(CaseSite site) => site.Hub.Services.GetRequiredService<CaseRetention>().RunAsync(CancellationToken.None);

    /// <summary>What is left of the papers of a case, and of all attachments.</summary>
    private static async Task<(int Papers, int Attachments, int Chunks)> LeftAsync(CaseSite site, string id)
    {
        var caseId = Guid.Parse(id);
        await using var context = await site.Hub.DatabaseAsync();
        return (
            await context.KeptMessages.CountAsync(message => context.CaseEvents.Any(entry => entry.CaseId == caseId && entry.EventId == message.Id)),
            await context.Attachments.CountAsync(),
            await context.AttachmentChunks.CountAsync());
    }
}

public sealed class CaseRetentionTestsOnSqlite() : CaseRetentionTests(StoreOptions.Sqlite);

public sealed class CaseRetentionTestsOnPostgreSql() : CaseRetentionTests(StoreOptions.PostgreSql);
