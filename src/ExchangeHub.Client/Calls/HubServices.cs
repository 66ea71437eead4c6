using ExchangeHub.Contracts.Notary.V1;
using MethodDescriptor = Google.Protobuf.Reflection.MethodDescriptor;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace ExchangeHub.Client.Calls;

/// <summary>What the hub offers, by how a call may be repeated.</summary>
internal static class HubServices
{
    /// <summary>Questions: read-only, and each attempt is an exchange of its own.</summary>
    public static IReadOnlyList<ServiceDescriptor> Queries { get; } = [NotaryVerificationService.Descriptor];

    /// <summary>Acts: each carries a request id, and the same call again returns the first result. Looking (Get, List) is here too.</summary>
    public static IReadOnlyList<ServiceDescriptor> Writes { get; } = [NotaryAssistanceService.Descriptor];

    /// <summary>The methods that one answer ends: what a stream has brought can't be taken back, so it is not repeated.</summary>
    public static IEnumerable<MethodDescriptor> Unary(ServiceDescriptor service) => service.Methods.Where(method => !method.IsClientStreaming && !method.IsServerStreaming);
}
