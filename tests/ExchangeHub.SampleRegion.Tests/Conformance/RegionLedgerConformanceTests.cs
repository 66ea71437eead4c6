using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.SampleRegion.Tests.Cases;
using ExchangeHub.SampleRegion.Tests.Ledger;
using ExchangeHub.Server.Conformance;

namespace ExchangeHub.SampleRegion.Tests.Conformance;

/// <summary>The checks that a region's developers run: all pass at the sample region, and each way to be wrong is named.</summary>
public sealed class RegionLedgerConformanceTests : IAsyncLifetime, IDisposable
{
    private static readonly IdRange Window = new(IdMinutes.FirstId(LedgerEntries.Minute), IdMinutes.FirstId(LedgerEntries.Minute + 1440));

    private readonly CaseFolder _folder = new();
    private SqliteRegionLedger _ledger = null!;

    public Task InitializeAsync()
    {
        _ledger = SqliteRegionLedger.Open(Path.Combine(_folder.Path, "ledger.db"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _ledger.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(700)]
    [InlineData(12_000)]
    public async Task Run_OfTheSampleRegion_PassesEveryCheck(int rows)
    {
        await _ledger.LoadAsync(LedgerEntries.Many(rows, TimeSpan.FromSeconds(7)));

        var results = await RunAsync(new RegionLedgerEndpoint(_ledger));

        Assert.DoesNotContain(results, result => result.Problem is not null);
        Assert.Equal(42, results.Count);
        Assert.Contains(results, result => result.English == "Case states: are not offered, and need not be");
    }

    [Fact]
    public async Task Run_OfARegionWithCases_ChecksTheirStatesToo()
    {
        await _ledger.LoadAsync(LedgerEntries.Many(7, TimeSpan.FromSeconds(7)));
        await using var region = CaseRegion.Open(_folder.Path, new FakeHub());
        var begin = DateTimeOffset.UnixEpoch.AddMinutes(LedgerEntries.Minute);
        Assert.Contains(await RunAsync(new RegionLedgerEndpoint(_ledger, region.File)), result => result.English == "Case states: are offered, and there are none to look at");
        for (var i = 0; i < 300; i++)
        {
            var message = CaseRegion.Event(Contracts.Notary.V1.CaseEventKind.Submitted, Guid.CreateVersion7(begin.AddMinutes(i)), 1);
            message.Case.UpdateTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(begin);
            await region.KeepAsync(message);
        }

        var results = await RunAsync(new RegionLedgerEndpoint(_ledger, region.File));

        Assert.DoesNotContain(results, result => result.Problem is not null);
        Assert.Equal(57, results.Count);
    }

    [Fact]
    public async Task Run_OfAServiceThatTakesEverySetForItsLedger_SaysSo()
    {
        await _ledger.LoadAsync(LedgerEntries.Many(7, TimeSpan.FromSeconds(7)));

        var results = await RunAsync(new BrokenLedger(new RegionLedgerEndpoint(_ledger), "any set is the ledger"));

        Assert.Contains(results, result => result.Problem?.Message.Contains("that no contract knows", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Run_OfALedgerWithCopies_PassesEveryCheck()
    {
        var entries = LedgerEntries.Many(700, TimeSpan.FromSeconds(7)).ToList();
        await _ledger.LoadAsync(entries);
        for (var i = 0; i < 5; i++)
            await new LedgerFaults(_ledger).DuplicateAsync([entries[0].Id, entries[2].Id], default);

        Assert.DoesNotContain(await RunAsync(new RegionLedgerEndpoint(_ledger)), result => result.Problem is not null);
    }

    [Fact]
    public async Task Run_OfAServiceWithoutSketches_PassesEveryCheck()
    {
        await _ledger.LoadAsync(LedgerEntries.Many(700, TimeSpan.FromSeconds(7)));

        var results = await RunAsync(new BrokenLedger(new RegionLedgerEndpoint(_ledger), "no sketch"));

        Assert.DoesNotContain(results, result => result.Problem is not null);
        Assert.Contains(results, result => result.English == "Sketch: is not offered, and need not be");
    }

    [Fact]
    public async Task Run_OfAnEmptyLedger_SaysThatThereIsNothingToSee()
    {
        var problem = Assert.Single(await RunAsync(new RegionLedgerEndpoint(_ledger)), result => result.Problem is not null).Problem!;

        Assert.Contains("fill in some", problem.Text(Language.English), StringComparison.Ordinal);
        Assert.Contains("请先写入", problem.Text(Language.Chinese), StringComparison.Ordinal);
    }

    /// <summary>A stored fingerprint that does not belong to its row is what the salt is for.</summary>
    [Fact]
    public async Task Run_OfALedgerWithAStoredFingerprintThatIsWrong_NamesTheRow()
    {
        var entries = LedgerEntries.Many(700, TimeSpan.FromSeconds(7)).ToList();
        await _ledger.LoadAsync(entries);
        await new LedgerFaults(_ledger).AlterAsync([entries[3].Id], keepFingerprint: true);

        Assert.Contains(await RunAsync(new RegionLedgerEndpoint(_ledger)), result => result.Problem?.Message.Contains($"row {entries[3].Id} is listed with", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("is down", "the call ended with Unavailable: it is down")]
    [InlineData("total missing", "total is missing")]
    [InlineData("signed limbs", "are they signed, or cut?")]
    [InlineData("total off", "its parts add up to")]
    [InlineData("one range too few", "0 ranges came back for 1")]
    [InlineData("long snapshot", "snapshot has 33 bytes")]
    [InlineData("ignores expected", "is `expected` compared?")]
    [InlineData("ignores expected parts", "is the sum compared modulo 2^32?")]
    [InlineData("zeros left out", "part 3 with zeros")]
    [InlineData("never parts", "its parts add up to 0:0:0:0:0")]
    [InlineData("parts shifted", "which it is, is")]
    [InlineData("parts backwards", "parts must be in order")]
    [InlineData("empty parts", "has no rows and must be left out")]
    [InlineData("part that was not asked for", "part 4294967295 came, though 16 parts were asked for")]
    [InlineData("ignores salt", "the salted total is")]
    [InlineData("ignores salt", "has another salted fingerprint than")]
    [InlineData("bound included", "a range without ids has")]
    [InlineData("no checks", "it was answered instead of refused with INVALID_ARGUMENT")]
    [InlineData("little endian", "add up to")]
    [InlineData("ids as .NET writes them", "is not in the range that was asked for")]
    [InlineData("rows backwards", "ids must be in the order of their bytes")]
    [InlineData("a row lost", "the rows that are listed add up to")]
    [InlineData("half a row", "which is no multiple of 32")]
    [InlineData("page size ignored", "though at most")]
    [InlineData("next is the last row", "must be after the last row")]
    [InlineData("other digest", "its canonical form has")]
    [InlineData("digest as text", "has a request digest of 64 bytes")]
    [InlineData("digest too long", "has a response digest of 65 bytes")]
    [InlineData("method cut", "which is no /package.Service/Method")]
    [InlineData("method too long", "has a method of 605 bytes, more than 512")]
    [InlineData("no time", "has no record_time")]
    [InlineData("rows as asked", "did not come in the order of the ids")]
    [InlineData("rows invented", "is not there and was given")]
    [InlineData("sketch little endian", "has another count than")]
    [InlineData("sketch check wrong", "has another check than")]
    [InlineData("sketch too short", "bytes instead of")]
    public async Task Run_OfABrokenService_NamesWhatIsWrong(string fault, string problem)
    {
        await _ledger.LoadAsync(LedgerEntries.Many(700, TimeSpan.FromSeconds(7)));

        var results = await RunAsync(new BrokenLedger(new RegionLedgerEndpoint(_ledger), fault));

        var problems = results.Select(result => result.Problem).OfType<ConformanceException>().ToList();
        Assert.Contains(problems, found => found.Message.Contains(problem, StringComparison.Ordinal));
        Assert.All(problems, found => Assert.NotEqual(found.Message, found.Text(Language.Chinese)));
    }

    /// <summary>In a ledger that is larger than the sample, the way down to it leads through parts.</summary>
    [Fact]
    public async Task Run_OfALargeLedgerWithAPartThatWasNotAskedFor_NamesIt()
    {
        await _ledger.LoadAsync(LedgerEntries.Many(2_500, TimeSpan.FromSeconds(7)));

        var results = await RunAsync(new BrokenLedger(new RegionLedgerEndpoint(_ledger), "part that was not asked for"));

        Assert.Contains("part 4294967295 came, though 64 parts were asked for", Assert.Single(results).Problem!.Message, StringComparison.Ordinal);
    }

    /// <summary>Where all rows find room on the sample's page, only the small pages can tell.</summary>
    [Fact]
    public async Task Run_OfASmallLedgerThatNeverSaysWhereToGoOn_NamesIt()
    {
        await _ledger.LoadAsync(LedgerEntries.Many(100, TimeSpan.FromSeconds(7)));

        var results = await RunAsync(new BrokenLedger(new RegionLedgerEndpoint(_ledger), "never a next page"));

        Assert.Contains(results, result => result.Problem?.Message.Contains("with max_rows 1 other rows are listed", StringComparison.Ordinal) == true);
    }

    private static async Task<List<ConformanceResult>> RunAsync(Contracts.Reconciliation.V1.RegionLedgerService.RegionLedgerServiceBase service)
    {
        var results = new List<ConformanceResult>();
        var fine = await new RegionLedgerConformance(new DirectInvoker(service), Window).RunAsync(results.Add, default);
        Assert.Equal(fine, results.All(result => result.Problem is null));
        return results;
    }
}
