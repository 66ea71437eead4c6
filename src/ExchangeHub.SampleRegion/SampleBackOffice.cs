using System.Net;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Hosting;
using ExchangeHub.Client.Inbox;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Client.Sharing;
using ExchangeHub.Domain.Trust;
using ExchangeHub.SampleRegion.Cases;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.SampleRegion.Notary;
using ExchangeHub.SampleRegion.Register;
using ExchangeHub.SampleRegion.Sharing;

namespace ExchangeHub.SampleRegion;

/// <summary>How a sample back office is reached, and where its files are.</summary>
public sealed record SampleBackOfficeOptions
{
    /// <summary>ISO 3166-2 code of a region that has sample data: <c>CN-CQ</c> or <c>CN-SC</c>.</summary>
    public required string RegionCode { get; init; }

    /// <summary>Address to listen on, for the hub to call; port 0 takes a free one. Not used where <see cref="Hubs"/> are given.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Addresses of hub instances to open links to, instead of listening.</summary>
    public IReadOnlyList<Uri> Hubs { get; init; } = [];

    /// <summary>Folder of the sample certificates.</summary>
    public required string CertificateFolder { get; init; }

    /// <summary>Folder for register, ledger and case file.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gives the hub's address for the region's own calls; asked at the first call, so that a region can be there before its hub; until then it throws <see cref="InvalidOperationException"/>. Null: it makes none.</summary>
    public Func<Uri>? Hub { get; init; }

    /// <summary>Whether requests that come in are dealt with from the register, without people. Needs <see cref="Hub"/>.</summary>
    public bool DealsWithCases { get; init; }

    /// <summary>Feeds of other regions of which a copy is kept in step (本地副本). Needs <see cref="Hub"/>.</summary>
    public IReadOnlyList<FeedName> CopiedFeeds { get; init; } = [];
}

/// <summary>A working back office (后台系统): its own register, its own ledger, and the hub as its only caller.</summary>
public sealed class SampleBackOffice : IAsyncDisposable
{
    /// <summary>Name of the case file in the data folder.</summary>
    public const string CaseFileName = "cases.db";

    private const string HubName = "hub.exchangehub.test";

    private readonly IHost _host;
    private readonly NotaryRegister _register;

    private SampleBackOffice(IHost host, NotaryRegister register, SqliteRegionLedger ledger, CaseFile cases, SqliteRecordCopy records)
        => (_host, _register, Ledger, Cases, Records) = (host, register, ledger, cases, records);

    /// <summary>The region's own ledger; it can be read after <see cref="StopAsync"/> too.</summary>
    public SqliteRegionLedger Ledger { get; }

    /// <summary>The region's case file; it can be read after <see cref="StopAsync"/> too.</summary>
    public CaseFile Cases { get; }

    /// <summary>The region's copy of what others share.</summary>
    public SqliteRecordCopy Records { get; }

    /// <summary>Waits until the copy of a feed was in step at a sequence or beyond it.</summary>
    public Task WaitForCopyAsync(FeedName feed, long sequence, CancellationToken cancellationToken)
        => _host.Services.GetRequiredService<RecordKeeper>().WaitAsync(feed, sequence, cancellationToken);

    /// <summary>Acts on cases at the hub.</summary>
    /// <exception cref="InvalidOperationException">It was not told where the hub is.</exception>
    public CaseDesk Desk => _host.Services.GetRequiredService<CaseDesk>();

    /// <summary>Decides on requests as far as the register alone can, for whoever acts by hand.</summary>
    public RegisterClerk Clerk => new(_register, TimeProvider.System);

    /// <summary>The port that it listens on.</summary>
    /// <exception cref="InvalidOperationException">It opens links, and listens nowhere.</exception>
    public int Port => _host is WebApplication app ? new Uri(app.Urls.First()).Port : throw new InvalidOperationException("It listens nowhere.");

    /// <summary>Its links to the hub; null where it listens.</summary>
    public HubLink? Link => _host.Services.GetService<HubLink>();

    /// <summary>Name of the region's sample certificate, without ending, e.g. <c>cq-back-office</c>.</summary>
    public static string CertificateName(string regionCode) => $"{regionCode[^2..].ToLowerInvariant()}-back-office";

