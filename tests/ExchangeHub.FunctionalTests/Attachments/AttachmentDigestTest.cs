using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Grpc.Health.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.FunctionalTests.Attachments;

/// <summary>Tests of contents that are read again: a hub with attachments and an operator, and a hand in its database.</summary>
public abstract class AttachmentDigestTest(string store) : AttachmentTest(store)
{
    /// <summary>The library's: it logs an error for what is unhealthy.</summary>
    private const int HealthCheckEnd = 103;

    private protected const int Corrupt = 1980, PayloadUnreadable = 1902;

    private protected async Task<DigestSite> StartWithOperatorAsync(Func<ReconciliationOptions, ReconciliationOptions>? change = null)
    {
        X509Certificate2 certificate = null!;
        var site = await StartAsync((hub, options) =>
        {
            certificate = TestPki.Client(hub.Pki.Hub, "operator-1");
            var reconciliation = options.Reconciliation with { AttachmentMiBPerSecond = 1_024 };
            return options with
            {
                Participants = [.. options.Participants, TestHub.Participant("operator-1", "HUB", "operator", certificate)],
                Reconciliation = change?.Invoke(reconciliation) ?? reconciliation,
            };
        });
        site.Hub.Log.Allow(HealthCheckEnd, Corrupt);
        return new DigestSite(site, certificate);
    }

    private protected sealed class DigestSite(Site site, X509Certificate2 certificate) : IAsyncDisposable
    {
        private readonly HubChannel _channel = site.Hub.Connect(certificate);

        public Site Site => site;

        public IServiceProvider Services => site.Hub.Services;

        public ReconciliationOperationsServiceClient Operator => new(_channel.Invoker);

        public DigestCheck Check => Get<DigestCheck>();

        public T Get<T>()
            where T : notnull
            => Services.GetRequiredService<T>();

        public async Task<Guid> UploadAsync(int size) => Guid.Parse((await Transfer(site.Uploader).UploadAsync(new MemoryStream(Content(size)), Scan())).AttachmentId);

        /// <summary>Has all contents be read last ten days ago.</summary>
        public async Task AgeAsync()
        {
            var time = TimeProvider.System.GetUtcNow().AddDays(-10);
            await using var context = await site.Hub.DatabaseAsync();
            await context.Attachments.ExecuteUpdateAsync(set => set.SetProperty(attachment => attachment.CompleteTime, time));
            await context.Attachments.Where(attachment => attachment.CheckTime != null).ExecuteUpdateAsync(set => set.SetProperty(attachment => attachment.CheckTime, time));
        }

        public async Task<byte[]> ChunkAsync(Guid id, int number)
        {
            await using var context = await site.Hub.DatabaseAsync();
            return await context.AttachmentChunks.Where(chunk => chunk.AttachmentId == id && chunk.Number == number).Select(chunk => chunk.Body).SingleAsync();
        }

        public async Task PutAsync(Guid id, int number, byte[] body)
        {
            await using var context = await site.Hub.DatabaseAsync();
            Assert.Equal(1, await context.AttachmentChunks.Where(chunk => chunk.AttachmentId == id && chunk.Number == number).ExecuteUpdateAsync(set => set.SetProperty(chunk => chunk.Body, body)));
        }

        /// <summary>Alters the last bit of a chunk; gives what it was.</summary>
        public async Task<byte[]> AlterAsync(Guid id, int number)
        {
            var intact = await ChunkAsync(id, number);
            await PutAsync(id, number, [.. intact[..^1], (byte)(intact[^1] ^ 1)]);
            return intact;
        }

        /// <summary>Puts other bytes in the place of the first chunk, encrypted as they should be, as a fault of the hub might; gives the digest of the content that this makes.</summary>
        public async Task<string> RewriteAsync(Guid id)
        {
            var attachment = (await Get<AttachmentStore>().FindAsync(id, CancellationToken.None))!;
            using var cipher = new ChunkCipher(Get<AttachmentAccess>().SecretOf(attachment).Key, id, attachment.Size);
            var content = Content((int)attachment.Size);
            content[0] ^= 1;
            await PutAsync(id, 0, cipher.Encrypt(0, content.AsSpan(0, cipher.LengthOf(0))));
            return Convert.ToHexStringLower(SHA256.HashData(content));
        }

        public async Task<IReadOnlyList<Difference>> OpenAsync() => (await Operator.ListDifferencesAsync(new ListDifferencesRequest())).Differences;

        public async Task<List<(DifferenceEventKind Kind, string Text, string RunId)>> EventsAsync(Difference difference)
            => [.. (await Operator.GetDifferenceAsync(new GetDifferenceRequest { DifferenceId = difference.DifferenceId })).Events.Select(e => (e.Kind, e.Text, e.RunId))];

        public Task<List<Alert>> AlertsAsync() => Get<AlertFinder>().FindAsync(CancellationToken.None);

        public async Task<HealthCheckResponse.Types.ServingStatus> HealthAsync(string service)
            => (await new Health.HealthClient(_channel.Invoker).CheckAsync(new HealthCheckRequest { Service = service })).Status;

        /// <summary>Looks into the database until it is so.</summary>
        public async Task UntilAsync(Func<HubDbContext, Task<bool>> isSo)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            for (var isDone = false; !isDone; patience.Token.ThrowIfCancellationRequested())
            {
                await using var context = await site.Hub.DatabaseAsync();
                isDone = await isSo(context);
            }
        }

        public async ValueTask DisposeAsync()
        {
            _channel.Dispose();
            await site.DisposeAsync();
        }
    }
}
