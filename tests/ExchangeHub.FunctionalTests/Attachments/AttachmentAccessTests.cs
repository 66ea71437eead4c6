using ExchangeHub.Client.Calls;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit.Storage;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Attachments;

/// <summary>Who sees an attachment, what is told of it, and what becomes of it.</summary>
public abstract class AttachmentAccessTests(string store) : AttachmentTest(store)
{
    private const int ChunkUnreadable = 1903, Purged = 1907;
    private const string Download = "/exchangehub.attachment.v1.AttachmentService/DownloadAttachment";

    [SkippableFact]
    public async Task Attachment_BoundToACase_IsSeenByItsTwoSidesOnly()
    {
        await using var site = await StartAsync();
        var content = Content(300_000);
        var caseId = Guid.CreateVersion7();
        site.Sides.Add(caseId, "sc-notary-office", "cq-back-office");
        var id = (await Transfer(site.Uploader).UploadAsync(new MemoryStream(content), Scan())).AttachmentId;

        var before = await FailsAsync(() => FetchAsync(site.OtherSide, id));
        await site.BindAsync(caseId, "sc-notary-office", Guid.Parse(id));
        using var received = new MemoryStream();
        var attachment = await Transfer(site.OtherSide).DownloadAsync(id, received);
        var after = await FailsAsync(() => FetchAsync(site.ThirdParty, id));

        Assert.Equal("ATTACHMENT_NOT_FOUND", before.Reason);
        Assert.Equal(content, received.ToArray());
        Assert.Equal((caseId.ToString(), "测试张某某委托书.pdf"), (attachment.CaseId, attachment.Name));
        Assert.Equal(content, await FetchAsync(site.Uploader, id));
        Assert.Equal((StatusCode.NotFound, "ATTACHMENT_NOT_FOUND"), (after.Code, after.Reason));
        Assert.Equal(
            [("cq-back-office", ExchangeOutcome.NotPermitted), ("cq-back-office", ExchangeOutcome.Answered), ("sc-third", ExchangeOutcome.NotPermitted), ("sc-notary-office", ExchangeOutcome.Answered)],
            (await site.Hub.LedgerAsync()).Where(entry => entry.Method == Download && entry.ExchangeId == Guid.Parse(id)).Select(entry => (entry.CallerId, entry.Outcome)));
    }

