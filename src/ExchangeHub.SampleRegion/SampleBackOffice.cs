using System.Net;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Hosting;
using ExchangeHub.Client.Inbox;
using ExchangeHub.Domain.Trust;
using ExchangeHub.SampleRegion.Cases;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.SampleRegion.Notary;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion;

/// <summary>Where a sample back office listens, and where its files are.</summary>
public sealed record SampleBackOfficeOptions
{
    /// <summary>ISO 3166-2 code of a region that has sample data: <c>CN-CQ</c> or <c>CN-SC</c>.</summary>
    public required string RegionCode { get; init; }

    /// <summary>Address to listen on; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Folder of the sample certificates.</summary>
    public required string CertificateFolder { get; init; }

    /// <summary>Folder for register, ledger and case file.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gives the hub's address for the region's own calls; asked at the first call, so that a region can be there before its hub. Null: it makes none.</summary>
    public Func<Uri>? Hub { get; init; }

    /// <summary>Whether requests that come in are dealt with from the register, without people. Needs <see cref="Hub"/>.</summary>
    public bool DealsWithCases { get; init; }
}

/// <summary>A working back office (后台系统): its own register, its own ledger, and the hub as its only caller.</summary>
public sealed class SampleBackOffice : IAsyncDisposable
{
    /// <summary>Name of the case file in the data folder.</summary>
    public const string CaseFileName = "cases.db";

    private const string HubName = "hub.exchangehub.test";

    private readonly WebApplication _app;
    private readonly NotaryRegister _register;

    private SampleBackOffice(WebApplication app, NotaryRegister register, SqliteRegionLedger ledger, CaseFile cases)
        => (_app, _register, Ledger, Cases) = (app, register, ledger, cases);

    /// <summary>The region's own ledger; it can be read after <see cref="StopAsync"/> too.</summary>
    public SqliteRegionLedger Ledger { get; }

    /// <summary>The region's case file; it can be read after <see cref="StopAsync"/> too.</summary>
    public CaseFile Cases { get; }

    /// <summary>Acts on cases at the hub.</summary>
    /// <exception cref="InvalidOperationException">It was not told where the hub is.</exception>
    public CaseDesk Desk => _app.Services.GetRequiredService<CaseDesk>();

    /// <summary>The port that it listens on.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Name of the region's sample certificate, without ending, e.g. <c>cq-back-office</c>.</summary>
    public static string CertificateName(string regionCode) => $"{regionCode[^2..].ToLowerInvariant()}-back-office";

    /// <summary>Prepares it: a new register is filled with sample data first.</summary>
    public static SampleBackOffice Create(SampleBackOfficeOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.DataFolder);
        var register = NotaryRegister.Open(Path.Combine(options.DataFolder, "register.db"), options.RegionCode);
        var ledger = SqliteRegionLedger.Open(Path.Combine(options.DataFolder, "region-ledger.db"));
        var cases = CaseFile.Open(Path.Combine(options.DataFolder, CaseFileName), TimeProvider.System);

        string InFolder(string name) => Path.Combine(options.CertificateFolder, name);
        var name = CertificateName(options.RegionCode);
        var hubAuthority = new X509Certificate2Collection();
        hubAuthority.ImportFromPemFile(InFolder("hub-ca.pem"));

        var backOffice = new BackOfficeOptions
        {
            Listen = options.Listen,
            Certificate = X509Certificate2.CreateFromPemFile(InFolder($"{name}.pem"), InFolder($"{name}.key")),
            HubTrustAnchors = new TrustAnchors([.. hubAuthority], [RevocationList.Read(File.ReadAllBytes(InFolder("hub.crl")), hubAuthority)], TimeSpan.Zero),
            HubName = HubName,
        };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddBackOffice(backOffice, ledger);
        builder.Services.AddSingleton(register);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<NotaryVerificationEndpoint>();
        builder.Services.AddInbox(cases);
        if (options.Hub is { } hub)
            builder.Services.AddCaseDesk(options.DealsWithCases, () => CallsTo(hub(), backOffice));
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<NotaryVerificationEndpoint>();
        app.MapGrpcService<InboxEndpoint>();
        return new SampleBackOffice(app, register, ledger, cases);
    }

    /// <summary>Reaches the hub with the certificate with which the region answers it: the sample's serve both.</summary>
    private static HubChannel CallsTo(Uri hub, BackOfficeOptions backOffice) => new(new HubClientOptions
    {
        Address = hub,
        Certificate = backOffice.Certificate,
        HubTrustAnchors = backOffice.HubTrustAnchors,
        ServerName = backOffice.HubName,
    });

    /// <summary>Begins to answer.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    /// <summary>Answers until the process is told to stop.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _app.RunAsync(cancellationToken);

    /// <summary>Stops answering.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _register.Dispose();
        await Cases.DisposeAsync();
        await Ledger.DisposeAsync();
    }
}
