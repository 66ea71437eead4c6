using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Validation;
using Google.Type;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>What applications and decisions must say.</summary>
internal sealed class GrantRules(DataSetCatalogue catalogue, HubStateHolder state, TimeProvider clock)
{
    /// <summary>Longest period in days.</summary>
    private const int MaxDays = 366;

    private static readonly Rule NotConditional = new("NOT_CONDITIONAL", "must be a data set that is shared upon application", "必须是有条件共享的数据集");
    private static readonly Rule OwnRegion = new("OWN_REGION", "must be another region than the caller's", "必须是调用方以外的地区");
    private static readonly Rule UnknownRegion = new("UNKNOWN_REGION", "must be a region that publishes", "必须是发布数据的地区");
    private static readonly Rule InThePast = new("IN_THE_PAST", "must not be in the past", "不得早于今天");
    private static readonly Rule Period = new("PERIOD", $"must be on or after the first day, and at most {MaxDays} days after it", $"不得早于起始日，且不得晚于起始日后 {MaxDays} 日");
    private static readonly TextRule Text = new(2, 500, manyLines: true);

    /// <summary>Checks an application; gives its period.</summary>
    public (DateOnly Start, DateOnly End) Check(ApplyForGrantRequest request, Participant applicant)
    {
        var violations = NewViolations();
        violations.Require(CommonRules.IsUuid(request.RequestId), "", "request_id", CommonRules.NotUuid);
        CommonRules.Given(violations, "", "data_set", request.DataSet);
        violations.Require(catalogue.Find(request.DataSet) is null or { SharingClass: SharingClass.Conditional }, "", "data_set", NotConditional);
        violations.Require(state.Current.Regions.GetValueOrDefault(request.ProducerRegion) is { BackOffice: not null }, "", "producer_region", UnknownRegion);
        violations.Require(request.ProducerRegion != applicant.RegionCode || !applicant.Roles.Contains(Roles.BackOffice), "", "producer_region", OwnRegion);
        Text.Check(violations, "", "purpose", request.Purpose);
        Text.Check(violations, "", "scenario", request.Scenario);
        CommonRules.OperatorName.Check(violations, "", "operator_name", request.OperatorName);
        var (hasStart, hasEnd) = (TryDate(violations, "start_date", request.StartDate, out var start), TryDate(violations, "end_date", request.EndDate, out var end));
        violations.Require(!hasStart || start >= violations.Today, "", "start_date", InThePast);
        violations.Require(!hasStart || !hasEnd || (end >= start && end.DayNumber - start.DayNumber <= MaxDays), "", "end_date", Period);
        violations.ThrowIfAny();
        return (start, end);
    }

    /// <summary>Checks a decision or revocation; gives the grant's id.</summary>
    public Guid Check(string requestId, string grantId, string reason, string operatorName)
    {
        var violations = NewViolations();
        violations.Require(CommonRules.IsUuid(requestId), "", "request_id", CommonRules.NotUuid);
        Text.Check(violations, "", "reason", reason);
        CommonRules.OperatorName.Check(violations, "", "operator_name", operatorName);
        return Id(grantId, violations);
    }

    /// <summary>Checks a question about a grant; gives its id.</summary>
    public Guid Check(string grantId) => Id(grantId, NewViolations());

    private static Guid Id(string grantId, Violations violations)
    {
        var id = Cases.CaseRules.Id(violations, "grant_id", grantId);
        violations.ThrowIfAny();
        return id;
    }

    private static bool TryDate(Violations violations, string name, Date? date, out DateOnly day)
    {
        var isDate = CalendarDates.TryToDateOnly(date, out day);
        return violations.Require(isDate, "", name, date is null ? CommonRules.Required : CommonRules.NotDate);
    }

    private Violations NewViolations() => new(ChinaTime.DateOf(clock.GetUtcNow()));
}
