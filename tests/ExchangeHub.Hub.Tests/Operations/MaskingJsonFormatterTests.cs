using System.Text.Json;
using ExchangeHub.Hub.Operations;
using ExchangeHub.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Hub.Tests.Operations;

public class MaskingJsonFormatterTests
{
    private const string Masked = "519999********0012";
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Write_Entry_IsOneJsonObjectOnOneLine()
    {
        var line = Write("two\r\nlines \"quoted\" \\ 测试𠮷", [new("Region", "CN-CQ"), new("Count", 3), new("Nothing", null), new("{OriginalFormat}", "{Region}")]);

        Assert.EndsWith(Environment.NewLine, line);
        Assert.DoesNotContain('\n', line[..^Environment.NewLine.Length]);
        Assert.Contains("测试", line);
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(Now, json.GetProperty("time").GetDateTimeOffset());
        Assert.Equal(("Warning", "Test.Category", 1404), (json.GetProperty("level").GetString(), json.GetProperty("category").GetString(), json.GetProperty("event").GetInt32()));
        Assert.Equal("two\r\nlines \"quoted\" \\ 测试𠮷", json.GetProperty("message").GetString());
        Assert.Equal(["Region=CN-CQ", "Count=3", "Nothing="], json.GetProperty("values").EnumerateObject().Select(value => $"{value.Name}={value.Value.GetString()}"));
        Assert.False(json.TryGetProperty("exception", out _));
    }

    [Theory]
    [InlineData(Questions.ResidentId)]
    [InlineData("519999800101001")]
    [InlineData("51999919800118002X")]
    [InlineData("５１９９９９１９８００１０１００１２")]
    public void Write_PersonalNumberAnywhere_IsMasked(string number)
    {
        var error = new InvalidOperationException($"outer {number}", new IOException($"inner {number}"));

        var line = Write($"about {number}.", [new("Who", number), new("Text", $"id={number};")], error);

        Assert.DoesNotContain(number, line);
        Assert.DoesNotContain(number, string.Concat(JsonDocument.Parse(line).RootElement.EnumerateObject().Select(property => property.Value.ToString())));
    }

    [Fact]
    public void Write_PersonalNumber_ShowsAreaAndEndInEachPlace()
    {
        var json = JsonDocument.Parse(Write($"about {Questions.ResidentId}", [new("Who", Questions.ResidentId)], new IOException(Questions.ResidentId))).RootElement;

        Assert.Equal($"about {Masked}", json.GetProperty("message").GetString());
        Assert.Equal(Masked, json.GetProperty("values").GetProperty("Who").GetString());
        Assert.Contains(Masked, json.GetProperty("exception").GetString());
    }

    [Fact]
    public void Write_BrokenText_IsStillALine()
        => Assert.Equal("half \uFFFD, none \0", JsonDocument.Parse(Write("half \uD842, none \0", [])).RootElement.GetProperty("message").GetString());

    [Fact]
    public void Write_StateWithoutValues_HasNone()
    {
        using var writer = new StringWriter();
        new MaskingJsonFormatter(new FakeTimeProvider(Now)).Write(new LogEntry<string>(LogLevel.Error, "Test", default, "plain", null, (state, _) => state), null, writer);

        var json = JsonDocument.Parse(writer.ToString()).RootElement;
        Assert.Equal("plain", json.GetProperty("message").GetString());
        Assert.False(json.TryGetProperty("values", out _));
    }

    private static string Write(string message, KeyValuePair<string, object?>[] values, Exception? error = null)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Warning, "Test.Category", new EventId(1404), values, error, (_, _) => message);
        new MaskingJsonFormatter(new FakeTimeProvider(Now)).Write(entry, null, writer);
        return writer.ToString();
    }
}
