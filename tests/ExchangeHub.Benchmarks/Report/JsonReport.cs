using System.Text.Json;
using ExchangeHub.Benchmarks.Load;

namespace ExchangeHub.Benchmarks.Report;

/// <summary>Every visit, for whoever wants to compute something else.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Task WriteAsync(string file, Machine machine, Schedule schedule, IReadOnlyList<Measured> all) => File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
    {
        machine,
        rounds = schedule.Rounds,
        seconds = schedule.Visit.TotalSeconds,
        measured = all.Select(measured => new
        {
            measured.Concurrency,
            arms = measured.Visits.ToDictionary(pair => pair.Key.Name, pair => pair.Value),
        }),
        targets = Target.All.Select(target => new { arm = target.Of.Name, target.Text, ratio = target.Measure(all), met = target.Measure(all) is { } ratio ? target.IsMet(ratio) : (bool?)null }),
    }, Options));
}
