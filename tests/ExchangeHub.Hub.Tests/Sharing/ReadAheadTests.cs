using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ExchangeHub.Hub.Sharing;

namespace ExchangeHub.Hub.Tests.Sharing;

public sealed class ReadAheadTests
{
    [Fact]
    public async Task Ahead_MakesTheNextWhileThePresentIsUsed_AndNoMore()
    {
        var made = new Made();
        await using var elements = made.From(3).Ahead().GetAsyncEnumerator();

        Assert.True(await elements.MoveNextAsync());
        await made.UntilAsync(2);

        Assert.Equal((1, 2), (elements.Current, made.Count));
        Assert.True(await elements.MoveNextAsync());
        Assert.True(await elements.MoveNextAsync());
        Assert.Equal(3, elements.Current);
        Assert.False(await elements.MoveNextAsync());
    }

    [Fact]
    public async Task Ahead_SourceFails_SaysSoAfterWhatCameBefore()
    {
        var taken = new List<int>();

        var error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var element in new Made { FailsAt = 3 }.From(5).Ahead())
                taken.Add(element);
        });

        Assert.Equal("3", error.Message);
        Assert.Equal([1, 2], taken);
    }

    [Fact]
    public async Task Ahead_LeftInTheMidst_WaitsForTheOneUnderWayAndEndsTheSource()
    {
        using var cancellation = new CancellationTokenSource();
        var made = new Made { WaitsAt = 2 };

        await foreach (var element in made.From(5).Ahead(cancellation.Token))
        {
            await made.UntilAsync(1);
            await cancellation.CancelAsync();
            break;
        }

        Assert.True(made.HasEnded);
    }

    private sealed class Made
    {
        private readonly Channel<int> _made = Channel.CreateUnbounded<int>();

        public int FailsAt { get; init; }

        public int WaitsAt { get; init; }

        public int Count { get; private set; }

        public bool HasEnded { get; private set; }

        public async Task UntilAsync(int count)
        {
            while (await _made.Reader.ReadAsync() < count)
            {
                // The next one is made.
            }
        }

        public async IAsyncEnumerable<int> From(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                for (var i = 1; i <= count; i++)
                {
                    if (i == FailsAt)
                        throw new InvalidDataException($"{i}");
                    if (i == WaitsAt)
                        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                    Count = i;
                    await _made.Writer.WriteAsync(i, cancellationToken);
                    yield return i;
                }
            }
            finally
            {
                HasEnded = true;
            }
        }
    }
}
