using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What every store must do for cases and deliveries, by several hubs on one database.</summary>
/// <param name="provider">The store, as the configuration names it.</param>
public abstract class CaseStoreCompliance(string provider) : IAsyncLifetime
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);

    private TestDatabase _database = null!;
    private CaseStoreHub _hub = null!;
    private CaseStoreHub _other = null!;

    public async Task InitializeAsync()
    {
        Skip.If(TestDatabase.Missing(provider) is not null, TestDatabase.Missing(provider));
        _database = await TestDatabase.CreateAsync(provider);
        _hub = CaseStoreHub.On(_database.Store);
        _other = CaseStoreHub.On(_database.Store);
    }

    public async Task DisposeAsync()
    {
        if (_database is null)
            return;
        await _hub.DisposeAsync();
        await _other.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task WriteAsync_CaseWithAllThatGoesWithIt_ReadsBackExactly()
    {
        var write = new NewCase(CaseStoreHub.File("(2026)川测证协函第𠮷号"));
        await _hub.Writer.WriteAsync(write);

        await using var context = await _hub.ContextAsync();
        var file = await context.CaseFiles.AsNoTracking().SingleAsync();
        Assert.Equal(write.File.Id, file.Id);
        Assert.Equal("(2026)川测证协函第𠮷号", file.LetterNumber);
        Assert.Equal((Time, new DateOnly(2026, 7, 1)), (file.SubmitTime, file.LegalDate));
        Assert.Equal(1, (await context.CaseEvents.AsNoTracking().SingleAsync()).Version);
        Assert.Equal([1, 2, 3], (await context.KeptMessages.AsNoTracking().SingleAsync()).Body);
        Assert.Equal(DeliveryState.Waiting, (await context.Deliveries.AsNoTracking().SingleAsync()).State);
        Assert.Equal([9], (await context.RequestResults.AsNoTracking().SingleAsync()).Response);
        Assert.Single(await context.LedgerEntries.AsNoTracking().ToListAsync());
    }

    [SkippableFact]
    public async Task WriteAsync_SameRequestOnTwoHubsAtOnce_IsDoneOnce()
    {
        for (var round = 0; round < 10; round++)
        {
            var request = Guid.NewGuid();
            var writes = Enumerable.Range(0, 8).Select(i => new NewCase(CaseStoreHub.File($"第{round}-{i}号"), request)).ToList();
            await Task.WhenAll(writes.Select((write, i) => (i % 2 == 0 ? _hub : _other).Writer.WriteAsync(write)));

            Assert.Equal(1, writes.Count(write => !write.WasRepeated));
        }
        await using var context = await _hub.ContextAsync();
        Assert.Equal(10, await context.CaseFiles.CountAsync());
        Assert.Equal(10, await context.RequestResults.CountAsync());
        Assert.Equal(10, await context.LedgerEntries.CountAsync());
    }

    [SkippableFact]
    public async Task WriteAsync_SameCaseOnTwoHubsAtOnce_LosesNoEvent()
    {
        var file = CaseStoreHub.File("第1号");
        await _hub.Writer.WriteAsync(new NewCase(file));

        // More than the writer tries again for: so many at once on one case is no use, but each must end in a clear answer.
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await (i % 2 == 0 ? _hub : _other).Writer.WriteAsync(new NextEvent(file.Id));
                return true;
            }
            catch (HubException error) when (error.Kind == ErrorCatalogue.LedgerUnavailable)
            {
                return false;
            }
        }));

        await using var context = await _hub.ContextAsync();
        var versions = await context.CaseEvents.AsNoTracking().OrderBy(entry => entry.Version).Select(entry => entry.Version).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 1 + results.Count(done => done)), versions);
        Assert.Equal(versions.Count, (await context.CaseFiles.AsNoTracking().SingleAsync()).Version);
    }

    [SkippableFact]
    public async Task WriteAsync_OneRefused_KeepsTheOthers()
    {
        await _hub.Writer.WriteAsync(new NewCase(CaseStoreHub.File("第1号")));
        var writes = Enumerable.Range(1, 5).Select(i => new NewCase(CaseStoreHub.File($"第{i}号"))).ToList();

        var done = writes.Select(_hub.Writer.WriteAsync).ToList();

        var refusal = await Assert.ThrowsAsync<HubException>(() => done[0]);
        Assert.Equal(ErrorCatalogue.LetterNumberUsed, refusal.Kind);
        await Task.WhenAll(done.Skip(1));
        await using var context = await _hub.ContextAsync();
        Assert.Equal(5, await context.CaseFiles.CountAsync());
    }

    [SkippableFact]
    public async Task DueAsync_OfEachCase_GivesTheFirstThatIsNotAcknowledged()
    {
        var (one, two) = (CaseStoreHub.File("第1号"), CaseStoreHub.File("第2号"));
        await _hub.Writer.WriteAsync(new NewCase(one));
        await _hub.Writer.WriteAsync(new NewCase(two));
        await _hub.Writer.WriteAsync(new NextEvent(one.Id));

        var due = await _hub.Deliveries.DueAsync("CN-CQ", [], Time, 10, CancellationToken.None);
        Assert.Equal([(one.Id, 1), (two.Id, 1)], due.Select(item => (item.Delivery.CaseId, item.Delivery.CaseVersion)).Order());
        Assert.Equal([1, 2, 3], due[0].Body);

        await _hub.Writer.WriteAsync(new Acknowledged(due.Single(item => item.Delivery.CaseId == one.Id).Delivery));
        await _hub.Writer.WriteAsync(new Postponed(due.Single(item => item.Delivery.CaseId == two.Id).Delivery, Time.AddSeconds(1)));
        Assert.Equal([(one.Id, 2)], (await _hub.Deliveries.DueAsync("CN-CQ", [], Time, 10, CancellationToken.None)).Select(item => (item.Delivery.CaseId, item.Delivery.CaseVersion)));
        Assert.Equal(2, (await _hub.Deliveries.DueAsync("CN-CQ", [], Time.AddSeconds(1), 10, CancellationToken.None)).Count);
        Assert.Empty(await _hub.Deliveries.DueAsync("CN-SC", [], Time.AddSeconds(1), 10, CancellationToken.None));
        Assert.Single(await _hub.Deliveries.DueAsync("CN-CQ", [], Time.AddSeconds(1), 1, CancellationToken.None));
        Assert.Equal(2, (await _hub.Deliveries.BacklogAsync(CancellationToken.None)).Single().Count);
    }

    [SkippableFact]
    public async Task Leases_OfTwoHubs_AreHeldByOneUntilTheyEnd()
    {
        await HeldByOneUntilTheyEndAsync(_hub.Leases<DispatchLease>(), _other.Leases<DispatchLease>());
        _hub.Clock.Now = _other.Clock.Now;
        await HeldByOneUntilTheyEndAsync(_hub.Leases<ReconciliationLease>(), _other.Leases<ReconciliationLease>());
    }

    [SkippableFact]
    public async Task Leases_TakenByAClockThatJumped_KeepNobodyOut()
    {
        _hub.Clock.Now += TimeSpan.FromDays(8);
        Assert.NotNull(await _hub.Leases<DispatchLease>().TakeAsync("CN-CQ", CancellationToken.None));
        Assert.NotNull(await _hub.Leases<ReconciliationLease>().TakeAsync("CN-CQ", CancellationToken.None));

        Assert.NotNull(await _other.Leases<DispatchLease>().TakeAsync("CN-CQ", CancellationToken.None));
        Assert.NotNull(await _other.Leases<ReconciliationLease>().TakeAsync("CN-CQ", CancellationToken.None));
    }

    [SkippableFact]
    public async Task ListAsync_ByEveryFilter_PagesInTheOrderOfIds()
    {
        var files = Enumerable.Range(0, 7).Select(i => CaseStoreHub.File($"第{i}号")).ToList();
        foreach (var file in files)
            await _hub.Writer.WriteAsync(new NewCase(file));
        var request = new ListCasesRequest
        {
            PageSize = 3,
            States = { CaseState.Submitted },
            Matters = { MatterCode.CertVerify, MatterCode.Other },
            RequestingOffice = CaseStoreHub.Asking,
            RequestedOffice = CaseStoreHub.Asked,
            DueByDate = new Google.Type.Date { Year = 2026, Month = 7, Day = 1 },
        };

        var listed = new List<string>();
        do
        {
            var page = await _hub.List.ListAsync(CaseStoreHub.BackOffice, request, CancellationToken.None);
            listed.AddRange(page.Cases.Select(file => file.CaseId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(files.Select(file => file.Id.ToString()).Reverse(), listed);
        request.OverdueOnly = true;
        Assert.Empty((await _hub.List.ListAsync(CaseStoreHub.BackOffice, request, CancellationToken.None)).Cases);
    }

    [SkippableFact]
    public async Task Retention_OfEndedCases_PurgesPapersOnceAllIsAcknowledged()
    {
        var (done, waiting) = (CaseStoreHub.File("第1号"), CaseStoreHub.File("第2号"));
        foreach (var file in new[] { done, waiting })
        {
            (file.State, file.EndTime) = (CaseState.Closed, Time);
            await _hub.Writer.WriteAsync(new NewCase(file));
        }
        await _hub.Writer.WriteAsync(new Acknowledged((await _hub.Deliveries.DueAsync("CN-CQ", [], Time, 10, CancellationToken.None)).Single(item => item.Delivery.CaseId == done.Id).Delivery));
        _hub.Clock.Now = Time.AddDays(91);

        Assert.Equal(1, await _hub.Retention.RunAsync(CancellationToken.None));

        await using var context = await _hub.ContextAsync();
        Assert.Equal(waiting.LastEventId, (await context.KeptMessages.AsNoTracking().SingleAsync()).Id);
        Assert.Equal(2, await context.CaseEvents.CountAsync());
        Assert.Empty(await context.RequestResults.ToListAsync());
        Assert.NotNull((await context.CaseFiles.AsNoTracking().SingleAsync(file => file.Id == done.Id)).PurgeTime);
    }

    private async Task HeldByOneUntilTheyEndAsync<TLease>(Leases<TLease> leases, Leases<TLease> others)
        where TLease : Lease, new()
    {
        // On a database of one hub there is nobody to wait for, not even itself before it was killed.
        var isShared = provider != StoreOptions.Sqlite;
        Assert.NotNull(await leases.TakeAsync("CN-CQ", CancellationToken.None));
        Assert.Equal(isShared, await others.TakeAsync("CN-CQ", CancellationToken.None) is null);
        Assert.NotNull(await others.TakeAsync("CN-SC", CancellationToken.None));
        Assert.NotNull(await leases.TakeAsync("CN-CQ", CancellationToken.None));

        _other.Clock.Now = _hub.Clock.Now + TimeSpan.FromSeconds(16);
        Assert.NotNull(await others.TakeAsync("CN-CQ", CancellationToken.None));
        Assert.Equal(isShared, await leases.TakeAsync("CN-CQ", CancellationToken.None) is null);

        await others.ReleaseAsync("CN-CQ", CancellationToken.None);
        _hub.Clock.Now = _other.Clock.Now;
        Assert.NotNull(await leases.TakeAsync("CN-CQ", CancellationToken.None));
    }
}

public sealed class SqliteCaseStoreTests() : CaseStoreCompliance(StoreOptions.Sqlite);

public sealed class PostgreSqlCaseStoreTests() : CaseStoreCompliance(StoreOptions.PostgreSql);

public sealed class SqlServerCaseStoreTests() : CaseStoreCompliance(StoreOptions.SqlServer);
