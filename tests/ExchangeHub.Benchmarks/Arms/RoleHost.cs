using Microsoft.AspNetCore.Builder;

namespace ExchangeHub.Benchmarks.Arms;

/// <summary>
/// The child's side of the talk with the load program: one line on standard output when it is ready, one line with its heap
/// for every line that it reads, and an end when its standard input is closed, however that came about.
/// </summary>
internal static class RoleHost
{
    /// <summary>Before the port and the ids of the processes that do the work.</summary>
    public const string Ready = "ready ";

    /// <summary>Before the bytes of the managed heap.</summary>
    public const string Heap = "heap ";

    public static async Task ServeAsync(WebApplication app)
    {
        await app.StartAsync();
        SayReady(new Uri(app.Urls.Single()).Port, Environment.ProcessId);
        await UntilInputClosesAsync();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public static void SayReady(int port, params IEnumerable<int> processes) => Console.WriteLine($"{Ready}{port} {string.Join(' ', processes)}");

    /// <summary>On a thread of its own: a wait on the console would hold one of the pool's few.</summary>
    public static Task UntilInputClosesAsync() => Task.Factory.StartNew(AnswerUntilClosed, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void AnswerUntilClosed()
    {
        while (Console.In.ReadLine() is not null)
            Console.WriteLine($"{Heap}{GC.GetTotalMemory(forceFullCollection: false)}");
    }
}
