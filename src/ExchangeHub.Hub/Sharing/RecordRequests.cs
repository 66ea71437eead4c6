using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Validation;
using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace ExchangeHub.Hub.Sharing;

/// <summary>What every request to read records must be.</summary>
internal sealed class RecordRequests(DataSetCatalogue catalogue, HubStateHolder state)
{
    private static readonly Rule UnknownRegion = new("UNKNOWN_REGION", "must be a region that the hub knows", "必须是交换中心已知的地区");
    private static readonly Rule NotTime = new("NOT_A_TIME", "must be a time from 0001 to 9999", "必须是 0001 至 9999 年的时间");
    private static readonly TextRule Key = new(1, 200);
    private static readonly TextRule Purpose = new(2, 500, manyLines: true);

    /// <summary>The data set; null, with a violation, where there is none.</summary>
    public DataSetDefinition? Set(DataSet set, Violations violations)
    {
        CommonRules.Given(violations, "", "data_set", set);
        return catalogue.Find(set);
    }

    /// <summary>The producer: a region, or the hub, which publishes too.</summary>
    public void Region(string region, Violations violations)
        => violations.Require(region == CaseActor.HubReference.RegionCode || state.Current.Regions.ContainsKey(region), "", "producer_region", region.Length == 0 ? CommonRules.Required : UnknownRegion);

    public static void KeyOf(string key, Violations violations) => Key.Check(violations, "", "key", key);

    /// <summary>The day that is asked for; today where none is given.</summary>
    public static DateOnly Day(string name, Date? date, Violations violations)
    {
        if (date is null)
            return violations.Today;
        violations.Require(CalendarDates.TryToDateOnly(date, out var day), "", name, CommonRules.NotDate);
        return day;
    }

    /// <summary>The time of recording that is asked for; null where none is given.</summary>
    public static DateTimeOffset? Time(Timestamp? time, Violations violations)
    {
        if (time is null)
            return null;
        var isTime = time.Seconds is >= -62_135_596_800 and <= 253_402_300_799 && time.Nanos is >= 0 and < 1_000_000_000;
        return violations.Require(isTime, "", "known_time", NotTime) ? time.ToDateTimeOffset() : null;
    }

    /// <summary>The purpose, where one is given; where it is needed, <see cref="ReadRights"/> says.</summary>
    public static void PurposeOf(ReadPurpose? purpose, Violations violations)
    {
        if (purpose is null)
            return;
        Purpose.Check(violations, "purpose", "purpose", purpose.Purpose);
        CommonRules.OperatorName.Check(violations, "purpose", "operator_name", purpose.OperatorName);
    }
}
