using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Addenda;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Exchanges.Forensic;
using ExchangeHub.Hub.Exchanges.Notary;
using ExchangeHub.Hub.Exchanges.Notary.Assistance;
using ExchangeHub.Hub.Exchanges.Sharing;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Links;
using ExchangeHub.Hub.Operations;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Reconciliation.Operations;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Sharing.Rosters;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Protection;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.Link;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Console;
using Quartz;

namespace ExchangeHub.Hub;

/// <summary>Puts the hub together.</summary>
public static class HubApplication
{
    /// <summary>Builds a hub that is ready to start.</summary>
    /// <param name="read">Reads the options, now and at each reload.</param>
    /// <param name="addStore">Registers the store: <see cref="ILedgerStore"/>, <see cref="IHubDatabase"/>, the factory of <see cref="HubDbContext"/>, and where Quartz keeps its jobs.</param>
    /// <param name="configure">Whatever else the host wants: logging, interceptors, a clock.</param>
    /// <exception cref="ConfigurationException">The configuration can't be used; it names every problem.</exception>
    public static WebApplication Build(Func<HubOptions> read, Action<IServiceCollection, HubOptions> addStore, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(addStore);
        var options = read();
        var state = HubStateLoader.Load(options);

        // The empty builder: the usual one watches the folder that the database may lie in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.TryAddClock();
        addStore(builder.Services, options);
        builder.Services.AddPayloadProtection(options); // First: what it proves at start, all that follows relies on.
        builder.Services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        AddIdentity(builder.Services, state, read);
        AddRelay(builder.Services, options);
        AddCases(builder.Services, options);
        builder.Services.AddReconciliation(options.Reconciliation);
        builder.Services.AddAttachments(options);
        AddDataSets(builder.Services);
        builder.Services.AddSharing(options);
        builder.Services.AddAddenda(options.Sharing);
        builder.Services.AddRosterMarks(options.Sharing);
        builder.Services.AddForensic();
        builder.Services.AddReconciliationOperations();
        builder.Services.AddReconciliationAlerts(options);
        AddGrpc(builder.Services, options);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options));
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseRouting();
        app.UseMiddleware<AdmissionMiddleware>();
        app.MapGrpcService<NotaryVerificationEndpoint>();
        app.MapGrpcService<NotaryAssistanceEndpoint>();
        app.MapGrpcService<DeliveryOperationsEndpoint>();
        app.MapGrpcService<ReconciliationOperationsEndpoint>();
        app.MapGrpcService<LinkEndpoint>();
        app.MapGrpcService<AttachmentEndpoint>();
        app.MapGrpcService<RecordSharingEndpoint>();
        app.MapGrpcService<SharingGrantEndpoint>();
        app.MapGrpcService<ForensicInspectionEndpoint>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        var methods = Methods(app);
        app.Services.GetRequiredService<PermissionTable>().CheckCovers([.. methods.Select(method => method.Method.FullName).Distinct()]);
        app.Services.GetRequiredService<LinkedCalls>().Offer(methods.Where(method => method.Method.Type == MethodType.Unary).Select(method => method.ServiceType).Distinct());
        return app;
    }

    /// <summary>Looks now, and not only at the next time, whether the configuration or a file that it names has changed.</summary>
    public static void Reload(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetRequiredService<HubStateHolder>().Reload();
    }

    /// <summary>Looks now, and not only when the configuration says so, which dates of cases have come, and gives the news of them.</summary>
    /// <returns>How many events it gave.</returns>
    public static Task<int> CheckDueDatesAsync(WebApplication app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Services.GetRequiredService<CaseDueRunner>().RunAsync(cancellationToken);
    }

    /// <summary>Tells now, and not only when the configuration says so, those who were told that a certificate is authentic that it was revoked since (撤销后补充通知).</summary>
    /// <returns>How many it told.</returns>
    public static Task<int> SendAddendaAsync(WebApplication app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Services.GetRequiredService<AddendumRunner>().RunAsync(cancellationToken);
    }

    /// <summary>Marks now, and not only when the configuration says so, entries of rosters for sanctions and lapsed licences (名录标注).</summary>
    /// <returns>How many versions it published.</returns>
    public static Task<int> MarkRostersAsync(WebApplication app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Services.GetRequiredService<RosterMarkRunner>().RunAsync(cancellationToken);
    }

    /// <summary>Logs to the console: one JSON object a line, personal numbers masked.</summary>
    public static ILoggingBuilder AddHubConsole(this ILoggingBuilder logging)
        => logging.AddConsole(console => console.FormatterName = MaskingJsonFormatter.FormatterName)
            .AddConsoleFormatter<MaskingJsonFormatter, ConsoleFormatterOptions>()
            .AddFilter("Microsoft", LogLevel.Warning)
            // It writes nothing at that level, yet makes an activity and a log scope for each call while it may.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("Quartz", LogLevel.Warning)
            // It writes an error for what is no error, such as a look for migrations in a new database; what is one is logged by who asked.
            .AddFilter("Microsoft.EntityFrameworkCore.Database", LogLevel.None)
            .AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.None)
            // It writes an error, with its stack, for every body that is no message: a caller could fill the log with them.
            .AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);

    private static void TryAddClock(this IServiceCollection services) => services.AddSingleton(TimeProvider.System);

    private static void AddIdentity(IServiceCollection services, HubState state, Func<HubOptions> read)
    {
        services.AddSingleton(provider => new HubStateHolder(state, read, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<HubStateHolder>>()));
        services.AddHostedService(provider => provider.GetRequiredService<HubStateHolder>());
        services.AddSingleton(new PermissionTable([.. PermissionTable.OperationRows, .. NotaryPermissions.Rows, .. DeliveryOperationsEndpoint.Permissions, .. ReconciliationOperationsEndpoint.Permissions, .. AttachmentPermissions.Rows, .. SharingPermissions.Rows, .. ForensicPermissions.Rows]));
        services.AddSingleton<CallLimiter>();
        services.AddSingleton<Admission>();
    }

    private static void AddRelay(IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Deadlines);
        services.AddSingleton(PersonIndex.Load(options.PersonIndexKeyFile, options.Development));
        services.AddSingleton<ExchangeIds>();
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<Deadlines>();
        services.AddSingleton(options.Links);
        services.AddSingleton<BackOfficeLinks>();
        services.AddSingleton<LinkedCalls>();
        services.AddSingleton<LinkEndpoint>();
        services.AddSingleton<BackOfficeConnections>();
        services.AddSingleton<QueryRelay>();
        services.AddSingleton<NotaryVerificationEndpoint>();
    }

    private static void AddCases(IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(options.Cases);
        services.AddSingleton(options.Deliveries);
        services.AddSingleton<HubWriter>();
        services.AddSingleton<RecordedWrite>();
        services.AddSingleton<CaseRecorder>();
        services.AddSingleton<CaseClock>();
        services.AddSingleton<CaseStore>();
        services.AddSingleton<ICaseSides>(provider => provider.GetRequiredService<CaseStore>());
        services.AddSingleton<CaseList>();
        services.AddSingleton<CaseFeed>();
        services.AddSingleton<CaseWatch>();
        services.AddSingleton<CaseReading>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<CaseDueRunner>();
        services.AddSingleton<CaseRetention>();
        services.AddCaseJobs(options.Cases);
        services.AddSingleton<DeliveryStore>();
        services.AddLeases<DispatchLease>(options.Deliveries.LeaseSeconds);
        services.AddSingleton<DeliveryBringer>();
        services.AddSingleton<DeliveryDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryDispatcher>());
        services.AddSingleton<DeliveryResender>();
        services.AddSingleton<DeliveryOperationsEndpoint>();
        services.AddSingleton<NotaryAssistanceEndpoint>();
    }

    /// <summary>Each slice brings its data sets.</summary>
    private static void AddDataSets(IServiceCollection services)
        => services.AddSingleton(provider =>
        {
            var state = provider.GetRequiredService<HubStateHolder>();
            return new DataSetCatalogue([.. new SharingDataSets(state).All, .. new ForensicDataSets(() => state.Current.Schemes, () => state.Current.Calendars).All]);
        });

    private static void AddGrpc(IServiceCollection services, HubOptions options)
    {
        services.AddRouting();
        services.AddSingleton<ErrorInterceptor>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.Limits.MessageBytes;
            grpc.Interceptors.Add<ErrorInterceptor>();
        }).AddServiceOptions<LinkEndpoint>(grpc => grpc.MaxReceiveMessageSize = options.Limits.MessageBytes + LinkLimits.MessageOverhead); // Several frames.
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(health =>
        {
            health.Services.Map("", check => check.Name != ReconciliationHealthCheck.Name);
            health.Services.Map(ReconciliationHealthCheck.Name, check => check.Name == ReconciliationHealthCheck.Name);
        }).AddCheck<LedgerHealthCheck>("ledger").AddCheck<ReconciliationHealthCheck>(ReconciliationHealthCheck.Name);
    }

    private static void Listen(KestrelServerOptions kestrel, HubOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.Limits.Connections;
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.Limits.ConcurrentCallsPerParticipant;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        foreach (var address in options.Listen)
        {
            kestrel.Listen(IPEndPoint.Parse(address), listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(next => connection =>
                {
                    connection.Features.Set(new ConnectionIdentity());
                    return next(connection);
                });
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = context => ValueTask.FromResult(Tls(listen.ApplicationServices, options)),
                    HandshakeTimeout = TimeSpan.FromSeconds(10),
                });
            });
        }
    }

    /// <summary>TLS for one connection: the present certificate, and a client certificate that a configured authority vouches for.</summary>
    private static SslServerAuthenticationOptions Tls(IServiceProvider services, HubOptions options)
    {
        var state = services.GetRequiredService<HubStateHolder>().Current;
        var clock = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HubApplication));
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = state.CertificateContext,
            ClientCertificateRequired = true,
            EnabledSslProtocols = options.AllowTls12 ? SslProtocols.Tls12 | SslProtocols.Tls13 : SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            AllowRenegotiation = false,
            AllowTlsResume = false, // A resumed session would skip the look at the certificate.
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck, // Ours are checked from files, below.
            RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(state, certificate as X509Certificate2, clock, logger),
        };
    }

    private static bool IsTrusted(HubState state, X509Certificate2? certificate, TimeProvider clock, ILogger logger)
    {
        var problem = certificate is null ? "none was sent" : state.Identify(certificate, clock.GetUtcNow()).Problem;
        if (problem is not null)
            HubLog.ClientNotTrusted(logger, certificate?.Subject ?? "", problem);
        return problem is null;
    }

    private static List<GrpcMethodMetadata> Methods(WebApplication app)
        => [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>())
            .OfType<GrpcMethodMetadata>()];
}

internal static partial class HubLog
{
    [LoggerMessage(1001, LogLevel.Information, "Refused a connection: the client certificate {Subject} is not trusted: {Problem}")]
    public static partial void ClientNotTrusted(ILogger logger, string subject, string problem);
}
