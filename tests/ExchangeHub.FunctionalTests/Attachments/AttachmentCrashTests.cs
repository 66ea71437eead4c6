using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests.Attachments;

/// <summary>The real executable, killed and starved while it takes attachments.</summary>
public abstract class AttachmentCrashTests(string store) : AttachmentTest(store)
{
    private const int Size = 8_000_000;

    [SkippableFact]
    public async Task Hub_KilledInTheMidst_KeepsWhatItStoredAndGoesOn()
    {
        await using var setup = await CreateSetupAsync();
        var content = Content(Size);
        var description = Scan();
        using var giveUp = new CancellationTokenSource();
        await using (var hub = await HubProcess.StartAsync(setup))
        {
            using var channel = setup.Connect(hub.Address);
            var killed = Task.CompletedTask;
            using var noting = new NotingStream(content, position =>
            {
                if (position > Size / 2 && killed.IsCompletedSuccessfully && !hub.HasExited)
                    killed = Task.WhenAll(hub.KillAsync(), giveUp.CancelAsync());
            });
            await Assert.ThrowsAnyAsync<Exception>(() => Transfer(channel).UploadAsync(noting, description, giveUp.Token));
            await killed;
        }

        await using var restarted = await HubProcess.StartAsync(setup);
        using var again = setup.Connect(restarted.Address);
        var request = Announcement(content);
        (request.RequestId, request.Name) = (description.RequestId.ToString(), description.Name);
        var kept = (await Client(again).CreateAttachmentAsync(request)).Attachment;
        var attachment = await Transfer(again).UploadAsync(new MemoryStream(content), description);

        Assert.Equal(AttachmentState.Uploading, kept.State);
        Assert.InRange(kept.StoredSize, 1, Size - 1);
        Assert.Equal((kept.AttachmentId, AttachmentState.Complete), (attachment.AttachmentId, attachment.State));
        Assert.Equal(content, await FetchAsync(again, attachment.AttachmentId));
    }

    /// <summary>Twenty times the size may not take twenty times the memory: the bound is far below the difference, and far above what collections may leave.</summary>
    [SkippableFact]
    public async Task Hub_LargeAttachment_TakesNoMoreMemoryThanASmallOne()
    {
        const int Small = 8_000_000, Large = 160_000_000, Bound = 80_000_000;
        await using var setup = await CreateSetupAsync();
        await using var hub = await HubProcess.StartAsync(setup);
        using var channel = setup.Connect(hub.Address);

        await UploadAndDownloadAsync(Small);
        var before = hub.PeakMemory;
        await UploadAndDownloadAsync(Large);

        Assert.InRange(hub.PeakMemory - before, 0, Bound);

        async Task UploadAndDownloadAsync(int size)
        {
            var content = Content(size);
            var attachment = await Transfer(channel).UploadAsync(new MemoryStream(content), Scan());
            await Transfer(channel).DownloadAsync(attachment.AttachmentId, Stream.Null);
        }
    }
}

public sealed class AttachmentCrashTestsOnSqlite() : AttachmentCrashTests(StoreOptions.Sqlite)
{
    [SkippableFact]
    public async Task Hub_DiskFull_RefusesAndGoesOnWhenThereIsRoom()
    {
        await using var setup = await CreateSetupAsync();
        var content = Content(8_000_000);
        var description = Scan();
        HubError error;
        await using (var full = await HubProcess.StartAsync(setup, largestFileKiB: 4096))
        {
            using var channel = setup.Connect(full.Address);
            error = await FailsAsync(() => Transfer(channel).UploadAsync(new MemoryStream(content), description));
            Assert.False(full.HasExited, full.Output);
        }

        Assert.Equal((StatusCode.Unavailable, "hub"), (error.Code, error.Side));
        Assert.True(error.Reason is "STORE_UNAVAILABLE" or "LEDGER_UNAVAILABLE", error.Reason);
        await using var roomy = await HubProcess.StartAsync(setup);
        using var again = setup.Connect(roomy.Address);
        var attachment = await Transfer(again).UploadAsync(new MemoryStream(content), description);
        Assert.Equal(content, await FetchAsync(again, attachment.AttachmentId));
    }
}

public sealed class AttachmentCrashTestsOnPostgreSql() : AttachmentCrashTests(StoreOptions.PostgreSql);
