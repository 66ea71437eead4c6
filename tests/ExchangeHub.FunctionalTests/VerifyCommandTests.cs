using ExchangeHub.FunctionalTests.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using DeliveryState = ExchangeHub.Contracts.Operations.V1.DeliveryState;

namespace ExchangeHub.FunctionalTests;

/// <summary><c>exchangehub verify</c>, the real executable, on a database with whole cases, altered in one way for each test.</summary>
public sealed class VerifyCommandTests(VerifiedSite site) : IClassFixture<VerifiedSite>, IDisposable
{
    private const string NoTriggers = "DROP TRIGGER ledger_entries_no_update; DROP TRIGGER ledger_entries_no_delete;";
    private const string AnyEvent = "(SELECT event_id FROM case_events WHERE version = 3 LIMIT 1)";
    private const string UnknownId = "01938c5e-0000-7000-8000-000000000001";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_HealthyDatabase_IsFine()
    {
        var verify = await VerifyAsync();

        Assert.Equal((0, ""), (verify.ExitCode, verify.Errors));
        Assert.Equal(
            $"""
            ok   cases: {VerifiedSite.CaseCount} cases, {site.EventCount} events
            ok   deliveries: {site.DeliveryCount} acknowledged, 0 waiting
            ok   regions: {site.DeliveryCount} deliveries received, as they say

            """,
            verify.Output);
    }

