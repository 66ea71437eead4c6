using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Operations;
using ExchangeHub.Storage.Sqlite;
using ExchangeHub.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Hub.Tests.Operations;

public sealed class DoctorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ShiftedClock _clock = new();
    private HubSetup _setup = null!;
    private HubOptions _options = null!;

    public async Task InitializeAsync()
    {
        _setup = await HubSetup.CreateAsync();
        var lists = _setup.Options.Regions.Zip([_setup.Pki.Hub, _setup.Pki.Chongqing, _setup.Pki.Sichuan], (region, authority) =>
        {
            TestPki.WriteRevocationList(_setup.FileName($"{region.Code}.crl"), authority);
            return region with { RevocationListFiles = [_setup.FileName($"{region.Code}.crl")] };
        });
        _options = _setup.Options with { Regions = [.. lists] };
    }

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Fact]
    public async Task ExamineAsync_EverythingInOrder_FindsOnlyFineThings()
    {
        var findings = await ExamineAsync();

        Assert.All(findings.Where(finding => finding.Topic != "disk"), finding => Assert.True(finding.Severity == Severity.Fine, finding.English));
        Assert.Equal(
            ["back office", "certificate", "clock", "clock", "configuration", "database", "disk", "payload keys", "revocation list", "revocation list", "revocation list", "schema", "trust anchor", "trust anchor", "trust anchor"],
            findings.Select(finding => finding.Topic).Order(StringComparer.Ordinal));
        Assert.All(findings, finding => Assert.NotEmpty(finding.Chinese));
    }

    [Fact]
    public async Task ExamineAsync_PayloadKeyOfAnotherDatabase_IsAnError()
    {
        await using (await HubProcess.StartAsync(_setup))
            await File.WriteAllTextAsync(_setup.FileName("payload.key"), Convert.ToBase64String(new byte[32]));

        Assert.Equal(Severity.Error, Of(await ExamineAsync(), "payload keys").Severity);
    }

    [Fact]
    public async Task ExamineAsync_CertificatesNearTheirEnd_Warns()
    {
        _clock.Shift = TimeSpan.FromDays(2 * 365 - 20);

        var findings = await ExamineAsync();

        Assert.Equal(Severity.Warning, Of(findings, "certificate").Severity);
        Assert.All(findings.Where(finding => finding.Topic == "trust anchor"), finding => Assert.Equal(Severity.Warning, finding.Severity));
        Assert.All(findings.Where(finding => finding.Topic == "revocation list"), finding => Assert.Equal(Severity.Fine, finding.Severity)); // It has a day's warning only.
    }

    [Fact]
    public async Task ExamineAsync_CertificatesExpired_IsAnError()
    {
        _clock.Shift = TimeSpan.FromDays(3 * 365);

        var findings = await ExamineAsync();

        Assert.Equal(Severity.Error, Of(findings, "certificate").Severity);
        Assert.All(findings.Where(finding => finding.Topic == "revocation list"), finding => Assert.Equal(Severity.Error, finding.Severity));
        Assert.Equal(Severity.Error, Of(findings, "back office").Severity);
    }

    [Fact]
    public async Task ExamineAsync_NoRevocationLists_WarnsForEachRegion()
    {
        _options = _setup.Options;

        Assert.Equal(3, (await ExamineAsync()).Count(finding => finding is { Topic: "revocation list", Severity: Severity.Warning }));
    }

    [Fact]
    public async Task ExamineAsync_MigrationsPending_SaysSoAndGoesOn()
    {
        _options = _options with { Store = new StoreOptions { Path = _setup.FileName("new.db") } };

        var findings = await ExamineAsync();

        var schema = Of(findings, "schema");
        Assert.Equal(Severity.Error, schema.Severity);
        Assert.Contains("_Ledger", schema.English);
        Assert.Contains("exchangehub migrate", schema.Chinese);
        Assert.Equal(Severity.Fine, Of(findings, "back office").Severity);
    }

    [Fact]
    public async Task ExamineAsync_NoDatabaseFile_IsAnError()
    {
        _options = _options with { Store = new StoreOptions { Path = _setup.FileName("text.db") } };
        await File.WriteAllTextAsync(_options.Store.Path, "no database, but a text that is long enough to be taken for the head of one: 测试 測試 测试 測試 测试 測試");

        Assert.Equal(Severity.Error, Of(await ExamineAsync(), "database").Severity);
    }

    [Fact]
    public async Task ExamineAsync_ClockBehindTheLedger_IsAnError()
    {
        await using var services = Services();
        var entry = Ledger.Entries.New() with { AcceptTime = TimeProvider.System.GetUtcNow().AddHours(1) };
        await services.GetRequiredService<ILedgerStore>().AppendAsync([entry.Sealed()], CancellationToken.None);

        Assert.Contains(await ExamineAsync(), finding => finding is { Topic: "clock", Severity: Severity.Error });
    }

    [Fact]
    public async Task ExamineAsync_BackOfficesClockDiffers_Warns()
    {
        _clock.Shift = TimeSpan.FromMinutes(2);

        var clock = Assert.Single(await ExamineAsync(), finding => finding.Topic == "clock" && finding.English.Contains("CN-CQ"));

        Assert.Equal(Severity.Warning, clock.Severity);
    }

    [Fact]
    public async Task ExamineAsync_RegionUnreachable_IsAnErrorWithItsAddress()
    {
        await _setup.Chongqing.DisposeAsync();

        var finding = Of(await ExamineAsync(), "back office");

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains($"CN-CQ https://127.0.0.1:{_setup.Chongqing.Port}", finding.English);
        await _setup.RestartChongqingAsync();
    }

    [Fact]
    public async Task ExamineAsync_RegionOpensALink_IsNotCalled()
    {
        await _setup.Chongqing.DisposeAsync();
        _options = _options with { Participants = [.. _options.Participants.Select(participant => participant.Endpoint is null ? participant : participant with { Endpoint = new EndpointOptions { Link = true } })] };

        var finding = Of(await ExamineAsync(), "back office");

        Assert.Equal(Severity.Fine, finding.Severity);
        Assert.Contains("CN-CQ: opens a link", finding.English);
    }

    [Fact]
    public async Task ExamineAsync_RegionNeverReplies_EndsWithoutItsClock()
    {
        _setup.Chongqing.OnRaw = context => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);

        var findings = await ExamineAsync();

        Assert.Equal(Severity.Fine, Of(findings, "back office").Severity);
        Assert.DoesNotContain(findings, finding => finding.Topic == "clock" && finding.English.Contains("CN-CQ"));
    }

    [Fact]
    public async Task ExamineAsync_RegionSpeaksTlsButNoHttp_EndsWithoutItsClock()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = HangUpAfterTlsAsync(listener, stop.Token);
        _options = _options with
        {
            Participants = [.. _options.Participants.Select(participant => participant.Endpoint is null ? participant : participant with { Endpoint = participant.Endpoint with { Address = $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}" } })],
        };

        var findings = await ExamineAsync();
        await stop.CancelAsync();
        await serving;

        Assert.Equal(Severity.Fine, Of(findings, "back office").Severity);
        Assert.DoesNotContain(findings, finding => finding.Topic == "clock" && finding.English.Contains("CN-CQ"));
    }

    [Fact]
    public async Task ExamineAsync_ConfigurationUnusable_NamesEveryProblem()
    {
        File.Delete(_setup.FileName("hub.key"));
        _options = _options with { ReloadSeconds = 0 };

        var findings = await ExamineAsync();

        Assert.Equal(2, findings.Count);
        Assert.All(findings, finding => Assert.Equal((Severity.Error, "configuration"), (finding.Severity, finding.Topic)));
    }

    [Fact]
    public async Task CertificateReport_AnyCertificate_SaysWhoseItIsOrWhatIsWrong()
    {
        var report = CertificateReport.Load(_options, _clock);
        using var stranger = TestPki.NewAuthority("stranger");

        Assert.Matches("^participant sc-notary-office; 7(29|30) days left", report.Of(_setup.Office).English);
        Assert.Equal(Severity.Fine, report.Of(_setup.Office).Severity);
        Assert.StartsWith("trusted, but belongs to no participant", report.Of(TestPki.Client(_setup.Pki.Sichuan, "nobody")).English);
        Assert.StartsWith("issued by no known authority", report.Of(TestPki.Client(stranger, "stranger")).English);
        Assert.Equal(Severity.Error, report.Of(TestPki.Client(stranger, "stranger")).Severity);
        Assert.Equal(7, report.Configured.Count);
    }

    private static Finding Of(IEnumerable<Finding> findings, string topic) => Assert.Single(findings, finding => finding.Topic == topic);

    private async Task<IReadOnlyList<Finding>> ExamineAsync()
        => await Doctor.ExamineAsync(() => _options, (services, options) => services.AddSqliteStore(options.Store.Path), _clock, CancellationToken.None).WaitAsync(Patience);

    private ServiceProvider Services() => new ServiceCollection().AddSqliteStore(_options.Store.Path).BuildServiceProvider();

    private async Task HangUpAfterTlsAsync(TcpListener listener, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = _setup.ChongqingCertificate,
                    ClientCertificateRequired = true,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
                }, stop);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or AuthenticationException)
            {
                continue; // Whoever called has hung up, or the test is over.
            }
        }
    }
}
