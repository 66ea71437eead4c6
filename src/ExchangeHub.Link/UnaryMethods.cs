using System.Reflection;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ExchangeHub.Link;

/// <summary>The unary methods of service implementations, to be called with bytes. The implementations are the same that gRPC's server has.</summary>
/// <param name="interceptors">What each call passes, the first one first, as in gRPC's server.</param>
internal sealed class UnaryMethods(params IReadOnlyList<Interceptor> interceptors) : ServiceBinderBase
{
    private readonly Dictionary<string, Func<IncomingCall, Task<ByteString>>> _methods = new(StringComparer.Ordinal);

    /// <summary>Adds the methods of an implementation: an instance of a class that derives from a generated base.</summary>
    /// <exception cref="ArgumentException">It derives from none.</exception>
    public void AddService(object implementation)
    {
        for (var type = implementation.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } attribute)
                continue;
            var bind = attribute.BindType.GetMethod(attribute.BindMethodName, BindingFlags.Public | BindingFlags.Static, [typeof(ServiceBinderBase), type])!;
            bind.Invoke(null, [this, implementation]);
            return;
        }
        throw new ArgumentException($"{implementation.GetType()} is no implementation of a service.");
    }

    /// <summary>Whether there is such a method.</summary>
    public bool Contains(string method) => _methods.ContainsKey(method);

    /// <summary>Answers a call.</summary>
    /// <exception cref="RpcException">There is no such method, or it failed.</exception>
    /// <exception cref="InvalidProtocolBufferException">The request is no message of the contract.</exception>
    public Task<ByteString> AnswerAsync(IncomingCall call)
        => _methods.TryGetValue(call.Method, out var method) ? method(call) : throw new RpcException(new Status(StatusCode.Unimplemented, "there is no such method that may be called over a link"));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var intercepted = handler!;
        foreach (var interceptor in interceptors.Reverse())
        {
            var next = intercepted;
            intercepted = (request, context) => interceptor.UnaryServerHandler(request, context, next);
        }
        _methods.Add(method.FullName, async call => Payload.Write(method.ResponseMarshaller, await intercepted(Payload.Read(method.RequestMarshaller, call.Request), call)));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        // Streaming calls don't travel over a link.
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        // Streaming calls don't travel over a link.
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        // Streaming calls don't travel over a link.
    }
}
