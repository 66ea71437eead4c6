using ExchangeHub.Client.Ledger;
using Grpc.Core;

namespace ExchangeHub.Client.Tests;

/// <summary>A ledger in memory.</summary>
internal sealed class FakeLedger : IRegionLedger
{
    public List<RegionLedgerEntry> Entries { get; } = [];

    public Task Durable { get; set; } = Task.CompletedTask;

    /// <summary>An id under which another row stands.</summary>
    public Guid? Conflict { get; set; }

    public Task AppendAsync(RegionLedgerEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Id == Conflict)
            return Task.FromException(new LedgerConflictException(entry.Id));
        Entries.Add(entry);
        return Durable;
    }
}

/// <summary>A call as a service sees it.</summary>
internal sealed class FakeContext(string method, CancellationToken cancellationToken = default) : ServerCallContext
{
    protected override string MethodCore => method;

    protected override string HostCore => "localhost";

    protected override string PeerCore => "ipv4:127.0.0.1:1";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore => cancellationToken;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
