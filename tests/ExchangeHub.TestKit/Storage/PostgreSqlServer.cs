using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ExchangeHub.TestKit.Storage;

/// <summary>
/// A PostgreSQL server of the tests' own: made with <c>initdb</c> in a temporary folder, on a free port of 127.0.0.1, run by
/// an ordinary user, with fsync on. It can be killed and started again.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    /// <summary>How to get it, for who is told that a test was skipped.</summary>
    public const string HowToInstall = "PostgreSQL is missing; install it with: apt-get install postgresql";

    private const string Superuser = "exchangehub";
    private const string OrdinaryUser = "postgres"; // Debian's package makes it; the server refuses to run as root.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<string?> Programs = new(FindPrograms);
    private static readonly Lazy<Task<PostgreSqlServer>> SharedServer = new(StartSharedAsync);

    private readonly string _folder;
    private readonly int _maxConnections;

    private PostgreSqlServer(string folder, int port, int maxConnections) => (_folder, Port, _maxConnections) = (folder, port, maxConnections);

    /// <summary>Whether its programs are installed.</summary>
    public static bool IsInstalled => Programs.Value is not null;

    /// <summary>The one that tests share which do it no harm; it ends with the process.</summary>
    public static Task<PostgreSqlServer> Shared => SharedServer.Value;

    public int Port { get; }

    /// <summary>
    /// Connection string of a database on this server, as the user who may do everything. It waits longer for a connection than a hub does by itself:
    /// where all tests share two processors, two seconds may pass before one is there.
    /// </summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = Superuser,
        Database = database,
        Timeout = (int)Patience.TotalSeconds,
    }.ConnectionString;

    /// <summary>Makes a new server and starts it.</summary>
    public static async Task<PostgreSqlServer> StartAsync(int maxConnections = 100)
    {
        var folder = Directory.CreateTempSubdirectory("exchangehub-postgresql-").FullName;
        var server = new PostgreSqlServer(folder, FreePort(), maxConnections);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", OrdinaryUser, folder);
        // A linguistic order by default, as a database for Chinese may have it, so that texts which the hub wants compared by code point show it.
        await RunProgramAsync("initdb", "--pgdata", server.Data, "--username", Superuser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "zh-Hans-CN");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it after a kill or a stop; the database recovers first.</summary>
    public Task StartAgainAsync()
        => RunProgramAsync("pg_ctl", "start", "--wait", "--silent", "--pgdata", Data, "--log", Path.Combine(_folder, "log"),
            "--options", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections={_maxConnections}");

    /// <summary>Ends it at once, as if its machine had lost power but for what the disk had been told to keep.</summary>
    public Task KillAsync() => RunProgramAsync("pg_ctl", "stop", "--mode", "immediate", "--silent", "--pgdata", Data);

    /// <summary>The server's processes as they are now: the first one, and one for each connection and for each of its own tasks.</summary>
    public IReadOnlyList<int> ProcessIds()
    {
        var first = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());
        return [first, .. File.ReadAllText($"/proc/{first}/task/{first}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    /// <summary>Runs one statement in a database, as the user who may do everything.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Patience.TotalSeconds };
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private static async Task<PostgreSqlServer> StartSharedAsync()
    {
        var server = await StartAsync(maxConnections: 300);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait(Patience);
        return server;
    }

    private static Task RunProgramAsync(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(Programs.Value ?? throw new InvalidOperationException(HowToInstall), program), .. arguments];
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", OrdinaryUser, "--", .. command]) : RunAsync(command[0], command[1..]);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Its output goes nowhere: a server that pg_ctl leaves running would hold a pipe open for ever.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        foreach (var argument in new[] { "-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program }.Concat(arguments))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
