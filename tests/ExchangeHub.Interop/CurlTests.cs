using ExchangeHub.Interop.Tools;
using ExchangeHub.TestKit;

namespace ExchangeHub.Interop;

/// <summary>The hub through plain curl, which knows TLS and HTTP/2 but no gRPC.</summary>
public class CurlTests
{
    [NeedsToolFact(Tool.Curl)]
    public async Task AnyPath_WithoutClientCertificate_FailsAtTls()
    {
        await using var hub = await OutsideHub.StartAsync();

        var finished = await CurlAsync(hub, "/");

        // Which failure curl reports depends on what it was doing: TLS 1.3 tells of a refused certificate after the handshake.
        Assert.NotEqual(0, finished.ExitCode);
        Assert.Empty(finished.Output);
        Assert.Contains("none was sent", (await hub.Hub.Log.First(1001)).Text);
    }

    [NeedsToolFact(Tool.Curl)]
    public async Task UnknownPath_WithClientCertificate_HasAGrpcStatus()
    {
        await using var hub = await OutsideHub.StartAsync();
        var (certificate, key) = hub.Files("office");

        var finished = await CurlAsync(hub, "/exchangehub.unknown.v1.UnknownService/Ask", "--cert", certificate, "--key", key);

        var headers = finished.Succeeded();
        Assert.StartsWith("HTTP/2 200", headers);
        Assert.Contains("\ngrpc-status: 12", headers);
        Assert.Contains("\ngrpc-status-details-bin: ", headers);
    }

    private static Task<Finished> CurlAsync(OutsideHub hub, string path, params string[] more)
    {
        var port = hub.Hub.Address.Port;
        return Command.RunAsync("curl", ["--silent", "--show-error", "--http2", "--dump-header", "-", "--noproxy", "*", "--cacert", hub.Authority,
            "--resolve", $"{TestPki.HubName}:{port}:127.0.0.1", "-H", "content-type: application/grpc", "-H", "te: trailers", "--data-binary", "",
            .. more, $"https://{TestPki.HubName}:{port}{path}"]);
    }
}
