using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Protection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExchangeHub.Hub.Operations;

/// <summary>Examines a hub before, or while, it serves: configuration, certificates, database, clock, and each back office over mutual TLS.</summary>
public static class Doctor
{
    private const int WarnDays = 30;
    private static readonly TimeSpan WarnClockDifference = TimeSpan.FromSeconds(30);

    /// <summary>Looks at everything that can be looked at, and says what was found.</summary>
    /// <param name="read">Reads the options.</param>
    /// <param name="addStore">Registers the store, as for the hub.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the examination.</param>
    public static async Task<IReadOnlyList<Finding>> ExamineAsync(Func<HubOptions> read, Action<IServiceCollection, HubOptions> addStore, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(addStore);
        ArgumentNullException.ThrowIfNull(clock);
        try
        {
            var options = read();
            var state = HubStateLoader.Load(options);
            PersonIndex.Load(options.PersonIndexKeyFile, options.Development);
            MasterKey.Load(options);
            var findings = new List<Finding> { new(Severity.Fine, "configuration", $"{state.Regions.Count} regions, {state.Participants.Count} participants, {state.Offices.Count} offices", $"{state.Regions.Count} 个地区、{state.Participants.Count} 个参与方、{state.Offices.Count} 个机构") };
            findings.AddRange(Certificates(state, clock.GetUtcNow()));
            findings.AddRange(await DatabaseAsync(options, addStore, clock, cancellationToken));
            findings.AddRange(await BackOfficesAsync(options, state, read, clock, cancellationToken));
            return findings;
        }
        catch (ConfigurationException error)
        {
            return [.. error.Problems.Select(problem => new Finding(Severity.Error, "configuration", problem.Text(Language.English), problem.Text(Language.Chinese)))];
        }
    }

    /// <summary>What is to be said of the hub's certificate, the anchors and the revocation lists.</summary>
    internal static IEnumerable<Finding> Certificates(HubState state, DateTimeOffset now)
    {
        yield return Expiry("certificate", "hub", state.Certificate.NotAfter, now);
        foreach (var region in state.Regions.Values.OrderBy(region => region.Code))
        {
            foreach (var anchor in region.TrustAnchors.Certificates)
                yield return Expiry("trust anchor", $"{region.Code} {anchor.Subject}", anchor.NotAfter, now);
            foreach (var list in region.TrustAnchors.RevocationLists)
                yield return Expiry("revocation list", region.Code, list.NextUpdate, now, warnDays: 1);
            if (region.TrustAnchors.RevocationLists.Count == 0)
                yield return new Finding(Severity.Warning, "revocation list", $"{region.Code} has none: a stolen certificate can't be revoked", $"{region.Code} 没有吊销列表：被盗证书无法吊销");
        }
    }

    private static Finding Expiry(string topic, string what, DateTimeOffset end, DateTimeOffset now, int warnDays = WarnDays)
    {
        var days = (int)Math.Floor((end - now).TotalDays);
        var severity = days < 0 ? Severity.Error : days < warnDays ? Severity.Warning : Severity.Fine;
        return new Finding(severity, topic, $"{what}: {days} days left (until {end:yyyy-MM-dd})", $"{what}：剩余 {days} 天（至 {end:yyyy-MM-dd}）");
    }

    private static async Task<IReadOnlyList<Finding>> DatabaseAsync(HubOptions options, Action<IServiceCollection, HubOptions> addStore, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var services = Services(options, addStore);
        var database = services.GetRequiredService<IHubDatabase>();
        try
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
            var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            if (pending.Count > 0)
                return [new Finding(Severity.Error, "schema", $"migrations are pending, run 'exchangehub migrate': {string.Join(", ", pending)}", $"有待执行的迁移，请运行 exchangehub migrate：{string.Join("、", pending)}")];

            var findings = new List<Finding>(await database.ExamineAsync(clock, cancellationToken));
            await services.GetRequiredService<ILedgerStore>().CheckAsync(cancellationToken);
            findings.Add(new Finding(Severity.Fine, "schema", "up to date", "为最新"));
            findings.Add(services.GetRequiredService<PayloadProtection>().Examine());
            var newest = await context.LedgerEntries.OrderByDescending(entry => entry.Id).Select(entry => (DateTimeOffset?)entry.AcceptTime).FirstOrDefaultAsync(cancellationToken);
            findings.Add(OwnClock(newest, clock.GetUtcNow()));
            return findings;
        }
        catch (Exception error) when (error is System.Data.Common.DbException or IOException or UnauthorizedAccessException or InvalidOperationException or TimeoutException)
        {
            var message = error.GetBaseException().Message;
            return [new Finding(Severity.Error, "database", message, message)];
        }
    }

    private static Finding OwnClock(DateTimeOffset? newestEntry, DateTimeOffset now)
        => newestEntry > now
            ? new Finding(Severity.Error, "clock", $"the ledger's newest entry is of {newestEntry:O}, after now: the clock went back", $"台账最新记录时间为 {newestEntry:O}，晚于当前时间：时钟曾被回拨")
            : new Finding(Severity.Fine, "clock", "not before the ledger's newest entry", "不早于台账最新记录");

    private static async Task<IReadOnlyList<Finding>> BackOfficesAsync(HubOptions options, HubState state, Func<HubOptions> read, TimeProvider clock, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        using var holder = new HubStateHolder(state, read, clock, NullLogger<HubStateHolder>.Instance);
        foreach (var region in state.Regions.Values.Where(region => region.BackOffice is not null).OrderBy(region => region.Code))
        {
            if (region.BackOffice!.Endpoint!.Link)
            {
                findings.Add(new Finding(Severity.Fine, "back office", $"{region.Code}: opens a link to the hub; whether it is up, the running hub logs (1801, 1802)", $"{region.Code}：由地区主动建立长连接；是否在线见运行中的交换中心日志（1801、1802）"));
                continue;
            }
            using var connection = new BackOfficeConnection(region, holder, options.AllowTls12, options.Limits.MessageBytes, clock, NullLogger.Instance);
            var what = $"{region.Code} {connection.Endpoint.Address}";
            if (await connection.ProbeAsync(cancellationToken) is { } problem)
            {
                findings.Add(new Finding(Severity.Error, "back office", $"{what}: {problem}", $"{what}：{problem}"));
                continue;
            }
            findings.Add(new Finding(Severity.Fine, "back office", $"{what}: reached over mutual TLS", $"{what}：已通过双向 TLS 连通"));
            if (await connection.ReadClockAsync(cancellationToken) is { } theirs)
            {
                var difference = theirs - clock.GetUtcNow();
                var severity = difference.Duration() > WarnClockDifference ? Severity.Warning : Severity.Fine;
                findings.Add(new Finding(severity, "clock", $"{region.Code} differs by {difference.TotalSeconds:F0} s", $"{region.Code} 时钟相差 {difference.TotalSeconds:F0} 秒"));
            }
        }
        return findings;
    }

    private static ServiceProvider Services(HubOptions options, Action<IServiceCollection, HubOptions> addStore)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPayloadProtection(options);
        addStore(services, options);
        return services.BuildServiceProvider();
    }
}
