using ExchangeHub.Contracts.Exchange.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ExchangeHub.Domain.Tests.Messages;

/// <summary>The contract's messages, found in the generated code, so that a new exchange service is under the same tests.</summary>
internal static class ExchangeContract
{
    private static readonly Dictionary<string, MessageDescriptor> Messages =
        typeof(ExchangeHeader).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IMessage)))
            .Select(type => ((IMessage)Activator.CreateInstance(type)!).Descriptor)
            .ToDictionary(descriptor => descriptor.FullName);

    /// <summary>Requests that have a header, and their responses.</summary>
    internal static IReadOnlyList<MessageDescriptor> ExchangeMessages { get; } =
        [.. Messages.Values.Select(message => message.File).Distinct()
            .SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .Where(method => method.InputType.FindFieldByName("header")?.MessageType == ExchangeHeader.Descriptor)
            .SelectMany(method => new[] { method.InputType, method.OutputType })];

    internal static MessageDescriptor Message(string fullName) => Messages[fullName];

    /// <summary>A copy without header or receipt.</summary>
    internal static IMessage WithoutEnvelope(IMessage message)
    {
        var copy = message.Descriptor.Parser.ParseFrom(message.ToByteString());
        if (copy.Descriptor.FindFieldByNumber(1) is { Name: "header" or "receipt" } envelope)
            envelope.Accessor.Clear(copy);
        return copy;
    }
}
