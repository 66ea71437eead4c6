using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.FunctionalTests.Reconciliation;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Reconciliation;
using Grpc.Health.V1;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace ExchangeHub.FunctionalTests.Attachments;

/// <summary>Stored contents are read again: what was altered is found, told of, and healed when it is mended.</summary>
public abstract class AttachmentDigestTests(string store) : AttachmentDigestTest(store)
{
    [SkippableFact]
    public async Task Content_AlteredAndRestored_IsADifferenceUntilItIsReadAgain()
    {
        await using var hub = await StartWithOperatorAsync();
        using var heard = new Measurements(hub.Services);
        var ids = new[] { await hub.UploadAsync(10), await hub.UploadAsync(ChunkCipher.ChunkSize * 2 + 5), await hub.UploadAsync(ChunkCipher.ChunkSize) };
        await hub.AgeAsync();
        var intact = await hub.AlterAsync(ids[1], 1);

        Assert.Equal(new DigestResult(3, ChunkCipher.ChunkSize * 2 + 10, 1, 1, 0), await hub.Check.RunAsync(CancellationToken.None));

        var difference = Assert.Single(await hub.OpenAsync());
        Assert.Equal(
            (DifferenceKind.ContentCorrupt, DifferenceState.Open, DifferenceSeverity.Major, "sc-notary-office", ids[1].ToString(), 1),
            (difference.Kind, difference.State, difference.Severity, difference.ParticipantId, difference.RowId, difference.SeenCount));
        Assert.Equal([(DifferenceEventKind.Found, "CHUNK_UNREADABLE 1", difference.FirstRunId)], await hub.EventsAsync(difference));
        var alert = Assert.Single(await hub.AlertsAsync());
        Assert.Equal((AlertKind.ContentCorrupt, $"sc-notary-office/{difference.FirstRunId}", "sc-notary-office", 1L), (alert.Kind, alert.Subject, alert.Participant, alert.Count));
        Assert.Equal((HealthCheckResponse.Types.ServingStatus.NotServing, HealthCheckResponse.Types.ServingStatus.Serving), (await hub.HealthAsync(ReconciliationHealthCheck.Name), await hub.HealthAsync("")));
        Assert.Contains(ids[1].ToString(), (await hub.Site.Hub.Log.First(Corrupt)).Text);
        Assert.Equal(["HEALTHY", "CORRUPT", "HEALTHY"], heard.Of("exchangehub.reconciliation.attachments").Select(read => read.Tags.Split('=')[^1]));

        Assert.Equal(DigestResult.Nothing, await hub.Check.RunAsync(CancellationToken.None)); // Nothing is due.
        Assert.Equal(new DigestResult(1, ChunkCipher.ChunkSize, 1, 0, 0), await hub.Check.AgainAsync(CancellationToken.None));
        await hub.PutAsync(ids[1], 1, intact);
        Assert.Equal(new DigestResult(1, ChunkCipher.ChunkSize * 2 + 5, 0, 0, 1), await hub.Check.AgainAsync(CancellationToken.None));

        difference = (await hub.Operator.GetDifferenceAsync(new GetDifferenceRequest { DifferenceId = difference.DifferenceId })).Difference;
        Assert.Equal((DifferenceState.Resolved, true, 2), (difference.State, difference.CloseTime is not null, difference.SeenCount));
        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.Healed], (await hub.EventsAsync(difference)).Select(e => e.Kind));
        Assert.Empty(await hub.AlertsAsync());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await hub.HealthAsync(ReconciliationHealthCheck.Name));
        Assert.Equal(DigestResult.Nothing, await hub.Check.AgainAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task Content_CorruptInAnyWay_IsFoundAndSaidHow()
    {
        await using var hub = await StartWithOperatorAsync();
        hub.Site.Hub.Log.Allow(PayloadUnreadable);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
            ids.Add(await hub.UploadAsync(ChunkCipher.ChunkSize + 10));
        await hub.AgeAsync();
        await using (var context = await hub.Site.Hub.DatabaseAsync())
        {
            await context.AttachmentChunks.Where(chunk => chunk.AttachmentId == ids[0] && chunk.Number == 1).ExecuteDeleteAsync();
            await context.Attachments.Where(attachment => attachment.Id == ids[1]).ExecuteUpdateAsync(set => set.SetProperty(attachment => attachment.Sha256, new byte[32]));
            await context.Attachments.Where(attachment => attachment.Id == ids[2]).ExecuteUpdateAsync(set => set.SetProperty(attachment => attachment.Secret, new byte[100]));
        }
        await hub.PutAsync(ids[3], 0, await hub.ChunkAsync(ids[0], 0)); // Another attachment's.
        var digest = await hub.RewriteAsync(ids[4]);

        Assert.Equal((5, 5, 5), await hub.Check.RunAsync(CancellationToken.None) is var result ? (result.Checked, result.Corrupt, result.NewlyCorrupt) : default);

        var said = new List<(string, string)>();
        foreach (var difference in await hub.OpenAsync())
            said.Add((difference.RowId, Assert.Single(await hub.EventsAsync(difference)).Text));
        Assert.Equal(ids.Select(id => id.ToString()).Zip(["CHUNK_UNREADABLE 1", "RECORD_UNREADABLE", "RECORD_UNREADABLE", "CHUNK_UNREADABLE 0", $"SHA256 {digest}"]), said.OrderBy(item => item.Item1, StringComparer.Ordinal));
        Assert.Equal(5, Assert.Single(await hub.AlertsAsync()).Count);
    }

    [SkippableFact]
    public async Task Difference_OfAContent_IsNoRunsToCountOrHeal()
    {
        await using var hub = await StartWithOperatorAsync();
        await hub.AlterAsync(await hub.UploadAsync(10), 0);
        await hub.AgeAsync();
        await hub.Check.RunAsync(CancellationToken.None);
        var run = new RunEntry { Id = Guid.CreateVersion7(), ParticipantId = "sc-notary-office", Kind = ReconciliationRunKind.Manual, QueueTime = DateTimeOffset.UnixEpoch };

        await hub.Get<DifferenceBook>().HealAsync(run, new IdRange(Guid.Empty, Guid.AllBitsSet), [], CancellationToken.None);

        Assert.Equal(DifferenceState.Open, Assert.Single(await hub.OpenAsync()).State);
        await using var context = await hub.Site.Hub.DatabaseAsync();
        Assert.Empty(await DifferenceBook.Open(context, run.ParticipantId, default).ToListAsync());
    }

    [SkippableFact]
    public async Task Difference_ResolvedWhileTheContentIsCorrupt_IsOpenAgain()
    {
        await using var hub = await StartWithOperatorAsync();
        await hub.AlterAsync(await hub.UploadAsync(10), 0);
        await hub.AgeAsync();
        await hub.Check.RunAsync(CancellationToken.None);
        var difference = Assert.Single(await hub.OpenAsync());
        await hub.Operator.ResolveDifferenceAsync(new ResolveDifferenceRequest { RequestId = Guid.NewGuid().ToString(), DifferenceId = difference.DifferenceId, Text = "已恢复", OperatorName = "王芳" });
        Assert.Equal(DigestResult.Nothing, await hub.Check.AgainAsync(CancellationToken.None));

        await hub.AgeAsync(); // A week later: it is not true.
        Assert.Equal((1, 1), await hub.Check.RunAsync(CancellationToken.None) is var result ? (result.Corrupt, result.NewlyCorrupt) : default);

        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.Resolved, DifferenceEventKind.Reopened], (await hub.EventsAsync(difference)).Select(e => e.Kind));
        Assert.Equal(difference.DifferenceId, Assert.Single(await hub.OpenAsync()).DifferenceId);
    }

    [SkippableFact]
    public async Task Attachment_PurgedWithItsDifference_IsMissedByNobody()
    {
        await using var hub = await StartWithOperatorAsync();
        var id = await hub.UploadAsync(10);
        await hub.AlterAsync(id, 0);
        await hub.AgeAsync();
        await hub.Check.RunAsync(CancellationToken.None);
        var difference = Assert.Single(await hub.OpenAsync());
        await hub.Get<AttachmentStore>().DeleteAsync([id]);

        Assert.Equal(new DigestResult(0, 0, 0, 0, 1), await hub.Check.AgainAsync(CancellationToken.None));

        Assert.Equal((DifferenceEventKind.Healed, "REMOVED"), (await hub.EventsAsync(difference))[^1] is var last ? (last.Kind, last.Text) : default);
    }

    [SkippableFact]
    public async Task Attachment_PurgedWhileItIsRead_IsNotCorrupt()
    {
        await using var hub = await StartWithOperatorAsync();
        var id = await hub.UploadAsync(10);
        var pace = new DigestPace(TimeSpan.Zero, TimeProvider.System, async token =>
        {
            await hub.Get<AttachmentStore>().DeleteAsync([id], token);
            return DateTimeOffset.MaxValue;
        });

        var finding = await hub.Get<DigestReader>().ReadAsync(new DueContent(id, "sc-notary-office"), pace, CancellationToken.None);

        Assert.Equal((null, true), (finding.Problem, finding.IsGone));
    }

    [SkippableFact]
    public async Task Check_LeftInTheMidst_GoesOnWhereItWas()
    {
        await using var hub = await StartWithOperatorAsync();
        for (var i = 0; i < 4; i++)
            await hub.UploadAsync(10);
        await hub.AgeAsync();
        using var leaving = new CancellationTokenSource();
        using (var heard = new Measurements(hub.Services) { OnMeasured = _ => leaving.Cancel() })
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hub.Check.RunAsync(leaving.Token));

        Assert.Equal(3, (await hub.Check.RunAsync(CancellationToken.None)).Checked);
        Assert.Equal(DigestResult.Nothing, await hub.Check.RunAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task Check_WhileAnotherHubHasTheLease_WaitsUntilItEnds()
    {
        await using var hub = await StartWithOperatorAsync(options => options with { LeaseSeconds = 1 });
        await hub.UploadAsync(10);
        await hub.AgeAsync();
        var end = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await using (var context = await hub.Site.Hub.DatabaseAsync())
        {
            context.ReconciliationLeases.Add(new ReconciliationLease { Name = "attachment digests", Owner = Guid.NewGuid(), EndTime = end });
            await context.SaveChangesAsync();
        }

        var result = await hub.Check.RunAsync(CancellationToken.None);

        Assert.True(TimeProvider.System.GetUtcNow() >= end);
        Assert.Equal(1, result.Checked);
    }

    [SkippableFact]
    public async Task Jobs_AtStartAndWhenTriggered_CheckWhatIsDue()
    {
        await using var hub = await StartWithOperatorAsync();
        var id = await hub.UploadAsync(10);
        await hub.AgeAsync();
        var intact = await hub.AlterAsync(id, 0);

        await hub.Site.Hub.RestartAsync();
        await hub.Site.Hub.Log.First(Corrupt).WaitAsync(TimeSpan.FromMinutes(1)); // By the job at start.
        await hub.UntilAsync(context => context.Differences.AnyAsync(difference => difference.State == DifferenceState.Open));
        await hub.PutAsync(id, 0, intact);
        var scheduler = await hub.Get<ISchedulerFactory>().GetScheduler();
        await scheduler.TriggerJob(new JobKey("attachment-digests-again", "reconciliation"));

        await hub.UntilAsync(context => context.Differences.AnyAsync(difference => difference.State == DifferenceState.Resolved));
        var weekly = Assert.IsAssignableFrom<ICronTrigger>(await scheduler.GetTrigger(new TriggerKey("attachment-digests", "reconciliation")));
        Assert.Equal("Asia/Shanghai", weekly.TimeZone.Id);
    }
}

public sealed class AttachmentDigestTestsOnSqlite() : AttachmentDigestTests(StoreOptions.Sqlite);

public sealed class AttachmentDigestTestsOnPostgreSql() : AttachmentDigestTests(StoreOptions.PostgreSql);
