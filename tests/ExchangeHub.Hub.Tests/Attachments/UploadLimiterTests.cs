using System.Collections.Frozen;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Tests.Attachments;

public sealed class UploadLimiterTests
{
    private readonly UploadLimiter _limiter = new(new LimitOptions { UploadsPerParticipant = 2 });

    [Fact]
    public async Task RunAsync_OneTooMany_IsRefusedUntilAnotherEnds()
    {
        var release = new TaskCompletionSource<int>();
        var first = _limiter.RunAsync(Participant("a"), () => release.Task);
        var second = _limiter.RunAsync(Participant("a"), () => release.Task);

        var error = await Assert.ThrowsAsync<HubException>(() => _limiter.RunAsync(Participant("a"), () => Task.FromResult(3)));
        Assert.Equal(ErrorCatalogue.TooManyUploads, error.Kind);
        Assert.Equal(4, await _limiter.RunAsync(Participant("b"), () => Task.FromResult(4)));

        release.SetResult(1);
        Assert.Equal((1, 1), (await first, await second));
        Assert.Equal(3, await _limiter.RunAsync(Participant("a"), () => Task.FromResult(3)));
    }

    [Fact]
    public async Task RunAsync_UploadsThatFail_LeaveNoTrace()
    {
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => _limiter.RunAsync<int>(Participant("a"), () => throw new InvalidOperationException()));

        Assert.Equal(1, await _limiter.RunAsync(Participant("a"), () => Task.FromResult(1)));
    }

    private static Participant Participant(string id) => new(id, id, "CN-SC", FrozenSet<string>.Empty, FrozenSet<string>.Empty, FrozenSet<string>.Empty, null);
}
