using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Hosting;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.TestKit;
using Google.Type;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.Benchmarks.Reconciliation;

/// <summary>What a run said, and how long it took.</summary>
internal sealed record RunFigures(ReconciliationRunState State, long Differences, long Bytes, int RoundTrips, string Methods, string Residual, TimeSpan Time);

/// <summary>The real executable, and a region's ledger in SQLite behind the client library's endpoint, over mutual TLS.</summary>
internal sealed class ReconciliationRig : IAsyncDisposable
{
    public const string Participant = "cq-back-office";

    private const string LedgerFile = "region-ledger.db";

    private readonly HubSetup _setup;
    private readonly WebApplication _region;
    private readonly HubProcess _hub;
    private readonly HubChannel _operator;
    private readonly ReconciliationOperationsServiceClient _client;

    private ReconciliationRig(HubSetup setup, SqliteRegionLedger ledger, WebApplication region, LedgerPair rows, HubProcess hub, HubChannel channel)
    {
        (_setup, Ledger, _region, Rows, _hub, _operator) = (setup, ledger, region, rows, hub, channel);
        _client = new ReconciliationOperationsServiceClient(channel.Invoker);
    }

    public SqliteRegionLedger Ledger { get; }

    public LedgerPair Rows { get; }

    public HubSetup Setup => _setup;

    /// <summary>The most memory that the hub has held.</summary>
    public long PeakMemory => _hub.PeakMemory;

    /// <summary>What the hub's memory is made of now, as Linux counts it: its own data, mapped files (libraries), and what the runtime maps twice (compiled code).</summary>
    public IEnumerable<string> MemoryKinds() => File.ReadLines($"/proc/{_hub.Id}/status").Where(line => line.StartsWith("Rss", StringComparison.Ordinal)).Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    public static async Task<ReconciliationRig> StartAsync(int rows)
    {
        var setup = await HubSetup.CreateAsync();
        var ledger = SqliteRegionLedger.Open(setup.FileName(LedgerFile));
        var region = await StartRegionAsync(setup, ledger);
        var operatorCertificate = TestPki.Client(setup.Pki.Hub, "operator");
        setup.Options = setup.Options with
        {
            Participants =
            [
                setup.Options.Participants.Single(participant => participant.Id == Participant) with
                {
                    Endpoint = new EndpointOptions { Address = $"https://127.0.0.1:{new Uri(region.Urls.Single()).Port}", ServerName = "cq-back-office.test" },
                },
                .. setup.Options.Participants.Where(participant => participant.Id != Participant),
                HubSetup.Participant("operator", "HUB", "operator", operatorCertificate),
            ],
        };
        var pair = await LedgerPair.WriteAsync(setup, ledger, rows);
        var hub = await HubProcess.StartAsync(setup);
        return new ReconciliationRig(setup, ledger, region, pair, hub, setup.Connect(hub.Address, operatorCertificate));
    }

    /// <summary>Connects to the region as the hub does.</summary>
    public HubChannel ConnectRegion() => new(new HubClientOptions
    {
        Address = new Uri($"https://127.0.0.1:{new Uri(_region.Urls.Single()).Port}"),
        ServerName = "cq-back-office.test",
        Certificate = X509Certificate2.CreateFromPemFile(_setup.Options.CertificateFile, _setup.Options.CertificateKeyFile),
        HubTrustAnchors = TestPki.Anchors(_setup.Pki.Chongqing),
        Attempts = 1,
    });

    /// <summary>The region's own sums of all rows, by a scan of the stored fingerprints, as the guide's query makes them.</summary>
    public async Task<long> ScanAsync()
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _setup.FileName(LedgerFile), Mode = SqliteOpenMode.ReadOnly }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), sum(f0), sum(f1), sum(f2), sum(f3) FROM ledger WHERE id >= zeroblob(16)";
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }

    /// <summary>Compares the day.</summary>
    public async Task<RunFigures> RunAsync(bool signOff = false)
    {
        var day = new Date { Year = Rows.Day.Year, Month = Rows.Day.Month, Day = Rows.Day.Day };
        var start = Stopwatch.GetTimestamp();
        var started = await _client.StartReconciliationRunAsync(new StartReconciliationRunRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            ParticipantId = Participant,
            FirstDay = day,
            LastDay = day,
            DryRun = true,
            SignOff = signOff,
            Reason = "测试",
            OperatorName = "测试甲",
        });
        using var watch = _client.WatchReconciliationRun(new WatchReconciliationRunRequest { RunId = started.Run.RunId });
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
        {
            // To its end.
        }
        var ended = await _client.GetReconciliationRunAsync(new GetReconciliationRunRequest { RunId = started.Run.RunId });
        var window = ended.Windows is [var one] ? one : throw new InvalidOperationException($"The run ended as {ended.Run.State}: {ended.Run.Problem}");
        return new RunFigures(ended.Run.State, ended.Run.DifferenceCount, window.ByteCount, window.RoundTripCount, window.Method, window.Residual, Stopwatch.GetElapsedTime(start));
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await _hub.DisposeAsync();
        await _region.DisposeAsync();
        await Ledger.DisposeAsync();
        await _setup.DisposeAsync();
    }

    private static async Task<WebApplication> StartRegionAsync(HubSetup setup, SqliteRegionLedger ledger)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddBackOffice(new BackOfficeOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Certificate = setup.ChongqingCertificate,
            HubTrustAnchors = TestPki.Anchors(setup.Pki.Hub),
            HubName = TestPki.HubName,
        }, ledger);
        builder.Services.AddRegionLedger(ledger);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<RegionLedgerEndpoint>();
        await app.StartAsync();
        return app;
    }
}
