using ExchangeHub.Contracts.Notary.V1;
using Google.Protobuf.Reflection;

namespace ExchangeHub.Hub.Cases;

/// <summary>Names of states and events as the contract has them.</summary>
internal static class CaseNames
{
    private static readonly string[] States = Names(AssistanceReflection.Descriptor, nameof(CaseState));
    private static readonly string[] Kinds = Names(AssistanceReflection.Descriptor, nameof(CaseEventKind));

    public static string Of(CaseState state) => States[(int)state];

    public static string Of(CaseEventKind kind) => Kinds[(int)kind];

    /// <summary>The values are numbered from zero without a gap.</summary>
    private static string[] Names(FileDescriptor file, string name) => [.. file.FindTypeByName<EnumDescriptor>(name).Values.Select(value => value.Name)];
}
