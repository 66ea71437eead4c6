using System.Collections.Frozen;
using ExchangeHub.Contracts.Sharing.V1;
using Google.Protobuf.Reflection;

namespace ExchangeHub.Domain.Records;

/// <summary>Names of data sets (数据集).</summary>
public static class DataSets
{
    private static readonly FrozenDictionary<DataSet, string> Names =
        DataSetReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(DataSet)).Values.ToFrozenDictionary(value => (DataSet)value.Number, value => value.Name);

    /// <summary>All of the contract.</summary>
    public static IReadOnlyList<DataSet> All { get; } = [.. Names.Keys.Where(set => set != DataSet.Unspecified).Order()];

    /// <summary>The name in the contract, e.g. <c>DATA_SET_INSTITUTIONS</c>; the number in decimal for one that it does not know.</summary>
    public static string NameOf(DataSet set) => Names.GetValueOrDefault(set) ?? ((int)set).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
