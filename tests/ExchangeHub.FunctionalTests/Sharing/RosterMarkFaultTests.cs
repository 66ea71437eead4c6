using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Whatever happens to the job that marks rosters: each mark is published once.</summary>
public abstract class RosterMarkFaultTests(string store) : RosterMarkTest(store)
{
    /// <summary>More than a run has commits.</summary>
    private const int MaxPoints = 15;

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Services.ConfigureDbContext<HubDbContext>(context => context.AddInterceptors(new Disturbance.Commits(), new Disturbance.Reads()));
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await StartedAsync("roster-marks");
    }

    [SkippableFact]
    public async Task Job_TwiceAtOnceAndAfterARestart_PublishesOnce()
    {
        await Reader.PublishAsync(DataSet.Institutions, [Rosters.Institution()]);
        await SanctionAsync(Rosters.Sanction("渝测罚1号", Rosters.InstitutionSubject, Today));

        await Task.WhenAll(Hub.MarkRostersAsync(), Hub.MarkRostersAsync(), Hub.MarkRostersAsync());
        await Hub.RestartAsync();
        Assert.Equal(0, await Hub.MarkRostersAsync());

        Assert.Single(await VersionsAsync(InstitutionMarks));
        await using var database = await Hub.DatabaseAsync();
        Assert.Equal([(DataSet.Institutions, Sichuan, 1), (DataSet.AdministrativeSanctions, Chongqing, 1)],
            (await database.RosterPositions.OrderBy(position => position.DataSet).ToListAsync()).Select(position => (position.DataSet, position.ProducerRegion, (int)position.Sequence)));
    }

    /// <summary>Before a commit in one round, after it in the next, from the first commit to the last.</summary>
    [SkippableFact]
    public async Task Job_KilledAtEveryCommit_IsMadeGoodByTheNextRun()
    {
        await Reader.PublishAsync(DataSet.Institutions, [Rosters.Institution(licenceEnd: Today.AddYears(1))]);
        var (point, killed) = (0, true);
        while (killed)
        {
            point++;
            await SanctionAsync(Rosters.Sanction($"渝测罚{point:D2}号", Rosters.InstitutionSubject, Today));
            killed = await Disturbance.KillAsync((point + 1) / 2, isAfter: point % 2 == 0, Hub.MarkRostersAsync);

            await Hub.MarkRostersAsync();

            Assert.Equal(0, await Hub.MarkRostersAsync());
            Assert.Equal(Enumerable.Range(1, point).Select(i => $"渝测罚{i:D2}号"), (await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey)).Select(mark => mark.Basis.Key));
            Assert.Equal(point, (await VersionsAsync(InstitutionMarks)).Count);
            Assert.InRange(point, 1, MaxPoints);
        }
        Assert.True(point > 6, $"The last run that was killed died at commit {(point + 1) / 2}: there are at least three.");
    }

    /// <summary>A hub that has read what is published, and comes to publish after another one: what it has made is made anew.</summary>
    [SkippableFact]
    public async Task Job_OvertakenByAnotherHub_PublishesWhatIsNewest()
    {
        await Reader.PublishAsync(DataSet.Institutions, [Rosters.Institution()]);
        await Hub.MarkRostersAsync();
        await SanctionAsync(Rosters.Sanction("渝测罚1号", Rosters.InstitutionSubject, Today));
        var sanction = Rosters.Sanction("渝测罚2号", Rosters.InstitutionSubject, Today);

        await Disturbance.BeforeReadAsync("roster_subjects", 3, OvertakeAsync, Hub.MarkRostersAsync);

        Assert.Equal("渝测罚1号", Assert.Single(await MarksAsync(DataSet.Institutions, Rosters.InstitutionKey)).Basis.Key);
        Assert.Equal([2, 1], (await VersionsAsync(InstitutionMarks)).Select(record => record.Content.RosterMarks.Marks.Count));

        async Task OvertakeAsync()
        {
            await SanctionAsync(sanction);
            await Hub.MarkRostersAsync();
            await SanctionAsync(sanction.Delete(2, Today));
        }
    }
}

public sealed class RosterMarkFaultTestsOnSqlite() : RosterMarkFaultTests(StoreOptions.Sqlite);

public sealed class RosterMarkFaultTestsOnPostgreSql() : RosterMarkFaultTests(StoreOptions.PostgreSql);
