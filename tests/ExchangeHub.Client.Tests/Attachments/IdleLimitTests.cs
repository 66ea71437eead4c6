using ExchangeHub.Client.Attachments;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Client.Tests.Attachments;

public sealed class IdleLimitTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CancellationTokenSource _caller = new();
    private readonly IdleLimit _idle;

    public IdleLimitTests() => _idle = new IdleLimit(TimeSpan.FromSeconds(10), _clock, _caller.Token);

    public void Dispose()
    {
        _idle.Dispose();
        _caller.Dispose();
    }

    [Fact]
    public async Task WaitAsync_StepEnds_GivesItsResult()
        => Assert.Equal(7, await _idle.WaitAsync(Task.FromResult(7)));

    /// <summary>The step itself may never end: a completion that was lost ends nothing.</summary>
    [Fact]
    public async Task WaitAsync_NothingMoves_IsUnavailableAndTheCallIsEnded()
    {
        var waiting = _idle.WaitAsync(new TaskCompletionSource<int>().Task);
        Assert.False(waiting.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => waiting)).StatusCode);
        Assert.True(_idle.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task WaitAsync_EachStep_HasItsOwnTime()
    {
        for (var i = 0; i < 5; i++)
        {
            var step = new TaskCompletionSource<int>();
            var waiting = _idle.WaitAsync(step.Task);
            _clock.Advance(TimeSpan.FromSeconds(9));
            step.SetResult(i);
            Assert.Equal(i, await waiting);
        }
    }

    [Fact]
    public async Task WaitAsync_CallerLeaves_IsCancelled()
    {
        var waiting = _idle.WaitAsync(new TaskCompletionSource<int>().Task);

        await _caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
