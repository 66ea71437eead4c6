using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Validation;
using Google.Type;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>The shape of operators' requests: every violation at once.</summary>
internal sealed class RequestChecks(HubStateHolder state, TimeProvider clock)
{
    private static readonly Rule DayCountUpTo400 = new("DAY_COUNT", $"must be at most {DayBook.MaxDays} days", $"不得超过 {DayBook.MaxDays} 天");
    private static readonly Rule Order = new("BEFORE_FIRST_DAY", "must not be before the first day", "不得早于起始日期");
    private static readonly TextRule Said500 = new(2, 500, manyLines: true);
    private static readonly TextRule Owner = new(1, 100);

    public void Check(ListReconciliationRunsRequest request)
    {
        var violations = New();
        violations.Require(Enum.IsDefined(request.State), "", "state", CommonRules.UnknownValue);
        violations.ThrowIfAny();
    }

    public void Check(StartReconciliationRunRequest request)
    {
        var violations = New();
        Write(violations, request.RequestId, request.OperatorName);
        if (violations.Require(request.ParticipantId.Length > 0, "", "participant_id", CommonRules.Required))
            violations.Require(state.Current.Regions.Values.Any(region => region.BackOffice?.Id == request.ParticipantId), "", "participant_id", CommonRules.UnknownValue);
        if (request.FirstDay is not null || request.LastDay is not null)
        {
            var first = CommonRules.PastDate(violations, "first_day", request.FirstDay);
            var last = CommonRules.PastDate(violations, "last_day", request.LastDay);
            if (first is { } begin && last is { } bound && violations.Require(begin <= bound, "", "last_day", Order))
                violations.Require(bound.DayNumber - begin.DayNumber < DayBook.MaxDays, "", "last_day", DayCountUpTo400);
        }
        Said500.Check(violations, "", "reason", request.Reason);
        violations.Require(Enum.IsDefined(request.Set), "", "set", CommonRules.UnknownValue);
        violations.ThrowIfAny();
    }

    public void Check(CancelReconciliationRunRequest request)
    {
        var violations = New();
        Write(violations, request.RequestId, request.OperatorName);
        violations.Require(CommonRules.IsUuid(request.RunId), "", "run_id", CommonRules.NotUuid);
        Said500.Check(violations, "", "reason", request.Reason);
        violations.ThrowIfAny();
    }

    public void Check(ExportReconciliationRunRequest request)
    {
        var violations = New();
        violations.Require(CommonRules.IsUuid(request.RunId), "", "run_id", CommonRules.NotUuid);
        CommonRules.Given(violations, "", "format", request.Format);
        violations.ThrowIfAny();
    }

    public void Check(ListDifferencesRequest request)
    {
        var violations = New();
        violations.Require(Enum.IsDefined(request.State), "", "state", CommonRules.UnknownValue);
        violations.Require(Enum.IsDefined(request.Kind), "", "kind", CommonRules.UnknownValue);
        violations.Require(request.RunId.Length == 0 || CommonRules.IsUuid(request.RunId), "", "run_id", CommonRules.NotUuid);
        violations.ThrowIfAny();
    }

    public void Check(AssignDifferenceRequest request)
    {
        var violations = New();
        Write(violations, request.RequestId, request.OperatorName);
        violations.Require(CommonRules.IsUuid(request.DifferenceId), "", "difference_id", CommonRules.NotUuid);
        Owner.Check(violations, "", "owner", request.Owner);
        violations.ThrowIfAny();
    }

    /// <summary>What is said of a difference: to comment, resolve or accept it.</summary>
    public void Said(string requestId, string differenceId, string text, string operatorName)
    {
        var violations = New();
        Write(violations, requestId, operatorName);
        violations.Require(CommonRules.IsUuid(differenceId), "", "difference_id", CommonRules.NotUuid);
        Said500.Check(violations, "", "text", text);
        violations.ThrowIfAny();
    }

    /// <summary>An id that is all that a request has to have.</summary>
    public Guid Id(string name, string text)
    {
        var violations = New();
        violations.Require(CommonRules.IsUuid(text), "", name, CommonRules.NotUuid);
        violations.ThrowIfAny();
        return Guid.ParseExact(text, "D");
    }

    /// <summary>A day that is all that a request has to have, and not in the future.</summary>
    public DateOnly PastDay(string name, Date? day)
    {
        var violations = New();
        var value = CommonRules.PastDate(violations, name, day);
        violations.ThrowIfAny();
        return value!.Value;
    }

    private static void Write(Violations violations, string requestId, string operatorName)
    {
        violations.Require(CommonRules.IsUuid(requestId), "", "request_id", CommonRules.NotUuid);
        CommonRules.OperatorName.Check(violations, "", "operator_name", operatorName);
    }

    private Violations New() => new(ChinaTime.DateOf(clock.GetUtcNow()));
}
