using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Attachments;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Attachment.V1.AttachmentService;

namespace ExchangeHub.FunctionalTests.Attachments;

/// <summary>What tests of attachments share: a hub on which Sichuan's office uploads, Chongqing's back office is the other side, and a second office in Sichuan is a third.</summary>
public abstract class AttachmentTest(string store) : FunctionalTest(store)
{
    private protected const string Third = "12519999MB990003XT";

    private protected static OfficeReference Owner { get; } = new() { Uscc = Questions.SichuanOffice, Name = "四川省成都市测试公证处" };

    private protected sealed class Site(TestHub hub, X509Certificate2 third, Sides sides) : IAsyncDisposable
    {
        public TestHub Hub => hub;

        public Sides Sides => sides;

        public HubChannel Uploader { get; } = hub.Connect();

        public HubChannel OtherSide { get; } = hub.Connect(hub.ChongqingCertificate);

        public HubChannel ThirdParty { get; } = hub.Connect(third);

        /// <summary>Binds as a case's events do, in a transaction of their own.</summary>
        public async Task BindAsync(Guid caseId, string senderId, params Guid[] ids)
        {
            var state = hub.Services.GetRequiredService<HubStateHolder>().Current;
            var sender = state.Participants.Single(participant => participant.Id == senderId);
            await hub.Services.GetRequiredService<DatabaseWriter>().WriteAsync(async (context, token) =>
            {
                var rows = await context.Attachments.Where(attachment => ids.Contains(attachment.Id)).ToDictionaryAsync(attachment => attachment.Id, token);
                var named = ids.Select(id => rows.TryGetValue(id, out var row) ? new NamedAttachment(id, row.Size, row.MediaType, row.Sha256) : new NamedAttachment(id, 0, "", [])).ToList();
                AttachmentBinding.Require(named, rows.GetValueOrDefault, AttachmentBond.ToCase(caseId), sender, state.Offices);
                AttachmentBinding.Bind(named, rows.GetValueOrDefault, AttachmentBond.ToCase(caseId));
                return true;
            }, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            Uploader.Dispose();
            OtherSide.Dispose();
            ThirdParty.Dispose();
            await hub.DisposeAsync();
        }
    }

    /// <summary>The sides of cases, as the test says.</summary>
    private protected sealed class Sides : ICaseSides
    {
        private readonly ConcurrentDictionary<(Guid, string), byte> _sides = new();

        public void Add(Guid caseId, params string[] participants)
        {
            foreach (var participant in participants)
                _sides[(caseId, participant)] = 0;
        }

        public Task<bool> IsSideAsync(Guid caseId, Participant caller, CancellationToken cancellationToken) => Task.FromResult(_sides.ContainsKey((caseId, caller.Id)));
    }

    private protected Task<Site> StartAsync(Func<HubOptions, HubOptions>? change = null) => StartAsync((_, options) => change?.Invoke(options) ?? options);

    private protected async Task<Site> StartAsync(Func<TestHub, HubOptions, HubOptions> change)
    {
        X509Certificate2 third = null!;
        var sides = new Sides();
        var hub = await StartHubAsync(
            (hub, options) =>
            {
                third = TestPki.Client(hub.Pki.Sichuan, "sc-third");
                options = options with
                {
                    Regions = [.. options.Regions.Select(region => region.Code == "CN-SC" ? region with { Offices = [.. region.Offices, new() { Uscc = Third, Name = "四川省绵阳市测试公证处" }] } : region)],
                    Participants = [.. options.Participants, TestHub.Participant("sc-third", "CN-SC", "notary-office", third) with { Offices = [Third] }],
                };
                return change(hub, options);
            },
            builder => builder.Services.AddSingleton<ICaseSides>(sides));
        return new Site(hub, third, sides);
    }

    private protected static AttachmentTransfer Transfer(HubChannel channel) => new(channel, new AttachmentTransferOptions { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(50) });

    private protected static AttachmentServiceClient Client(HubChannel channel) => new(channel.Invoker);

    private protected static AttachmentDescription Scan() => new("测试张某某委托书.pdf", "application/pdf", Owner);

    /// <summary>Bytes that are the same in each run.</summary>
    private protected static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(20261125).NextBytes(content);
        return content;
    }

    private protected static CreateAttachmentRequest Announcement(byte[] content) => new()
    {
        RequestId = Guid.NewGuid().ToString(),
        Name = "测试.pdf",
        MediaType = "application/pdf",
        Size = content.Length,
        Sha256 = ByteString.CopyFrom(SHA256.HashData(content)),
        OwnerOffice = Owner,
    };

    private protected static async Task<string> AnnounceAsync(HubChannel channel, byte[] content)
        => (await Client(channel).CreateAttachmentAsync(Announcement(content))).Attachment.AttachmentId;

    /// <summary>Uploads in one call, from an offset on, what is given.</summary>
    private protected static async Task<UploadAttachmentResponse> SendAsync(HubChannel channel, string id, ReadOnlyMemory<byte> content, long offset = 0)
    {
        using var call = Client(channel).UploadAttachment();
        try
        {
            await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Start = new UploadStart { AttachmentId = id, Offset = offset } });
            for (; content.Length > 0; content = content[Math.Min(content.Length, 50_000)..])
                await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Chunk = ByteString.CopyFrom(content.Span[..Math.Min(content.Length, 50_000)]) });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or IOException)
        {
            return await call.ResponseAsync; // Refused while it was sent.
        }
        return await call.ResponseAsync;
    }

    private protected static async Task<byte[]> FetchAsync(HubChannel channel, string id, long offset = 0)
    {
        using var call = Client(channel).DownloadAttachment(new DownloadAttachmentRequest { AttachmentId = id, Offset = offset });
        using var content = new MemoryStream();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            content.Write(response.PartCase == DownloadAttachmentResponse.PartOneofCase.Chunk ? response.Chunk.Span : []);
        return content.ToArray();
    }

    private protected static async Task<Contracts.Attachment.V1.Attachment> StateAsync(HubChannel channel, string id)
        => (await Client(channel).GetAttachmentAsync(new GetAttachmentRequest { AttachmentId = id })).Attachment;

    private protected static async Task<HubError> FailsAsync(Func<Task> call) => HubError.From(await Assert.ThrowsAsync<RpcException>(call));

    /// <summary>How many attachments and chunks are stored.</summary>
    private protected static async Task<(int Attachments, int Chunks)> CountAsync(TestHub hub)
    {
        await using var context = await hub.DatabaseAsync();
        return (await context.Attachments.CountAsync(), await context.AttachmentChunks.CountAsync());
    }
}
