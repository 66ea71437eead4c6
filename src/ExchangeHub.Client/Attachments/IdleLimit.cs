using Grpc.Core;

namespace ExchangeHub.Client.Attachments;

/// <summary>
/// Gives a transfer up in which nothing moves any more: a piece may take its time, but a connection that was lost without anybody noticing must not
/// hold up its caller for good.
/// </summary>
internal sealed class IdleLimit : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    /// <param name="limit">How long a step may take.</param>
    /// <param name="clock">The clock that it is taken by.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public IdleLimit(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        (_limit, _caller) = (limit, cancellationToken);
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Ends what is under way: give it to the call.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Waits for one step; the time begins anew with each.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.Unavailable"/>: nothing moved.</exception>
    /// <exception cref="OperationCanceledException">The caller has ended it.</exception>
    public async Task<T> WaitAsync<T>(Task<T> step)
    {
        await WaitAsync((Task)step);
        return await step;
    }

    /// <inheritdoc cref="WaitAsync{T}"/>
    public async Task WaitAsync(Task step)
    {
        _source.CancelAfter(_limit);
        try
        {
            await step.WaitAsync(Token);
        }
        catch (Exception error) when (Token.IsCancellationRequested && !_caller.IsCancellationRequested && error is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"Nothing moved for {_limit}.", error));
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
