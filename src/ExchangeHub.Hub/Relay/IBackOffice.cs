using Grpc.Core;

namespace ExchangeHub.Hub.Relay;

/// <summary>The way to one back office, whichever it is: by dial-out or by link.</summary>
internal interface IBackOffice
{
    /// <summary>Whether it can't be reached at present: a call would fail at once, with nothing sent.</summary>
    bool IsDown { get; }

    /// <summary>Makes one unary call; every way in which that can fail is a <see cref="Errors.HubException"/> that says where.</summary>
    /// <param name="ask">The generated client's method.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="options">Deadline, headers and cancellation.</param>
    Task<TResponse> AskAsync<TRequest, TResponse>(Func<CallInvoker, TRequest, CallOptions, AsyncUnaryCall<TResponse>> ask, TRequest request, CallOptions options);
}
