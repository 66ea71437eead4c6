using System.Diagnostics;
using ExchangeHub.Client.Calls;
using Grpc.Core;

namespace ExchangeHub.Demo;

/// <summary>What came of a step.</summary>
/// <param name="Text">In a few words, for tables.</param>
/// <param name="ExchangeId">The exchange, where it has a receipt.</param>
internal sealed record StepOutcome(string Text, string ExchangeId = "");

/// <summary>Does one thing after the other, and writes down what came of each.</summary>
internal sealed class StepLog
{
    private readonly List<Step> _steps = [];

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Does a step. An error of the hub, or what it may mean that there is no answer, is what came of it.</summary>
    /// <returns>Whether there was no error.</returns>
    public async Task<bool> DoAsync(string name, string nameZh, string from, string to, string expected, Func<Task<StepOutcome>> act)
    {
        var start = Stopwatch.GetTimestamp();
        StepOutcome outcome;
        var isDone = true;
        try
        {
            outcome = await act();
        }
        catch (Exception error) when (Problem(error) is string problem)
        {
            outcome = new StepOutcome(problem);
            isDone = false;
        }
        _steps.Add(new Step(name, nameZh, from, to, expected, outcome.Text, Stopwatch.GetElapsedTime(start).TotalMilliseconds, outcome.ExchangeId));
        return isDone;
    }

    private static string? Problem(Exception error) => error switch
    {
        RpcException failed when HubError.From(failed) is { Reason.Length: > 0 } refusal => string.Join(' ', refusal.Violations.Select(violation => violation.Field).Prepend(refusal.Reason)),
        RpcException failed => failed.StatusCode.ToString(),
        TimeoutException or ReceiptException or InvalidDataException => error.Message,
        _ => null,
    };
}
