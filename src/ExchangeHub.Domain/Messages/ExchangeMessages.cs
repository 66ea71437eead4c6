using System.Reflection;
using ExchangeHub.Contracts.Exchange.V1;
using Google.Protobuf;

namespace ExchangeHub.Domain.Messages;

/// <summary>
/// Reaches header and receipt of any exchange message: field 1, named <c>header</c> or <c>receipt</c>, by the contract's
/// convention. Get the delegates once, and keep them.
/// </summary>
public static class ExchangeMessages
{
    private const int EnvelopeNumber = 1;

    /// <summary>Reads a request's header; null where the caller sent none.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="TRequest"/> is no exchange request.</exception>
    public static Func<TRequest, ExchangeHeader?> HeaderOf<TRequest>()
        where TRequest : class, IMessage<TRequest>
        => Envelope<TRequest, ExchangeHeader>("header", "Header").GetMethod!.CreateDelegate<Func<TRequest, ExchangeHeader?>>();

    /// <summary>Reads a response's receipt; null where there is none.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="TResponse"/> is no exchange response.</exception>
    public static Func<TResponse, ExchangeReceipt?> ReceiptOf<TResponse>()
        where TResponse : class, IMessage<TResponse>
        => Envelope<TResponse, ExchangeReceipt>("receipt", "Receipt").GetMethod!.CreateDelegate<Func<TResponse, ExchangeReceipt?>>();

    /// <summary>Replaces a response's receipt.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="TResponse"/> is no exchange response.</exception>
    public static Action<TResponse, ExchangeReceipt> SetReceiptOf<TResponse>()
        where TResponse : class, IMessage<TResponse>
        => Envelope<TResponse, ExchangeReceipt>("receipt", "Receipt").SetMethod!.CreateDelegate<Action<TResponse, ExchangeReceipt>>();

    private static PropertyInfo Envelope<TMessage, TValue>(string field, string name)
        where TMessage : class, IMessage<TMessage>
    {
        var descriptor = Activator.CreateInstance<TMessage>().Descriptor;
        var property = typeof(TMessage).GetProperty(name);
        return descriptor.FindFieldByNumber(EnvelopeNumber)?.Name == field && property?.PropertyType == typeof(TValue)
            ? property
            : throw new ArgumentException($"{descriptor.FullName} is no exchange message: its field {EnvelopeNumber} must be '{field}'.");
    }
}
