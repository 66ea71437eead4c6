using ExchangeHub.Client.Attachments;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit.Storage;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.FunctionalTests.Attachments;

/// <summary>Announced, uploaded, broken off, gone on with, refused.</summary>
public abstract class AttachmentUploadTests(string store) : AttachmentTest(store)
{
    private const int ChunkSize = ChunkCipher.ChunkSize;
    private const int CommandError = 20102, SaveChangesFailed = 10000;
    private const string Method = "/exchangehub.attachment.v1.AttachmentService/UploadAttachment";

    [SkippableFact]
    public async Task Upload_TwentyMegabytes_IsStoredEncryptedAndInTheLedger()
    {
        await using var site = await StartAsync();
        var content = Content(20_000_000);
        content.AsSpan(0, 1000).Fill((byte)'M'); // To be looked for.

        var attachment = await Transfer(site.Uploader).UploadAsync(new MemoryStream(content), Scan());

        Assert.Equal((AttachmentState.Complete, 20_000_000, 20_000_000), (attachment.State, attachment.Size, attachment.StoredSize));
        Assert.Equal(("sc-notary-office", "测试张某某委托书.pdf", ""), (attachment.Uploader.ParticipantId, attachment.Name, attachment.CaseId));
        Assert.Equal(content, await FetchAsync(site.Uploader, attachment.AttachmentId));
        var entry = (await site.Hub.LedgerAsync())[0];
        Assert.Equal((Method, ExchangeOutcome.Answered, "sc-notary-office", attachment.AttachmentId), (entry.Method, entry.Outcome, entry.CallerId, entry.ExchangeId.ToString()));
        Assert.Equal(attachment.Sha256.ToByteArray(), entry.RequestDigest);

        await using var context = await site.Hub.DatabaseAsync();
        var stored = await context.Attachments.AsNoTracking().SingleAsync();
        var first = await context.AttachmentChunks.AsNoTracking().OrderBy(chunk => chunk.Number).Select(chunk => chunk.Body).FirstAsync();
        Assert.Equal(-1, first.AsSpan().IndexOf("MMMMMMMM"u8));
        Assert.Equal(-1, stored.Secret.AsSpan().IndexOf("测试"u8));
        Assert.Equal((1, (20_000_000 + ChunkSize - 1) / ChunkSize), await CountAsync(site.Hub));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(ChunkSize - 1)]
    [InlineData(ChunkSize)]
    [InlineData(ChunkSize + 1)]
    [InlineData(3 * ChunkSize)]
    public async Task Upload_AnySize_ComesBack(int size)
    {
        await using var site = await StartAsync();
        var content = Content(size);

        var attachment = await Transfer(site.Uploader).UploadAsync(new MemoryStream(content), Scan());

        Assert.Equal(content, await FetchAsync(site.Uploader, attachment.AttachmentId));
        Assert.Equal((1, (size + ChunkSize - 1) / ChunkSize), await CountAsync(site.Hub));
    }

