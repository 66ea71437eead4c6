using System.Diagnostics;
using System.Text.Json;
using ExchangeHub.TestKit;

namespace ExchangeHub.Interop.Tools;

/// <summary>A row of the Node back office's own ledger.</summary>
internal sealed record NodeRow(Guid Id, string Method, byte State, long[] Fingerprint);

/// <summary><c>back-office.js</c>, running for Chongqing.</summary>
internal sealed class NodeBackOffice : IAsyncDisposable
{
    private readonly Process _process;

    private NodeBackOffice(Process process) => _process = process;

    public int Port { get; private init; }

    /// <summary>Starts it.</summary>
    /// <param name="hub">The hub that may call it.</param>
    /// <param name="rows">A file like <c>row-vectors.json</c>, whose rows are in its ledger from the beginning; null: none.</param>
    public static async Task<NodeBackOffice> StartAsync(OutsideHub hub, string? rows = null)
    {
        var (certificate, key) = hub.Files("cq-back-office");
        string[] arguments = ["back-office.js", "--listen", "127.0.0.1:0", "--ca", hub.Authority, "--hub-name", TestPki.HubName, "--cert", certificate, "--key", key];
        var process = Command.Start("node", [.. arguments, .. rows is null ? Array.Empty<string>() : ["--rows", rows]]);
        var first = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
        return new NodeBackOffice(process) { Port = JsonDocument.Parse(first).RootElement.GetProperty("port").GetInt32() };
    }

    /// <summary>The next row of its ledger; it is written before the answer leaves.</summary>
    public async Task<NodeRow> NextRowAsync()
        => JsonSerializer.Deserialize<NodeRow>((await _process.StandardOutput.ReadLineAsync())!, JsonSerializerOptions.Web)!;

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
