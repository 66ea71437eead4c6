using System.Collections.Frozen;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;

namespace ExchangeHub.Hub.Sharing;

/// <summary>The catalogue (共享目录): the hub refuses to start when a data set of the contract has no definition, or two, or documents that nobody could ask for.</summary>
internal sealed class DataSetCatalogue
{
    private readonly FrozenDictionary<DataSet, DataSetDefinition> _definitions;

    public DataSetCatalogue(IEnumerable<DataSetDefinition> definitions)
    {
        var list = definitions.ToList();
        var twice = list.CountBy(definition => definition.Set).Where(pair => pair.Value > 1).Select(pair => pair.Key);
        var wrong = DataSets.All.Except(list.Select(definition => definition.Set)).Concat(twice).ToList();
        if (wrong.Count > 0)
            throw new InvalidOperationException($"Each data set must have one definition: {string.Join(", ", wrong.Select(DataSets.NameOf))}.");
        var unasked = list.Where(definition => definition.SharingClass == SharingClass.Conditional && definition.Documents != DataSetDefinition.NoDocuments).Select(definition => DataSets.NameOf(definition.Set)).ToList();
        if (unasked.Count > 0)
            throw new InvalidOperationException($"A download says no purpose, so that a conditional data set can have no documents: {string.Join(", ", unasked)}.");
        _definitions = list.ToFrozenDictionary(definition => definition.Set);
    }

    /// <summary>All, in the contract's order.</summary>
    public IEnumerable<DataSetDefinition> All => _definitions.Values.OrderBy(definition => definition.Set);

    /// <summary>The definition; null for what the contract does not know.</summary>
    public DataSetDefinition? Find(DataSet set) => _definitions.GetValueOrDefault(set);

    public DataSetDefinition this[DataSet set] => _definitions[set];
}