    /// <summary>Prepares it: a new register is filled with sample data first.</summary>
    public static SampleBackOffice Create(SampleBackOfficeOptions options, Action<IHostApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.DataFolder);
        var register = NotaryRegister.Open(Path.Combine(options.DataFolder, "register.db"), options.RegionCode);
        var ledger = SqliteRegionLedger.Open(Path.Combine(options.DataFolder, "region-ledger.db"));
        var cases = CaseFile.Open(Path.Combine(options.DataFolder, CaseFileName), TimeProvider.System);
        var records = SqliteRecordCopy.Open(Path.Combine(options.DataFolder, "shared-records.db"));
        void Prepare(IHostApplicationBuilder builder)
        {
            builder.Services.AddSingleton(register);
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddSingleton<NotaryVerificationEndpoint>();
            builder.Services.AddInbox(cases);
            builder.Services.AddRegionLedger(ledger, cases);
            if (options.Hub is { } hub && options.CopiedFeeds.Count > 0)
            {
                builder.Services.AddSingleton(provider => new RecordKeeper(options.CopiedFeeds, records, () => CallsTo(hub(), options), provider.GetRequiredService<ILogger<RecordCopy>>()));
                builder.Services.AddHostedService(provider => provider.GetRequiredService<RecordKeeper>());
            }
            configure?.Invoke(builder);
        }
        return new SampleBackOffice(options.Hubs.Count > 0 ? Linked(options, ledger, Prepare) : Listening(options, ledger, Prepare), register, ledger, cases, records);
    }

    /// <summary>The hub calls it.</summary>
    private static WebApplication Listening(SampleBackOfficeOptions options, SqliteRegionLedger ledger, Action<IHostApplicationBuilder> prepare)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddBackOffice(new BackOfficeOptions { Listen = options.Listen, Certificate = Certificate(options), HubTrustAnchors = HubAnchors(options), HubName = HubName }, ledger);
        if (options.Hub is { } hub)
        {
            builder.Services.AddSingleton(_ => CallsTo(hub(), options));
            builder.Services.AddCaseDesk(options.DealsWithCases, provider => provider.GetRequiredService<HubChannel>().Invoker);
        }
        prepare(builder);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<NotaryVerificationEndpoint>();
        app.MapGrpcService<InboxEndpoint>();
        app.MapGrpcService<RegionLedgerEndpoint>();
        return app;
    }

    /// <summary>It opens links to the hub; its own calls go over them too.</summary>
    private static IHost Linked(SampleBackOfficeOptions options, SqliteRegionLedger ledger, Action<IHostApplicationBuilder> prepare)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddBackOfficeLink(new BackOfficeLinkOptions { Hubs = options.Hubs, Certificate = Certificate(options), HubTrustAnchors = HubAnchors(options), HubName = HubName }, ledger);
        builder.Services.AddCaseDesk(options.DealsWithCases, provider => provider.GetRequiredService<HubLink>().Invoker);
        prepare(builder);
        builder.Services.AddBackOfficeService<NotaryVerificationEndpoint>();
        builder.Services.AddBackOfficeService<InboxEndpoint>();
        builder.Services.AddBackOfficeService<RegionLedgerEndpoint>();
        return builder.Build();
    }

    /// <summary>Reaches the hub with the certificate with which the region answers it: the sample's serve both.</summary>
    private static HubChannel CallsTo(Uri hub, SampleBackOfficeOptions options)
        => new(new HubClientOptions { Address = hub, Certificate = Certificate(options), HubTrustAnchors = HubAnchors(options), ServerName = HubName });

    private static X509Certificate2 Certificate(SampleBackOfficeOptions options)
    {
        var file = Path.Combine(options.CertificateFolder, CertificateName(options.RegionCode));
        return X509Certificate2.CreateFromPemFile($"{file}.pem", $"{file}.key");
    }

    private static TrustAnchors HubAnchors(SampleBackOfficeOptions options)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(Path.Combine(options.CertificateFolder, "hub-ca.pem"));
        return new TrustAnchors([.. authority], [RevocationList.Read(File.ReadAllBytes(Path.Combine(options.CertificateFolder, "hub.crl")), authority)], TimeSpan.Zero);
    }

    /// <summary>Begins to answer.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    /// <summary>Answers until the process is told to stop.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _host.RunAsync(cancellationToken);

    /// <summary>Stops answering.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        _register.Dispose();
        await Cases.DisposeAsync();
        await Records.DisposeAsync();
        await Ledger.DisposeAsync();
    }
}
