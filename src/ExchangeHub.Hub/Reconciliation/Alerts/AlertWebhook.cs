using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Operations;

namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>
/// Posts alerts, signed: header <see cref="SignatureHeader"/> is <c>t=SECONDS,v1=HEX</c>, HEX being HMAC-SHA256 of <c>SECONDS.BODY</c> under the shared key. A
/// receiver refuses what is older than a few minutes, and what it has by its id already.
/// </summary>
internal sealed class AlertWebhook : IDisposable
{
    public const string SignatureHeader = "ExchangeHub-Signature";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly byte[] _key;
    private readonly TimeProvider _clock;

    public AlertWebhook(AlertOptions options, byte[] key, TimeProvider clock)
    {
        _address = new Uri(options.WebhookUrl);
        _key = key;
        _clock = clock;
        // A redirect would carry what is signed for one address to another.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = TimeSpan.FromMilliseconds(options.TimeoutMs),
            MaxResponseContentBufferSize = 64 * 1024,
        };
    }

    /// <summary>Posts it once. Null: it was taken (any 2xx); otherwise why not, for the log.</summary>
    public async Task<string?> PostAsync(Alert alert, CancellationToken cancellationToken)
    {
        var time = _clock.GetUtcNow().ToUnixTimeSeconds();
        var body = Body(alert);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(SignatureHeader, $"t={time},v1={Sign(_key, time, body)}");
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"HTTP status {(int)response.StatusCode}";
        }
        catch (HttpRequestException error)
        {
            return error.GetBaseException().Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer in time";
        }
    }

    /// <summary>The signature, in lower-case hexadecimal.</summary>
    public static string Sign(byte[] key, long time, byte[] body)
        => Convert.ToHexStringLower(HMACSHA256.HashData(key, (byte[])[.. Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture)), (byte)'.', .. body]));

    public void Dispose() => _client.Dispose();

    private static byte[] Body(Alert alert) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["id"] = alert.Id,
        ["kind"] = ContractNames.Of(alert.Kind),
        ["participant"] = alert.Participant,
        ["time"] = alert.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["count"] = alert.Count,
        ["text"] = new JsonObject { ["zh-CN"] = alert.Chinese, ["en"] = alert.English },
    }.ToJsonString(Readable));
}
