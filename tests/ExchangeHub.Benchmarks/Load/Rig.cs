using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Benchmarks.Site;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit.Storage;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>Back office and arms, all running on one machine; when this is disposed of, they are gone.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly ChildProcess _backOffice;
    private readonly List<RunningArm> _arms = [];
    private PostgreSqlServer? _postgreSql;

    private Rig(ChildProcess backOffice) => _backOffice = backOffice;

    public IReadOnlyList<RunningArm> Arms => _arms;

    public static async Task<Rig> StartAsync(BenchmarkSite site, IEnumerable<Arm> arms, CancellationToken cancellationToken)
    {
        var backOffice = await ChildProcess.StartAsync(RoleCommand.BackOfficeRole, site, 0, cancellationToken);
        var rig = new Rig(backOffice);
        try
        {
            site.WriteHubOptions(backOffice.Port);
            foreach (var arm in arms)
            {
                if (arm.Store == StoreOptions.PostgreSql)
                    await rig.StartPostgreSqlAsync(site, arm);
                rig._arms.Add(await RunningArm.StartAsync(arm, site, rig._postgreSql, backOffice.Port, cancellationToken));
            }
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var arm in _arms)
            await arm.DisposeAsync();
        await _backOffice.DisposeAsync();
        if (_postgreSql is not null)
            await _postgreSql.DisposeAsync();
    }

    /// <summary>A server with fsync on, as it is made; its folder is a temporary one.</summary>
    private async Task StartPostgreSqlAsync(BenchmarkSite site, Arm arm)
    {
        _postgreSql = await PostgreSqlServer.StartAsync();
        site.WriteStore(arm, TestDatabase.Absent(_postgreSql).Store);
    }
}
