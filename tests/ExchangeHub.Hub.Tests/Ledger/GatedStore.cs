using System.Threading.Channels;
using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Hub.Tests.Ledger;

/// <summary>A store whose every commit waits until the test lets it succeed or fail.</summary>
internal sealed class GatedStore : ILedgerStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Commit> _commits = Channel.CreateUnbounded<Commit>();

    /// <summary>The next commit that has begun.</summary>
    public async Task<Commit> BegunAsync() => await _commits.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Whether a commit has begun that nobody has taken.</summary>
    public bool HasBegun => _commits.Reader.TryPeek(out _);

    public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var commit = new Commit(entries);
        _commits.Writer.TryWrite(commit);
        return commit.Task;
    }

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal sealed class Commit(IReadOnlyList<LedgerEntry> entries) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public IReadOnlyList<LedgerEntry> Entries => entries;
    }
}