    [SkippableFact]
    public async Task Attachment_OfOthers_IsToAThirdAsIfItDidNotExist()
    {
        await using var site = await StartAsync();
        var id = (await Transfer(site.Uploader).UploadAsync(new MemoryStream(Content(10)), Scan())).AttachmentId;
        var nobodys = Guid.CreateVersion7().ToString();
        Func<string, Task>[] calls = [id => StateAsync(site.ThirdParty, id), id => FetchAsync(site.ThirdParty, id), id => SendAsync(site.ThirdParty, id, new byte[10])];

        foreach (var call in calls)
        {
            var (theirs, none) = (await FailsAsync(() => call(id)), await FailsAsync(() => call(nobodys)));
            Assert.Equal(Told(none, nobodys), Told(theirs, id));
        }

        static string Told(HubError error, string id)
            => string.Join('|', error.Code, error.Reason, error.Side, error.Text, error.RetryAfter, error.Violations.Count, string.Join(',', error.Metadata.OrderBy(pair => pair.Key))).Replace(id, "ID", StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Download_FromAnyOffset_GivesTheRest()
    {
        await using var site = await StartAsync();
        var content = Content(2 * ChunkCipher.ChunkSize + 100);
        var id = (await Transfer(site.Uploader).UploadAsync(new MemoryStream(content), Scan())).AttachmentId;

        foreach (var offset in new[] { 1, 65_536, ChunkCipher.ChunkSize, ChunkCipher.ChunkSize + 1, content.Length - 1, content.Length })
            Assert.Equal(content[offset..], await FetchAsync(site.Uploader, id, offset));
        foreach (var offset in new[] { -1, content.Length + 1 })
            Assert.Equal("offset OFFSET_OUTSIDE", string.Join(' ', (await FailsAsync(() => FetchAsync(site.Uploader, id, offset))).Violations.Select(violation => $"{violation.Field} {violation.Reason}")));
    }

    [SkippableFact]
    public async Task Download_ConnectionBreaks_ClientGoesOnByItself()
    {
        await using var site = await StartAsync();
        var content = Content(4_000_000);
        var id = (await Transfer(site.Uploader).UploadAsync(new MemoryStream(content), Scan())).AttachmentId;
        await using var proxy = new TcpProxy(site.Hub.Address.Port);
        using var channel = site.Hub.ConnectVia(proxy.Port);
        using var received = new BreakingDestination(1_500_000, proxy.Cut);

        await Transfer(channel).DownloadAsync(id, received);

        Assert.Equal(content, received.ToArray());
        Assert.True((await site.Hub.LedgerAsync()).Count(entry => entry.Method == Download) >= 2);
    }

    [SkippableTheory]
    [InlineData("UPDATE attachment_chunk SET body = (SELECT other.body FROM attachment_chunk AS other WHERE other.number = 1 - attachment_chunk.number)")]
    [InlineData("DELETE FROM attachment_chunk WHERE number = 1")]
    [InlineData("UPDATE attachment SET size = size - 1")]
    public async Task Download_StoredContentAltered_IsRefused(string alteration)
    {
        await using var site = await StartAsync();
        var id = (await Transfer(site.Uploader).UploadAsync(new MemoryStream(Content(2 * ChunkCipher.ChunkSize)), Scan())).AttachmentId;
        site.Hub.Log.Allow(ChunkUnreadable);
        await using (var context = await site.Hub.DatabaseAsync())
            await context.Database.ExecuteSqlRawAsync(alteration);

        var error = await FailsAsync(() => FetchAsync(site.Uploader, id));

        Assert.Equal((StatusCode.DataLoss, "STORED_DATA_UNREADABLE"), (error.Code, error.Reason));
        Assert.Equal(ExchangeOutcome.HubFailed, (await site.Hub.LedgerAsync())[^1].Outcome);
    }

    [SkippableFact]
    public async Task Download_OneBitOfAChunkAltered_IsRefused()
    {
        await using var site = await StartAsync();
        var id = (await Transfer(site.Uploader).UploadAsync(new MemoryStream(Content(2 * ChunkCipher.ChunkSize)), Scan())).AttachmentId;
        site.Hub.Log.Allow(ChunkUnreadable);
        await using (var context = await site.Hub.DatabaseAsync())
        {
            var body = await context.AttachmentChunks.Where(chunk => chunk.Number == 1).Select(chunk => chunk.Body).SingleAsync();
            body[^1] ^= 1;
            await context.AttachmentChunks.Where(chunk => chunk.Number == 1).ExecuteUpdateAsync(set => set.SetProperty(chunk => chunk.Body, body));
        }

        Assert.Equal("STORED_DATA_UNREADABLE", (await FailsAsync(() => FetchAsync(site.Uploader, id))).Reason);
    }

    [SkippableFact]
    public async Task Bind_WhatMayNotBeBound_IsRefusedAndChangesNothing()
    {
        await using var site = await StartAsync();
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var complete = Guid.Parse((await Transfer(site.Uploader).UploadAsync(new MemoryStream(Content(10)), Scan())).AttachmentId);
        var incomplete = Guid.Parse(await AnnounceAsync(site.Uploader, Content(10)));

        Assert.Equal(ErrorCatalogue.AttachmentIncomplete, await RefusalAsync(one, "sc-notary-office", complete, incomplete));
        Assert.Equal(ErrorCatalogue.AttachmentNotFound, await RefusalAsync(one, "sc-third", complete));
        Assert.Equal(ErrorCatalogue.AttachmentNotFound, await RefusalAsync(one, "cq-back-office", complete));
        Assert.Equal(ErrorCatalogue.AttachmentNotFound, await RefusalAsync(one, "sc-notary-office", complete, Guid.CreateVersion7()));
        Assert.Equal("", (await StateAsync(site.Uploader, complete.ToString())).CaseId);
        await site.BindAsync(one, "sc-notary-office", complete);
        await site.BindAsync(one, "sc-notary-office", complete);
        Assert.Equal(ErrorCatalogue.AttachmentBound, await RefusalAsync(other, "sc-notary-office", complete));

        async Task<ErrorKind> RefusalAsync(Guid caseId, string sender, params Guid[] ids)
            => (await Assert.ThrowsAsync<HubException>(() => site.BindAsync(caseId, sender, ids))).Kind;
    }

    [SkippableFact]
    public async Task Unbound_AfterItsTime_IsPurgedAndTheBoundStays()
    {
        await using var site = await StartAsync();
        var content = new MemoryStream(Content(300_000));
        var bound = Guid.Parse((await Transfer(site.Uploader).UploadAsync(content, Scan())).AttachmentId);
        for (var i = 0; i < 10; i++)
            await Transfer(site.Uploader).UploadAsync(content, Scan());
        await site.BindAsync(Guid.CreateVersion7(), "sc-notary-office", bound);
        var store = site.Hub.Services.GetRequiredService<AttachmentStore>();
        var now = site.Hub.Services.GetRequiredService<TimeProvider>().GetUtcNow();

        Assert.Equal(0, await store.PurgeUnboundAsync(now.AddMinutes(-10), CancellationToken.None));
        Assert.Equal(10, await store.PurgeUnboundAsync(now.AddMinutes(1), CancellationToken.None));
        Assert.Equal(0, await store.PurgeUnboundAsync(now.AddMinutes(1), CancellationToken.None));
        Assert.Equal((1, 2), await CountAsync(site.Hub));
        await store.DeleteAsync([bound, Guid.CreateVersion7()], CancellationToken.None);
        Assert.Equal((0, 0), await CountAsync(site.Hub));
    }

    [SkippableFact]
    public async Task Complete_AnotherUploadOfItFails_Stays()
    {
        await using var site = await StartAsync();
        var complete = Guid.Parse((await Transfer(site.Uploader).UploadAsync(new MemoryStream(Content(10)), Scan())).AttachmentId);
        var incomplete = Guid.Parse(await AnnounceAsync(site.Uploader, Content(10)));
        var store = site.Hub.Services.GetRequiredService<AttachmentStore>();

        await store.DeleteIncompleteAsync(complete);
        await store.DeleteIncompleteAsync(incomplete);

        Assert.Equal((1, 1), await CountAsync(site.Hub));
    }

    [SkippableFact]
    public async Task Hub_ThatWasDown_PurgesWhenItStarts()
    {
        await using var hub = await StartHubAsync((hub, options) =>
        {
            AddOld(hub.Database);
            return options;
        });

        await hub.Log.First(Purged).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((0, 0), await CountAsync(hub));
    }

    /// <summary>An attachment that was announced a day and an hour ago.</summary>
    private static void AddOld(TestDatabase database)
    {
        using var services = database.Services();
        using var context = services.GetRequiredService<IDbContextFactory<Hub.Storage.HubDbContext>>().CreateDbContext();
        context.Add(new Attachment
        {
            Id = Guid.CreateVersion7(),
            UploaderId = "sc-notary-office",
            UploaderRegion = "CN-SC",
            RequestId = Guid.NewGuid().ToString(),
            OwnerOffice = Third,
            MediaType = "application/pdf",
            Size = 1,
            Sha256 = new byte[32],
            Secret = [1],
            CreateTime = TimeProvider.System.GetUtcNow().AddHours(-25),
        });
        context.SaveChanges();
    }

    /// <summary>Breaks something once, when so many bytes have come.</summary>
    private sealed class BreakingDestination(long after, Action onReached) : MemoryStream
    {
        private bool _broken;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_broken && Position >= after)
            {
                _broken = true;
                onReached();
            }
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}

public sealed class AttachmentAccessTestsOnSqlite() : AttachmentAccessTests(StoreOptions.Sqlite);

public sealed class AttachmentAccessTestsOnPostgreSql() : AttachmentAccessTests(StoreOptions.PostgreSql);
