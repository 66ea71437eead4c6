using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExchangeHub.Domain;

/// <summary>What reading any of the data files that an operator supplies has in common.</summary>
internal static class DataFiles
{
    // A property that doesn't exist or stands twice is a typing error, and a file with one would be silently wrong.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <summary>The <c>*.json</c> of a folder, not of those within it, by name.</summary>
    /// <exception cref="DataProblemsException">There is no such folder.</exception>
    public static IReadOnlyList<string> InFolder(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataProblemsException([Unreadable(folder, error)]);
        }
    }

    /// <summary>Null if the file can't be read or something is wrong with it, which <paramref name="problems"/> then says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest size.</param>
    /// <param name="read">Reads what is in it.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static T? Read<T>(string path, int maxBytes, Func<string, Stream, DataProblems, T?> read, DataProblems problems) where T : class
    {
        try
        {
            using var stream = File.OpenRead(path);
            return problems.Require(stream.Length <= maxBytes, path, $"is larger than {maxBytes} bytes", $"超过 {maxBytes} 字节") ? read(path, stream, problems) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Unreadable(path, error));
            return null;
        }
    }

    /// <summary>The files that are part of this version of the software.</summary>
    /// <param name="folder">Beginning of their names, e.g. <c>Calendars/</c>.</param>
    /// <param name="read">Reads one of them.</param>
    /// <exception cref="DataProblemsException">Something is wrong with them.</exception>
    public static IReadOnlyList<T> BuiltIn<T>(string folder, Func<string, Stream, DataProblems, T?> read) where T : class
    {
        var assembly = Assembly.GetExecutingAssembly();
        var problems = new DataProblems();
        var files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => read(name, assembly.GetManifestResourceStream(name)!, problems))
            .OfType<T>()
            .ToList();
        problems.ThrowIfAny();
        return files;
    }

    /// <summary>Null if it isn't what the type says, which <paramref name="problems"/> then says.</summary>
    /// <param name="where">The file.</param>
    /// <param name="stream">JSON in UTF-8.</param>
    /// <param name="english">What it should be, e.g. <c>calendar</c>.</param>
    /// <param name="chinese">The same in Chinese.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static T? Parse<T>(string where, Stream stream, string english, string chinese, DataProblems problems) where T : class
    {
        try
        {
            var raw = JsonSerializer.Deserialize<T>(stream, Json);
            problems.Require(raw is not null, where, "is empty", "为空");
            return raw;
        }
        catch (JsonException error)
        {
            problems.Add(where, $"is no {english} in JSON: {error.Message}", $"不是有效的{chinese} JSON：{error.Message}");
            return null;
        }
    }

    /// <summary>A date as files have it; null if it is none.</summary>
    public static DateOnly? Date(string? text, string where, DataProblems problems)
    {
        var isDate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        return problems.Require(isDate, where, $"is no date such as 2026-01-31: {text}", $"不是日期（如 2026-01-31）：{text}") ? date : null;
    }

    private static DataProblem Unreadable(string path, Exception error)
        => new(path, $"can't be read: {error.Message}", $"无法读取：{error.Message}");
}
