using Grpc.AspNetCore.Server;
using Spectre.Console;

namespace ExchangeHub.Demo;

/// <summary>
/// Without <c>--once</c>: asks the sample questions, submits a case in each direction, with which the regions deal by themselves,
/// then stays up for others to call, and shows every call.
/// </summary>
internal static class LiveCommand
{
    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        await using var world = await DemoWorld.StartAsync(options, withHistory: false, dealsWithCases: true, ShowCalls, cancellationToken);
        var scenario = new Scenario(world, "zh-CN");
        foreach (var (asking, asked) in Scenario.Directions)
            await scenario.QuestionsAsync(asking, asked, cancellationToken);
        var log = new StepLog();
        var cases = new CaseScenario(world, "zh-CN", log);
        foreach (var (asking, asked) in Scenario.Directions)
            await cases.AutomaticAsync(asking, asked, cancellationToken);
        foreach (var step in log.Steps.Where(step => !step.AsExpected))
            AnsiConsole.MarkupLineInterpolated($"[red]{step.NameZh} {step.Name}: {step.Actual}[/]");

        Invitation.Print(options, world);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.WriteLine("bye 再见");
        }
        return 0;
    }

    private static void ShowCalls(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new LiveView(TimeProvider.System));
        builder.Services.PostConfigure<GrpcServiceOptions>(grpc =>
        {
            // First, so that it sees errors as callers see them.
            InterceptorRegistration[] others = [.. grpc.Interceptors];
            grpc.Interceptors.Clear();
            grpc.Interceptors.Add<LiveView>();
            foreach (var other in others)
                grpc.Interceptors.Add(other);
        });
    }
}
