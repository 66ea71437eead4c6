using System.Diagnostics;
using System.Threading.Channels;
using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Benchmarks.Site;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>The back office or a relay, as a process of its own. It ends with this object, and also when the load program dies, because its standard input closes then.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly string _role;
    private readonly Process _process;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<long> _heaps = Channel.CreateUnbounded<long>();
    private readonly Task _reading;

    private ChildProcess(string role, Process process)
    {
        _role = role;
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The processes that do its work, as they are now.</summary>
    public ProcessUse Use => ProcessUse.Of(_workers);

    private IReadOnlyList<int> _workers = [];

    /// <summary>Starts this program again in a role, and waits until it is ready.</summary>
    public static async Task<ChildProcess> StartAsync(string role, BenchmarkSite site, int backOfficePort, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in new[] { RoleCommand.Name, role, RoleCommand.FolderOption, site.Folder, RoleCommand.BackOfficeOption, backOfficePort.ToString() })
            start.ArgumentList.Add(argument);

        var child = new ChildProcess(role, Process.Start(start)!);
        try
        {
            var words = (await child._ready.Task.WaitAsync(StartTimeout, cancellationToken)).Split(' ');
            child.Port = int.Parse(words[0]);
            child._workers = [.. words[1..].Select(int.Parse)];
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Bytes of its managed heap.</summary>
    public async Task<long> HeapAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(ReadOnlyMemory<char>.Empty, cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await _heaps.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(AnswerTimeout, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(StopTimeout);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(RoleHost.Ready, StringComparison.Ordinal))
                _ready.TrySetResult(line[RoleHost.Ready.Length..]);
            else if (line.StartsWith(RoleHost.Heap, StringComparison.Ordinal))
                _heaps.Writer.TryWrite(long.Parse(line.AsSpan(RoleHost.Heap.Length)));
            else
                await Console.Error.WriteLineAsync($"{_role}: {line}"); // Its log: nothing is expected there.
        }
        var end = new InvalidOperationException($"The process of {_role} ended.");
        _ready.TrySetException(end);
        _heaps.Writer.TryComplete(end);
    }
}