    [SkippableFact]
    public async Task Upload_CutInTheMidst_GoesOnWhereItIsStored()
    {
        await using var site = await StartAsync();
        var content = Content(5 * ChunkSize + 7);
        var description = Scan();
        var request = Announcement(content);
        (request.RequestId, request.Name) = (description.RequestId.ToString(), description.Name);
        var id = (await Client(site.Uploader).CreateAttachmentAsync(request)).Attachment.AttachmentId;

        using (var call = Client(site.Uploader).UploadAttachment())
        {
            await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Start = new UploadStart { AttachmentId = id } });
            for (var sent = 0; sent < 2 * ChunkSize + 65_536; sent += 65_536)
                await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Chunk = ByteString.CopyFrom(content, sent, 65_536) });
            while ((await StateAsync(site.Uploader, id)).StoredSize < 2 * ChunkSize)
                Assert.False(call.ResponseAsync.IsCompleted);
        } // Cut: the call is given up, not ended.
        var cut = await StateAsync(site.Uploader, id);
        var wrong = await FailsAsync(() => SendAsync(site.Uploader, id, content));
        var early = await FailsAsync(() => FetchAsync(site.Uploader, id));
        var attachment = await Transfer(site.Uploader).UploadAsync(new MemoryStream(content), description);

        Assert.Equal((AttachmentState.Uploading, 2L * ChunkSize), (cut.State, cut.StoredSize));
        Assert.Equal((StatusCode.OutOfRange, "ATTACHMENT_OFFSET", $"{2 * ChunkSize}"), (wrong.Code, wrong.Reason, wrong.Metadata["stored_size"]));
        Assert.Equal((StatusCode.FailedPrecondition, "ATTACHMENT_INCOMPLETE"), (early.Code, early.Reason));
        Assert.Equal((id, AttachmentState.Complete), (attachment.AttachmentId, attachment.State));
        Assert.Equal(content, await FetchAsync(site.Uploader, id));
    }

    [SkippableFact]
    public async Task Upload_ConnectionBreaksTwice_ClientGoesOnByItself()
    {
        await using var site = await StartAsync();
        await using var proxy = new TcpProxy(site.Hub.Address.Port);
        using var channel = site.Hub.ConnectVia(proxy.Port);
        var content = Content(6 * ChunkSize + 7);
        var breaks = new Queue<int>([3 * ChunkSize, 5 * ChunkSize]);
        using var breaking = new NotingStream(content, position =>
        {
            if (!breaks.TryPeek(out var next) || position <= next)
                return;
            breaks.Dequeue();
            proxy.Cut();
        });

        var attachment = await Transfer(channel).UploadAsync(breaking, Scan());

        Assert.True(breaking.Breaks >= 2);
        Assert.Equal(AttachmentState.Complete, attachment.State);
        Assert.Equal(content, await FetchAsync(site.Uploader, attachment.AttachmentId));
    }

    [SkippableFact]
    public async Task Upload_NetworkFallsSilent_IsGivenUpAndGoesOnLater()
    {
        await using var site = await StartAsync();
        await using var proxy = new TcpProxy(site.Hub.Address.Port);
        using var channel = site.Hub.ConnectVia(proxy.Port);
        var content = Content(4 * ChunkSize);
        var description = Scan();
        using var silenced = new NotingStream(content, position =>
        {
            if (position > 2 * ChunkSize)
                proxy.Freeze();
        });
        var impatient = new AttachmentTransfer(channel, new AttachmentTransferOptions { Attempts = 2, FirstPause = TimeSpan.Zero, IdleLimit = TimeSpan.FromSeconds(3) });

        var error = await Assert.ThrowsAsync<RpcException>(() => impatient.UploadAsync(silenced, description));
        proxy.Thaw();
        var attachment = await Transfer(channel).UploadAsync(new MemoryStream(content), description);

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Contains("Nothing moved", error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(AttachmentState.Complete, attachment.State);
        Assert.Equal(content, await FetchAsync(site.Uploader, attachment.AttachmentId));
    }

    [SkippableFact]
    public async Task Upload_EndedEarly_SaysWhatIsStoredAndGoesOn()
    {
        await using var site = await StartAsync();
        var content = Content(2 * ChunkSize + 9);
        var id = await AnnounceAsync(site.Uploader, content);

        var half = await SendAsync(site.Uploader, id, content.AsMemory(0, ChunkSize + 5));
        var whole = await SendAsync(site.Uploader, id, content.AsMemory(ChunkSize), ChunkSize);
        var again = await SendAsync(site.Uploader, id, content);

        Assert.Equal((AttachmentState.Uploading, (long)ChunkSize), (half.Attachment.State, half.Attachment.StoredSize));
        Assert.Equal((AttachmentState.Complete, (long)content.Length), (whole.Attachment.State, whole.Attachment.StoredSize));
        Assert.Equal(whole, again); // Complete already: the earlier result.
        Assert.Single(await site.Hub.LedgerAsync(), entry => entry.Method == Method);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Upload_ContentThatWasNotAnnounced_IsRefusedAndNothingIsKept(int longer)
    {
        await using var site = await StartAsync();
        var announced = Content(2 * ChunkSize);
        var content = Content(2 * ChunkSize + longer);
        content[5] ^= 1;
        var request = Announcement(announced);
        request.Size = content.Length - Math.Max(0, longer);
        var id = (await Client(site.Uploader).CreateAttachmentAsync(request)).Attachment.AttachmentId;

        var error = await FailsAsync(() => SendAsync(site.Uploader, id, content));

        Assert.Equal((StatusCode.InvalidArgument, "ATTACHMENT_DIGEST_MISMATCH"), (error.Code, error.Reason));
        Assert.Equal((0, 0), await CountAsync(site.Hub));
        Assert.Equal("ATTACHMENT_NOT_FOUND", (await FailsAsync(() => StateAsync(site.Uploader, id))).Reason);
        var entry = Assert.Single(await site.Hub.LedgerAsync());
        Assert.Equal((ExchangeOutcome.Invalid, "ATTACHMENT_DIGEST_MISMATCH"), (entry.Outcome, entry.Reason));
    }

    [SkippableFact]
    public async Task Create_TooLargeOrOtherwiseWrong_IsRefusedWithEveryViolationBeforeAnythingIsStored()
    {
        await using var site = await StartAsync();
        var request = Announcement([1]);
        (request.RequestId, request.Name, request.MediaType, request.Size, request.Sha256) = ("1", "a/b", "text/html", new LimitOptions().AttachmentBytes + 1, ByteString.Empty);

        var error = await FailsAsync(async () => await Client(site.Uploader).CreateAttachmentAsync(request));

        Assert.Equal("REQUEST_INVALID", error.Reason);
        Assert.Equal(
            ["media_type MEDIA_TYPE_NOT_TAKEN", "name NOT_A_FILE_NAME", "request_id NOT_A_UUID", "sha256 NOT_A_SHA256", "size ATTACHMENT_SIZE"],
            error.Violations.Select(violation => $"{violation.Field} {violation.Reason}").Order(StringComparer.Ordinal));
        Assert.Equal((0, 0), await CountAsync(site.Hub));
    }

    [SkippableFact]
    public async Task Create_SameRequestIdAgain_IsTheSameAttachmentOrRefused()
    {
        await using var site = await StartAsync();
        site.Hub.Log.Allow(CommandError, SaveChangesFailed); // EF Core's own, where two add the same.
        var request = Announcement(Content(100));
        var other = request.Clone();
        other.Name = "另一个.pdf";

        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await Client(site.Uploader).CreateAttachmentAsync(request)).Attachment));
        var error = await FailsAsync(async () => await Client(site.Uploader).CreateAttachmentAsync(other));

        Assert.Single(created.Distinct());
        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (error.Code, error.Reason));
        Assert.Equal((1, 0), await CountAsync(site.Hub));
    }

    [SkippableFact]
    public async Task Create_ForAnOfficeThatTheCallerIsNot_IsDenied()
    {
        await using var site = await StartAsync();

        var error = await FailsAsync(() => AnnounceAsync(site.ThirdParty, [1]));

        Assert.Equal((StatusCode.PermissionDenied, "OFFICE_NOT_REPRESENTED"), (error.Code, error.Reason));
    }

    [SkippableFact]
    public async Task Create_MoreThanMayBeUnbound_IsRefused()
    {
        await using var site = await StartAsync(options => options with { Limits = new LimitOptions { AttachmentBytes = 1 << 20, UnboundAttachmentBytesPerParticipant = 1 << 20 } });
        await AnnounceAsync(site.Uploader, new byte[1 << 19]);
        await AnnounceAsync(site.Uploader, new byte[1 << 19]);

        var error = await FailsAsync(() => AnnounceAsync(site.Uploader, [1]));

        Assert.Equal((StatusCode.ResourceExhausted, "ATTACHMENT_SPACE"), (error.Code, error.Reason));
    }

    [SkippableFact]
    public async Task Upload_TwoOfOneAttachmentAtOnce_MixesNothing()
    {
        await using var site = await StartAsync();
        var content = Content(8 * ChunkSize);
        var id = await AnnounceAsync(site.Uploader, content);

        var ends = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Record.ExceptionAsync(() => SendAsync(site.Uploader, id, content))));

        Assert.Contains(null, ends);
        Assert.All(ends.OfType<RpcException>(), error => Assert.Equal("ATTACHMENT_OFFSET", HubError.From(error).Reason));
        Assert.Equal(content, await FetchAsync(site.Uploader, id));
    }

    [SkippableFact]
    public async Task Upload_NothingComes_IsEnded()
    {
        await using var site = await StartAsync(options => options with { Attachments = new AttachmentOptions { IdleSeconds = 1 } });
        var content = Content(ChunkSize);
        var id = await AnnounceAsync(site.Uploader, content);
        using var idle = Client(site.Uploader).UploadAttachment();
        await idle.RequestStream.WriteAsync(new UploadAttachmentRequest { Start = new UploadStart { AttachmentId = id } });

        var error = await FailsAsync(() => idle.ResponseAsync);

        Assert.Equal((StatusCode.DeadlineExceeded, "TRANSFER_IDLE"), (error.Code, error.Reason));
        Assert.Equal(AttachmentState.Complete, (await SendAsync(site.Uploader, id, content)).Attachment.State);
    }

    [SkippableFact]
    public async Task Upload_PiecesBeforeAStartOrAStartAmongThem_IsRefused()
    {
        await using var site = await StartAsync();
        var id = await AnnounceAsync(site.Uploader, Content(10));
        using var noStart = Client(site.Uploader).UploadAttachment();
        using var twoStarts = Client(site.Uploader).UploadAttachment();
        var start = new UploadAttachmentRequest { Start = new UploadStart { AttachmentId = id } };

        await noStart.RequestStream.WriteAsync(new UploadAttachmentRequest { Chunk = ByteString.CopyFrom(1) });
        await twoStarts.RequestStream.WriteAsync(start);
        await twoStarts.RequestStream.WriteAsync(start);

        Assert.Equal(["start REQUIRED"], (await FailsAsync(() => noStart.ResponseAsync)).Violations.Select(violation => $"{violation.Field} {violation.Reason}"));
        Assert.Equal(["start START_MISPLACED"], (await FailsAsync(() => twoStarts.ResponseAsync)).Violations.Select(violation => $"{violation.Field} {violation.Reason}"));
    }

    [SkippableFact]
    public async Task Upload_MessageOverTheLimit_IsRefusedWithDetails()
    {
        await using var site = await StartAsync();
        var content = Content(400_000);
        var id = await AnnounceAsync(site.Uploader, content);
        using var call = Client(site.Uploader).UploadAttachment();
        await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Start = new UploadStart { AttachmentId = id } });

        await Record.ExceptionAsync(() => call.RequestStream.WriteAsync(new UploadAttachmentRequest { Chunk = ByteString.CopyFrom(content) }));
        var error = await FailsAsync(() => call.ResponseAsync);

        Assert.Equal((StatusCode.ResourceExhausted, "MESSAGE_REFUSED"), (error.Code, error.Reason));
    }
}

public sealed class AttachmentUploadTestsOnSqlite() : AttachmentUploadTests(StoreOptions.Sqlite);

public sealed class AttachmentUploadTestsOnPostgreSql() : AttachmentUploadTests(StoreOptions.PostgreSql);
