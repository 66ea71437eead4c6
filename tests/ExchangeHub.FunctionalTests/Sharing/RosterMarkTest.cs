using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using Google.Protobuf.Collections;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Tests of marks of rosters: Sichuan has the rosters, Chongqing sanctions. It is noon on all days.</summary>
public abstract class RosterMarkTest(string store) : SharingTest(store)
{
    protected const string Sichuan = "CN-SC";
    protected const string InstitutionMarks = $"CN-SC/INSTITUTIONS/{Rosters.InstitutionKey}";
    protected const string PersonMarks = $"CN-SC/PRACTITIONERS/{Rosters.PersonKey}";

    protected DateOnly Today => ChinaTime.DateOf(Clock.GetUtcNow());

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        MoveTo(Today.AddDays(1));
    }

    protected void MoveTo(DateOnly day) => Clock.Shift += ChinaTime.BeginOf(day).AddHours(12) - Clock.GetUtcNow();

    protected Task SanctionAsync(params Record[] records) => Producer.PublishAsync(DataSet.AdministrativeSanctions, [records]);

    protected async Task<RepeatedField<RosterMark>> MarksAsync(DataSet set, string key, DateOnly? day = null)
        => (await Office.GetRecordAsync(new GetRecordRequest { DataSet = set, ProducerRegion = Sichuan, Key = key, AsOfDate = day is { } asOf ? CalendarDates.ToProto(asOf) : null })).Marks;

    protected async Task<RosterMarkKind[]> KindsAsync(DataSet set, string key, DateOnly? day = null) => [.. (await MarksAsync(set, key, day)).Select(mark => mark.Kind)];

    /// <summary>All versions of an entry's marks.</summary>
    protected async Task<RepeatedField<Record>> VersionsAsync(string key)
        => (await Office.ListRecordVersionsAsync(new ListRecordVersionsRequest { DataSet = DataSet.RosterMarks, ProducerRegion = "HUB", Key = key })).Records;
}
