using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using Grpc.Core;

namespace ExchangeHub.Client.Tests.Calls;

public class CaseWatchTests
{
    private readonly FakeHub _hub = new();
    private readonly List<string> _asked = [];

    [Fact]
    public async Task Follow_Breaks_GoesOnAfterTheLastEventAndDropsRepeats()
    {
        Streams(
            [Event("a"), Event("b"), Broken(StatusCode.Unavailable)],
            [Broken(StatusCode.Internal)],
            [Event("a"), Event("b"), Event("c")],
            [Event("d")]);

        Assert.Equal(["a", "b", "c", "d"], await TakeAsync(4, seen: ""));
        Assert.Equal(["", "b", "b", "c"], _asked);
    }

    [Fact]
    public async Task Follow_EventThatIsKnown_IsDropped()
    {
        Streams([Event("a"), Event("b")]);

        Assert.Equal(["b"], await TakeAsync(1, seen: "a"));
        Assert.Equal(["a"], _asked);
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.Unimplemented)]
    [InlineData(StatusCode.InvalidArgument)]
    public async Task Follow_RepeatingDoesNotHelp_Throws(StatusCode status)
    {
        Streams([Event("a"), Broken(status)]);

        var error = await Assert.ThrowsAsync<RpcException>(() => TakeAsync(2, seen: ""));

        Assert.Equal(status, error.StatusCode);
    }

    [Fact]
    public async Task Follow_Cancelled_EndsWithCancellation()
    {
        using var source = new CancellationTokenSource();
        _hub.Stream = _ => [Event("a"), Cancelling(source)];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TakeAsync(2, seen: "", source.Token));
    }

    [Fact]
    public void SeenIds_Full_ForgetTheOldest()
    {
        var seen = new SeenIds(2);
        Assert.Equal("+a +b -B +c +a -c", string.Join(' ', "a b B c a c".Split(' ').Select(id => (seen.Add(id) ? "+" : "-") + id)));
    }

    private static WatchCasesResponse Event(string id) => new() { Event = new CaseEvent { EventId = id } };

    private static RpcException Broken(StatusCode status) => new(new Status(status, ""));

    private static RpcException Cancelling(CancellationTokenSource source)
    {
        source.Cancel();
        return Broken(StatusCode.Cancelled);
    }

    private void Streams(params object[][] streams)
    {
        var next = new Queue<object[]>(streams);
        _hub.Stream = request =>
        {
            _asked.Add(((WatchCasesRequest)request).SeenEventId);
            return next.Dequeue();
        };
    }

    private async Task<List<string>> TakeAsync(int count, string seen, CancellationToken cancellationToken = default)
    {
        var ids = new List<string>();
        var client = new NotaryAssistanceService.NotaryAssistanceServiceClient(_hub);
        await foreach (var caseEvent in client.FollowCasesAsync(seen, new ClockWithoutWaits(), cancellationToken: cancellationToken))
        {
            ids.Add(caseEvent.EventId);
            if (ids.Count == count)
                break;
        }
        return ids;
    }

    /// <summary>Every timer is due at once.</summary>
    private sealed class ClockWithoutWaits : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
