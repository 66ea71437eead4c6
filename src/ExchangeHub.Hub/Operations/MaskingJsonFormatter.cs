using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ExchangeHub.Domain;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ExchangeHub.Hub.Operations;

/// <summary>
/// Structured logs: one JSON object a line, in which every personal number is masked (<c>519999********0012</c>). Nothing of
/// ours logs one; this stands behind it for what a library or an exception's text may say.
/// </summary>
internal sealed class MaskingJsonFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "masking-json";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow());
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("category", logEntry.Category);
            json.WriteNumber("event", logEntry.EventId.Id);
            json.WriteString("message", PersonalNumbers.MaskIn(logEntry.Formatter(logEntry.State, logEntry.Exception)));
            if (logEntry.Exception is { } error)
                json.WriteString("exception", PersonalNumbers.MaskIn(error.ToString()));
            if (logEntry.State is IEnumerable<KeyValuePair<string, object?>> values)
                WriteValues(json, values);
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> values)
    {
        json.WriteStartObject("values");
        foreach (var (name, value) in values)
        {
            if (name != "{OriginalFormat}")
                json.WriteString(name, PersonalNumbers.MaskIn(value?.ToString() ?? ""));
        }
        json.WriteEndObject();
    }
}
