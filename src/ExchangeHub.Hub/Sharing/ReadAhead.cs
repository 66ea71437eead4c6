using System.Runtime.CompilerServices;

namespace ExchangeHub.Hub.Sharing;

/// <summary>Has the next element made while the present one is used; never more than one.</summary>
internal static class ReadAhead
{
    public static async IAsyncEnumerable<T> Ahead<T>(this IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var elements = source.GetAsyncEnumerator(cancellationToken);
        var next = NextAsync(elements);
        try
        {
            while (await next)
            {
                var element = elements.Current;
                next = NextAsync(elements);
                yield return element;
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Nobody wants it any more; it must have ended before its source does.
        }
    }

    /// <summary>On a thread of its own: an embedded database reads on the thread that asks.</summary>
    private static Task<bool> NextAsync<T>(IAsyncEnumerator<T> elements) => Task.Run(async () => await elements.MoveNextAsync());
}
