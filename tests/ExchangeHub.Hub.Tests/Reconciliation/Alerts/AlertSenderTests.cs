using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Alerts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Hub.Tests.Reconciliation.Alerts;

/// <summary>Alerts as they go over the wire to a real HTTP server.</summary>
public class AlertSenderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 2, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task Alert_IsPostedAsJsonAndSignedOverTimeAndBody()
    {
        await using var receiver = await Receiver.StartAsync();
        var sender = Sender(receiver.Url);

        Assert.Null(await sender.SendAsync([Security(1)], CancellationToken.None));

        var (signature, contentType, body) = Assert.Single(receiver.Received);
        Assert.Equal("application/json", contentType);
        // As a receiver does it, with nothing of the code that signs.
        var time = Now.ToUnixTimeSeconds();
        var expected = Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{time}.{Encoding.UTF8.GetString(body)}")));
        Assert.Equal($"t={time},v1={expected}", signature, ignoreCase: true);
        var alert = JsonDocument.Parse(body).RootElement;
        Assert.Equal(("SecurityDifference:cq/1", "SECURITY_DIFFERENCE", "cq", "2026-11-25T01:00:00Z", 7), (
            alert.GetProperty("id").GetString(), alert.GetProperty("kind").GetString(), alert.GetProperty("participant").GetString(), alert.GetProperty("time").GetString(), alert.GetProperty("count").GetInt64()));
        Assert.Equal(("无法解释", "can't be explained"), (alert.GetProperty("text").GetProperty("zh-CN").GetString(), alert.GetProperty("text").GetProperty("en").GetString()));
    }

    [Fact]
    public async Task Alert_ThatStillHolds_IsToldOnceAndAgainWhenItComesBack()
    {
        await using var receiver = await Receiver.StartAsync();
        var sender = Sender(receiver.Url);

        foreach (var alerts in new Alert[][] { [Security(1)], [Security(1), Security(2)], [Security(2)], [Security(1), Security(2)] })
            Assert.Null(await sender.SendAsync(alerts, CancellationToken.None));

        Assert.Equal(["cq/1", "cq/2", "cq/1"], receiver.Received.Select(Subject));
    }

    /// <summary>Each pause is at least half of twice the one before, up to the longest; nothing goes before what was not taken.</summary>
    [Fact]
    public async Task Alert_NotTaken_IsTriedAgainWithGrowingPausesUntilItIs()
    {
        await using var receiver = await Receiver.StartAsync(500, 503, 429, 400, 302, 500);
        var sender = Sender(receiver.Url, longestPause: TimeSpan.FromSeconds(10));
        var pauses = new List<TimeSpan>();

        while (await sender.SendAsync([Security(1), Security(2)], CancellationToken.None) is { } pause)
            pauses.Add(pause);

        Assert.Equal(6, pauses.Count);
        Assert.All(pauses.Zip([1, 2, 4, 8, 10, 10]), pair => Assert.InRange(pair.First.TotalSeconds, pair.Second * 0.5, pair.Second));
        Assert.Equal([.. Enumerable.Repeat("cq/1", 7), "cq/2"], receiver.Received.Select(Subject));
    }

    [Fact]
    public async Task Receiver_Gone_IsTriedAgain()
    {
        string url;
        await using (var receiver = await Receiver.StartAsync())
            url = receiver.Url;

        Assert.NotNull(await Sender(url).SendAsync([Security(1)], CancellationToken.None));
    }

    private static AlertSender Sender(string url, TimeSpan? longestPause = null)
        => new(new AlertWebhook(new AlertOptions { WebhookUrl = url }, Key, new FakeTimeProvider(Now)), longestPause ?? TimeSpan.FromMinutes(5), NullLogger<AlertSender>.Instance);

    private static Alert Security(int number) => new(AlertKind.SecurityDifference, $"cq/{number}", "cq", Now.AddHours(-1), 7, "can't be explained", "无法解释");

    private static string Subject((string, string, byte[] Body) received) => JsonDocument.Parse(received.Body).RootElement.GetProperty("id").GetString()!.Split(':')[1];
}
