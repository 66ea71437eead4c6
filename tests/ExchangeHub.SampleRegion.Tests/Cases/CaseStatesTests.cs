using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Cases;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Tests.Cases;

/// <summary>Where the region's copies of cases are, as it shows them to the hub.</summary>
public sealed class CaseStatesTests : IDisposable
{
    private static readonly Guid Case = Guid.CreateVersion7();
    private static readonly IdRange All = new(Guid.Empty, Guid.AllBitsSet);

    private readonly CaseFolder _folder = new();
    private readonly FakeHub _hub = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cases_AreAtTheNewestEvent_BroughtOrOwn()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var (first, second) = (Event(1, CaseState.Submitted), Event(2, CaseState.Delivered));
        await region.KeepAsync(second);
        await region.KeepAsync(first);
        Assert.Equal((Case, CaseState.Delivered, Id(second)), Of(Assert.Single(await region.File.CasesAsync(All, default))));

        _hub.Cases[Case.ToString()] = second.Case;
        var outcome = await region.Desk.ConfirmReceiptAsync(new CaseAction { CaseId = Case.ToString() });

        Assert.Equal((Case, CaseState.Received, Guid.Parse(outcome.Receipt.ExchangeId)), Of(Assert.Single(await region.File.CasesAsync(All, default))));
        Assert.Empty(await region.File.CasesAsync(new IdRange(Guid.Empty, Case), default));
        Assert.Single(await region.File.CasesAsync(new IdRange(Case, Guid.AllBitsSet), default));
    }

    [Fact]
    public async Task Faults_LeaveBehind_AlterAndLose()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var (first, second) = (Event(1, CaseState.Submitted), Event(2, CaseState.Delivered));
        await region.KeepAsync(first);
        await region.KeepAsync(second);
        var faults = new CaseFaults(region.File);

        Assert.True(await faults.LeaveBehindAsync(Case, default));
        Assert.Equal((Case, CaseState.Submitted, Id(first)), Of(Assert.Single(await region.File.CasesAsync(All, default))));
        Assert.Equal(1, (await region.File.FindCaseAsync(Case, default))!.Summary.Version);
        Assert.False(await faults.LeaveBehindAsync(Case, default)); // There is nothing before it.
        Assert.True(await faults.AlterAsync(Case, CaseState.Closed, default));
        Assert.Equal((Case, CaseState.Closed, Id(first)), Of(Assert.Single(await region.File.CasesAsync(All, default))));
        Assert.True(await faults.LoseAsync(Case, default));
        Assert.Empty(await region.File.CasesAsync(All, default));
    }

    [Fact]
    public async Task Open_FileOfAnEarlierVersion_KnowsTheEvents()
    {
        var brought = Event(1, CaseState.Submitted);
        string own, other;
        await using (var region = CaseRegion.Open(_folder.Path, _hub))
        {
            await region.KeepAsync(brought);
            other = Guid.CreateVersion7().ToString();
            own = (await region.Desk.ConfirmReceiptAsync(new CaseAction { CaseId = other })).Receipt.ExchangeId;
        }
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "cases.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE case_state DROP COLUMN event_id";
            await command.ExecuteNonQueryAsync();
        }

        await using var upgraded = CaseRegion.Open(_folder.Path, _hub);

        Assert.Equal(
            [(Case, CaseState.Submitted, Id(brought)), (Guid.Parse(other), CaseState.Received, Guid.Parse(own))],
            (await upgraded.File.CasesAsync(All, default)).OrderBy(state => state.CaseId).Select(Of));
    }

    private static CaseEvent Event(int version, CaseState state)
    {
        var message = CaseRegion.Event(CaseEventKind.Submitted, Case, version);
        message.Case.State = state;
        return message;
    }

    private static Guid Id(CaseEvent message) => Guid.Parse(message.EventId);

    private static (Guid, CaseState, Guid) Of(RegionCaseState state) => (state.CaseId, state.State, state.EventId);
}