    [Fact]
    public async Task Verify_WithoutFiles_LooksAtTheDatabaseAlone()
    {
        var verify = await HubCommand.RunAsync(Altered(""), "verify");

        Assert.Equal(0, verify.ExitCode);
        Assert.DoesNotContain("regions", verify.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM case_events WHERE event_id = " + AnyEvent, "its events are not 1 to")]
    [InlineData("DELETE FROM case_events WHERE event_id = " + AnyEvent, "was acknowledged and is not there")]
    [InlineData("DELETE FROM case_files WHERE id = (SELECT case_id FROM case_events LIMIT 1)", "belongs to no case")]
    [InlineData("UPDATE case_files SET state = 4 WHERE id = (SELECT id FROM case_files LIMIT 1)", "does not stand where its last event left it")]
    [InlineData("UPDATE case_events SET state = 8 WHERE event_id = " + AnyEvent, "can't follow the one before it")]
    [InlineData("DELETE FROM kept_messages WHERE id = " + AnyEvent, "has lost its papers")]
    [InlineData(NoTriggers + "DELETE FROM ledger_entries WHERE id = " + AnyEvent, "has no ledger entry")]
    [InlineData(NoTriggers + "DELETE FROM ledger_entries WHERE method LIKE '%InboxService/Deliver'", "is acknowledged and has no ledger entry")]
    [InlineData("DELETE FROM deliveries WHERE event_kind = 1", "was never to be brought to anybody")]
    public async Task Verify_AlteredDatabase_NamesTheProblem(string alteration, string problem)
    {
        var verify = await VerifyAsync(alteration);

        Assert.Equal(1, verify.ExitCode);
        Assert.Contains(verify.Output.Split('\n'), line => line.StartsWith("FAIL problem: ", StringComparison.Ordinal) && line.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_DeliveryTwice_NamesIt()
        => await RegionIsWrongAsync(lines => [.. lines, lines[0]], $"CN-SC has delivery {IdOf(site.Sichuan[0])} twice");

    [Fact]
    public async Task Verify_WrongOrder_NamesIt()
    {
        // The first two events of a case, exchanged.
        var lines = site.Sichuan;
        var second = lines.FindIndex(1, line => CaseOf(line) == CaseOf(lines[0]));
        await RegionIsWrongAsync(
            _ => [.. lines.Select((line, i) => i == 0 ? lines[second] : i == second ? lines[0] : line)],
            $"CN-SC has event 1 of case {CaseOf(lines[0])} after event 2");
    }

    [Fact]
    public async Task Verify_DeliveryThatTheHubDoesNotKnow_NamesIt()
        => await RegionIsWrongAsync(
            lines => [.. lines, $$"""{"delivery_id":"{{UnknownId}}","event_id":"{{UnknownId}}","case_id":"{{UnknownId}}","version":1}"""],
            $"CN-SC has delivery {UnknownId}, which the hub does not know");

    [Fact]
    public async Task Verify_AcknowledgedDeliveryThatTheRegionDoesNotHave_NamesIt()
        => await RegionIsWrongAsync(lines => [.. lines.SkipLast(1)], $"delivery {IdOf(site.Sichuan[^1])} is acknowledged, and CN-SC does not have it");

    [Fact]
    public async Task Verify_AnotherEventInADelivery_NamesIt()
        => await RegionIsWrongAsync(
            lines => [.. lines.SkipLast(1), lines[^1].Replace(Field(lines[^1], "event_id"), UnknownId, StringComparison.Ordinal)],
            $"delivery {IdOf(site.Sichuan[^1])} brought CN-SC another event than the hub knows");

    [Fact]
    public async Task Verify_AcknowledgedEventThatIsMissing_NamesIt()
    {
        var file = await FileAsync("acknowledged", [$$"""{"event_id":"{{UnknownId}}","case_id":"{{UnknownId}}"}"""]);

        var verify = await HubCommand.RunAsync(Altered(""), "verify", "--acknowledged", file);

        Assert.Equal(1, verify.ExitCode);
        Assert.Contains($"FAIL problem: event {UnknownId} of case {UnknownId} was acknowledged and is not there\n", verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_DeliveryGivenUp_WarnsOfIt()
    {
        var verify = await HubCommand.RunAsync(Altered("UPDATE deliveries SET state = 3 WHERE id = (SELECT id FROM deliveries ORDER BY case_version DESC LIMIT 1)"), "verify");

        Assert.Equal(2, verify.ExitCode);
        Assert.Contains("warn deliveries: 1 were given up and wait for an operator\n", verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Chinese_SaysAllInChinese()
    {
        var file = await FileAsync("acknowledged", [$$"""{"event_id":"{{UnknownId}}","case_id":"{{UnknownId}}"}"""]);

        var verify = await HubCommand.RunInAsync("zh-CN", Altered("UPDATE case_files SET state = 4"), "verify", "--acknowledged", file);

        Assert.Equal(1, verify.ExitCode);
        Assert.Contains($"案件 {VerifiedSite.CaseCount} 件", verify.Output, StringComparison.Ordinal);
        Assert.Contains("当前状态与最后一个事件不符", verify.Output, StringComparison.Ordinal);
        Assert.Contains($"案件 {UnknownId} 的事件 {UnknownId} 已受理，但不存在", verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ManyProblems_NamesSomeAndCountsTheRest()
    {
        var ids = Enumerable.Range(0, 60).Select(i => $"01938c5e-0000-7000-8000-{i:D12}");
        var file = await FileAsync("acknowledged", [.. ids.Select(id => $$"""{"event_id":"{{id}}","case_id":"{{id}}"}""")]);

        var verify = await HubCommand.RunAsync(Altered(""), "verify", "--acknowledged", file);

        Assert.Equal(50, verify.Output.Split('\n').Count(line => line.Contains("was acknowledged and is not there", StringComparison.Ordinal)));
        Assert.EndsWith("FAIL problem: and 10 more\n", verify.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"event_id":"x","case_id":"01938c5e-0000-7000-8000-000000000001"}""", "event_id")]
    [InlineData("""{"event_id":"01938c5e-0000-7000-8000-000000000001"}""", "case_id")]
    [InlineData("no json", "invalid")]
    [InlineData("null", "null")]
    public async Task Verify_BadLine_IsNamedWithItsNumber(string line, string problem)
    {
        var file = await FileAsync("acknowledged", [site.Acknowledged[0], line]);

        var verify = await HubCommand.RunAsync(Altered(""), "verify", "--acknowledged", file);

        Assert.Equal((1, ""), (verify.ExitCode, verify.Output));
        Assert.Contains($"{file}:2: ", verify.Errors, StringComparison.Ordinal);
        Assert.Contains(problem, verify.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CN-SC", "'CN-SC' must be REGION=FILE")]
    [InlineData("CN-XX=FILE", "'CN-XX' is no region of the configuration")]
    [InlineData("CN-SC=FILE,CN-SC=FILE", "'CN-SC' is given twice")]
    [InlineData("CN-SC=FILE-that-is-not-there", "FILE-that-is-not-there")]
    public async Task Verify_BadOption_IsExplained(string received, string problem)
    {
        var file = await FileAsync("FILE", site.Sichuan);
        var options = received.Replace("FILE", file, StringComparison.Ordinal).Split(',').SelectMany(text => new[] { "--received", text });

        var verify = await HubCommand.RunAsync(Altered(""), "verify", [.. options]);

        Assert.Equal((1, ""), (verify.ExitCode, verify.Output));
        Assert.Contains(problem, verify.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", verify.Errors, StringComparison.Ordinal);
    }

    private async Task RegionIsWrongAsync(Func<List<string>, List<string>> change, string problem)
    {
        var file = await FileAsync("sc", change(site.Sichuan));

        var verify = await HubCommand.RunAsync(Altered(""), "verify", "--received", $"CN-SC={file}");

        Assert.Equal(1, verify.ExitCode);
        Assert.Contains($"FAIL problem: {problem}\n", verify.Output, StringComparison.Ordinal);
    }

    private async Task<HubCommand> VerifyAsync(string alteration = "") => await HubCommand.RunAsync(
        Altered(alteration), "verify",
        "--acknowledged", await FileAsync("acknowledged", site.Acknowledged),
        "--received", $"CN-CQ={await FileAsync("cq", site.Chongqing)}",
        "--received", $"CN-SC={await FileAsync("sc", site.Sichuan)}");

    /// <summary>The options of a hub whose database is a copy of the healthy one, altered.</summary>
    private HubOptions Altered(string alteration)
    {
        var path = _folder.File("altered.db");
        File.Copy(site.DatabaseFile, path);
        if (alteration.Length > 0)
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = alteration;
            Assert.True(command.ExecuteNonQuery() > 0);
        }
        return site.Options with { Store = new StoreOptions { Path = path } };
    }

    private async Task<string> FileAsync(string name, IEnumerable<string> lines)
    {
        var file = _folder.File(name);
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }

    private static string IdOf(string line) => Field(line, "delivery_id");

    private static string CaseOf(string line) => Field(line, "case_id");

    private static string Field(string line, string name)
    {
        using var json = System.Text.Json.JsonDocument.Parse(line);
        return json.RootElement.GetProperty(name).GetString()!;
    }
}

/// <summary>A hub at which some cases were lived to their end, and which has stopped; and what callers and regions noted.</summary>
public sealed class VerifiedSite : IAsyncLifetime
{
    public const int CaseCount = 3;

    private HubSetup _setup = null!;

    public HubOptions Options => _setup.Options;

    public string DatabaseFile => Options.Store.Path;

    public List<string> Acknowledged { get; private set; } = [];

    public List<string> Chongqing { get; private set; } = [];

    public List<string> Sichuan { get; private set; } = [];

    /// <summary>All events come to Sichuan: its office caused some, the hub and Chongqing the others.</summary>
    public int EventCount => Sichuan.Count;

    public int DeliveryCount => Chongqing.Count + Sichuan.Count;

    public async Task InitializeAsync()
    {
        _setup = await HubSetup.CreateAsync();
        await _setup.AddSichuanAsync();
        await using (var hub = await HubProcess.StartAsync(_setup))
        {
            using var lives = new CaseLives(_setup, hub.Address);
            lives.Up();
            await Task.WhenAll(Enumerable.Range(0, CaseCount).Select(i => lives.LiveOneAsync(withSupplement: i == 0)));
            await DeliveredAsync();
            await VerifyFiles.WriteAsync(_setup.FileName("acknowledged"), lives.Acknowledged);
        }
        await VerifyFiles.WriteAsync(_setup.FileName("cq"), _setup.Chongqing.Inbox);
        await VerifyFiles.WriteAsync(_setup.FileName("sc"), _setup.Sichuan!.Inbox);
        Acknowledged = [.. await File.ReadAllLinesAsync(_setup.FileName("acknowledged"))];
        Chongqing = [.. await File.ReadAllLinesAsync(_setup.FileName("cq"))];
        Sichuan = [.. await File.ReadAllLinesAsync(_setup.FileName("sc"))];
        await MergeLogAsync();
    }

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    private async Task DeliveredAsync()
    {
        await using var services = _setup.Database.Services();
        var contexts = services.GetRequiredService<IDbContextFactory<HubDbContext>>();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await WaitingAsync())
            await again.WaitForNextTickAsync(timeout.Token);

        async Task<bool> WaitingAsync()
        {
            await using var context = await contexts.CreateDbContextAsync();
            return await context.Deliveries.AnyAsync(delivery => delivery.State != DeliveryState.Acknowledged);
        }
    }

    /// <summary>So that a copy of the one file is the whole database.</summary>
    private async Task MergeLogAsync()
    {
        SqliteConnection.ClearAllPools();
        await using var connection = await _setup.Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync();
    }
}
