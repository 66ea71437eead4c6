using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Errors;
using Google.Protobuf.Reflection;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>The refusal of a change of state that a table does not have, and the names of states.</summary>
internal static class ForensicTransitions
{
    /// <summary>What a first version comes from.</summary>
    public const string Nothing = "-";

    private static readonly EnumDescriptor Plans = InspectionReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(PlanState));
    private static readonly EnumDescriptor Inspections = InspectionReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(InspectionState));
    private static readonly EnumDescriptor Rectifications = InspectionReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(RectificationState));

    public static string NameOf(PlanState state) => NameOf(Plans, (int)state);

    public static string NameOf(InspectionState state) => NameOf(Inspections, (int)state);

    public static string NameOf(RectificationState state) => NameOf(Rectifications, (int)state);

    /// <summary>The refusal; it names what is allowed instead.</summary>
    public static HubException Wrong(Record next, string from, string to, IEnumerable<string> allowed)
        => new(ErrorCatalogue.RecordTransition,
            ("data_set", DataSets.NameOf(next.DataSet)), ("record_key", next.Key), ("from", from), ("to", to),
            ("allowed", string.Join(", ", allowed) is { Length: > 0 } list ? list : Nothing))
        {
            IsPrecondition = true,
        };

    private static string NameOf(EnumDescriptor states, int number) => states.FindValueByNumber(number)?.Name ?? $"{number}";
}
