using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Tests.Cases;
using ExchangeHub.Hub.Tests.Exchanges.Sharing;
using ExchangeHub.TestKit;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Hub.Tests.Sharing;

public class RecordDocumentsTests
{
    [Fact]
    public async Task Bind_VersionsWithoutDocuments_DoesNotAskTheDatabase()
    {
        var publication = new Publication("", null!, RecordSamples.Set(DataSet.Notices), "", "", default);
        (int, Record)[] added = [(0, Feeds.Notice("测1")), (1, Feeds.Notice("测2").Delete(2, new DateOnly(2026, 3, 1)))];

        await new RecordDocuments(CaseSamples.State()).BindAsync(null!, publication, added, CancellationToken.None); // There is none that could be asked.
    }
}
