using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Exchanges.Forensic;
using ExchangeHub.Hub.Exchanges.Sharing;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Tests.Cases;

namespace ExchangeHub.Hub.Tests.Sharing;

public class DataSetCatalogueTests
{
    private static readonly List<DataSetDefinition> All = Definitions();

    [Fact]
    public void Catalogue_OfTheSlices_HasEachDataSet()
        => Assert.Equal(DataSets.All, new DataSetCatalogue(All).All.Select(definition => definition.Set));

    [Fact]
    public void Catalogue_WithoutOneOrWithOneTwice_IsRefused()
    {
        Assert.Contains(DataSets.NameOf(All[0].Set), Assert.Throws<InvalidOperationException>(() => new DataSetCatalogue(All.Skip(1))).Message);
        Assert.Contains(DataSets.NameOf(All[0].Set), Assert.Throws<InvalidOperationException>(() => new DataSetCatalogue([.. All, All[0]])).Message);
    }

    /// <summary>Each use of a conditional data set says its purpose, and a download says none.</summary>
    [Fact]
    public void Catalogue_ConditionalDataSetWithDocuments_IsRefused()
    {
        var changed = All.Select(definition => definition.Set == DataSet.WatchList ? definition with { Documents = _ => [] } : definition);

        Assert.Contains("DATA_SET_WATCH_LIST", Assert.Throws<InvalidOperationException>(() => new DataSetCatalogue(changed)).Message);
    }

    private static List<DataSetDefinition> Definitions()
    {
        var state = CaseSamples.State();
        return [.. new SharingDataSets(state).All, .. new ForensicDataSets(() => state.Current.Schemes, () => state.Current.Calendars).All];
    }
}
