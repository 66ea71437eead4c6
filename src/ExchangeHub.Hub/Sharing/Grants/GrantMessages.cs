using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using Google.Protobuf.WellKnownTypes;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>Grants as messages.</summary>
internal static class GrantMessages
{
    public static Grant Of(GrantEntry grant, long uses) => new()
    {
        GrantId = grant.Id.ToString(),
        Applicant = new ParticipantReference { ParticipantId = grant.ApplicantId, RegionCode = grant.ApplicantRegion },
        DataSet = grant.DataSet,
        ProducerRegion = grant.ProducerRegion,
        Purpose = grant.Purpose,
        Scenario = grant.Scenario,
        StartDate = CalendarDates.ToProto(grant.StartDate),
        EndDate = CalendarDates.ToProto(grant.EndDate),
        State = grant.State,
        DecisionDueDate = CalendarDates.ToProto(grant.DecisionDueDate),
        IsOverdue = grant.IsOverdue,
        Reason = grant.Reason,
        DecidedBy = grant.DecidedBy,
        ApplyTime = grant.ApplyTime.ToTimestamp(),
        DecisionTime = grant.DecisionTime?.ToTimestamp(),
        RevokeTime = grant.RevokeTime?.ToTimestamp(),
        UseCount = uses,
    };

    public static GrantUse Of(GrantUseEntry use) => new()
    {
        ExchangeId = use.Id.ToString(),
        UseTime = use.UseTime.ToTimestamp(),
        Method = use.Method,
        Purpose = use.Purpose,
        OperatorName = use.OperatorName,
    };
}
