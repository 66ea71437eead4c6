using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ExchangeHub.TestKit;

/// <summary>One line of a log.</summary>
public sealed record LogLine(LogLevel Level, string Category, EventId Event, string Text);

/// <summary>Keeps what is logged, so that a test can fail on errors that it did not expect, and can wait for a line.</summary>
public sealed class LogSink : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly ConcurrentDictionary<int, byte> _allowed = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<LogLine>> _awaited = new();

    public IReadOnlyCollection<LogLine> Lines => _lines;

    /// <summary>Says that errors with this event id belong to the test.</summary>
    public void Allow(params ReadOnlySpan<int> eventIds)
    {
        foreach (var id in eventIds)
            _allowed[id] = 0;
    }

    /// <summary>Completes at the first line of ours with this event id, past or future; libraries use the same numbers for what is theirs.</summary>
    public Task<LogLine> First(int eventId)
    {
        var awaited = _awaited.GetOrAdd(eventId, _ => new TaskCompletionSource<LogLine>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.FirstOrDefault(line => line.Event.Id == eventId && IsOurs(line)) is { } past)
            awaited.TrySetResult(past);
        return awaited.Task;
    }

    /// <summary>Throws if there was an error that was not allowed.</summary>
    /// <remarks>As in the hub's own log, the database's library does not count: it calls an error what ends with the hub, or is tried again; what is one, is logged by who asked.</remarks>
    public void AssertNoUnexpectedErrors()
    {
        var unexpected = _lines.Where(line => line.Level >= LogLevel.Error && !_allowed.ContainsKey(line.Event.Id)
            && !line.Category.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal)).ToList();
        if (unexpected.Count > 0)
            throw new InvalidOperationException("Unexpected errors were logged:\n" + string.Join('\n', unexpected));
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private static bool IsOurs(LogLine line) => line.Category.StartsWith("ExchangeHub.", StringComparison.Ordinal);

    private void Add(LogLine line)
    {
        _lines.Enqueue(line);
        if (IsOurs(line) && _awaited.TryGetValue(line.Event.Id, out var awaited))
            awaited.TrySetResult(line);
    }

    private sealed class Logger(LogSink sink, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => sink.Add(new LogLine(logLevel, category, eventId, exception is null ? formatter(state, exception) : formatter(state, exception) + "\n" + exception));
    }
}
