using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Benchmarks.Site;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>An arm that is up: its relay's process, and the caller's channel to it.</summary>
internal sealed class RunningArm : IAsyncDisposable
{
    private const int DigestBytes = 32;

    private readonly BenchmarkSite _site;
    private readonly ChildProcess? _relay;
    private readonly ChildProcess? _linked;
    private readonly PostgreSqlServer? _server;
    private readonly HubChannel _channel;

    private RunningArm(Arm arm, BenchmarkSite site, ChildProcess? relay, ChildProcess? linked, PostgreSqlServer? server, HubClientOptions options)
    {
        Arm = arm;
        _site = site;
        _relay = relay;
        _linked = linked;
        _server = arm.Store == StoreOptions.PostgreSql ? server : null;
        _channel = new HubChannel(options);
        Client = new NotaryVerificationServiceClient(_channel.Invoker);
    }

    public Arm Arm { get; }

    public NotaryVerificationServiceClient Client { get; }

    /// <summary>Calls that it has answered since it is up.</summary>
    public long Answered { get; set; }

    /// <summary>What its relay has used, with its database's server; nothing where there is none.</summary>
    public ProcessUse Use => (_relay?.Use ?? default) + ProcessUse.Of(_server?.ProcessIds() ?? []);

    public static async Task<RunningArm> StartAsync(Arm arm, BenchmarkSite site, PostgreSqlServer? server, int backOfficePort, CancellationToken cancellationToken)
    {
        if (arm == Arm.Direct)
            return new RunningArm(arm, site, null, null, null, Options(backOfficePort) with { ServerName = BenchmarkSite.BackOfficeName, Certificate = site.Relay, HubTrustAnchors = site.BackOfficeAnchors });

        var relay = await ChildProcess.StartAsync(arm.Name, site, backOfficePort, cancellationToken);
        var linked = arm.IsLinked ? await ChildProcess.StartAsync(RoleCommand.LinkedBackOfficeRole, site, relay.Port, cancellationToken) : null;
        return new RunningArm(arm, site, relay, linked, server, Options(relay.Port));

        HubClientOptions Options(int port) => new()
        {
            Address = new Uri($"https://127.0.0.1:{port}"),
            ServerName = TestPki.HubName,
            Certificate = site.Office,
            HubTrustAnchors = site.RelayAnchors,
            Attempts = 1,
        };
    }

    /// <summary>Fails unless the answer is the one to this question.</summary>
    public void Check(VerifyCertificateRequest question, VerifyCertificateResponse answer)
    {
        var isRight = answer.Finding == CertificateFinding.Authentic && (Arm.Store is not null
            ? answer.Receipt.RequestId == question.Header.RequestId
                && answer.Receipt.ExchangeId.Length == question.Header.ExchangeId.Length && answer.Receipt.ExchangeId != question.Header.ExchangeId
                && answer.Receipt.RequestDigest.Length == DigestBytes && answer.Receipt.ResponseDigest.Length == DigestBytes
            : answer.Receipt.ExchangeId == question.Header.ExchangeId);
        if (!isRight)
            throw new InvalidOperationException($"{Arm.Name} gave a wrong answer: {answer}");
    }

    /// <summary>Fails unless the ledger has exactly one entry for each answered call: nothing is lost, and nothing is there twice.</summary>
    public async Task CheckLedgerAsync()
    {
        if (Arm.Store is null)
            return;
        await using var connection = await TestDatabase.OpenAsync(_site.Store(Arm));
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM ledger_entries";
        var rows = (long)(await command.ExecuteScalarAsync())!;
        if (rows != Answered)
            throw new InvalidOperationException($"{Arm.Name} answered {Answered} calls, but its ledger has {rows} entries.");
    }

    public Task<long> HeapAsync(CancellationToken cancellationToken) => _relay!.HeapAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (_linked is not null)
            await _linked.DisposeAsync();
        if (_relay is not null)
            await _relay.DisposeAsync();
    }
}
