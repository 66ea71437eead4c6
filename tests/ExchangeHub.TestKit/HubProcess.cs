using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ExchangeHub.TestKit;

/// <summary>The real executable, <c>exchangehub serve</c>, in a process of its own that can be killed.</summary>
public sealed partial class HubProcess : IAsyncDisposable
{
    /// <summary>Those that nobody has ended: a test that fails may leave one, and it must not outlive the tests.</summary>
    private static readonly ConcurrentDictionary<Process, bool> Running = new();

    private readonly Process _process;
    private readonly List<string> _output = [];

    static HubProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Keys.Where(process => !process.HasExited))
            process.Kill(entireProcessTree: true);
    };

    private HubProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public bool HasExited => _process.HasExited;

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>The most memory that it has held so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The memory that it holds now, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>All that it has written, for a test's message.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Starts it with the options of <paramref name="setup"/>, and waits until it listens.</summary>
    /// <param name="setup">Certificates, files and options.</param>
    /// <param name="largestFileKiB">Largest file that it may write, as if the disk were full then; null: no limit.</param>
    /// <param name="migrate">Whether it brings the database to the present schema first.</param>
    /// <exception cref="InvalidOperationException">It ended before it listened; the message holds what it said.</exception>
    public static async Task<HubProcess> StartAsync(HubSetup setup, int? largestFileKiB = null, bool migrate = false)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var config = setup.FileName("exchangehub.json");
        if (!File.Exists(config))
            await File.WriteAllTextAsync(config, JsonSerializer.Serialize(setup.Options));
        var start = new ProcessStartInfo(largestFileKiB is null ? "dotnet" : "bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "exchangehub.dll"), "serve", "--config", config, .. migrate ? ["--migrate"] : Array.Empty<string>()];
        if (largestFileKiB is not null)
        {
            // SIGXFSZ ignored, so that the write itself fails, as on a full disk.
            arguments = ["-c", $"ulimit -f {largestFileKiB}; trap '' XFSZ; exec dotnet \"$@\"", "bash", .. arguments];
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // It maps code through a large file, which the limit forbids.
        }
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        var hub = new HubProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        hub.Address = await hub.ListeningAsync();
        return hub;
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        Running.TryRemove(_process, out _);
        _process.Dispose();
    }

    private async Task<Uri> ListeningAsync()
    {
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        DataReceivedEventHandler read = (_, line) =>
        {
            if (line.Data is null)
                return;
            lock (_output)
                _output.Add(line.Data);
            if (Listening().Match(line.Data) is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        };
        _process.OutputDataReceived += read;
        _process.ErrorDataReceived += read;
        _process.Exited += (_, _) =>
        {
            _process.WaitForExit(); // Until all that it has written has been read, too.
            listening.TrySetException(new InvalidOperationException("The hub did not start:\n" + Output));
        };
        _process.Start();
        Running[_process] = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return await listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [GeneratedRegex("Now listening on: (https://[0-9.:]+)")]
    private static partial Regex Listening();
}
