using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Relay;

/// <summary>Finds the region that a header points to, and checks that the caller may ask in the name of the office that it names.</summary>
internal static class Router
{
    public static readonly Rule NotInDirectory = new("NOT_IN_DIRECTORY", "is not in the hub's directory of offices", "不在交换中心的机构名录中");
    public static readonly Rule UnknownRegion = new("UNKNOWN_REGION", "is no region that the hub can ask", "不是交换中心可以查询的地区");
    public static readonly Rule SameRegion = new("SAME_REGION", "must lie in another region than the requesting office: within one region the hub has no task", "必须与委托机构不在同一地区：同一地区内的查询不经交换中心");

    /// <summary>The region that is asked; null, with violations, where the header leads to none.</summary>
    public static Region? Route(HubState state, Participant caller, ExchangeHeader? header, Violations violations)
    {
        if (header is null)
            return null; // Already a violation.

        var requesting = state.Offices.GetValueOrDefault(header.RequestingOffice?.Uscc ?? "");
        violations.Require(requesting is not null || header.RequestingOffice is null, "header.requesting_office", "uscc", NotInDirectory);

        var region = Target(state, header, violations);
        if (region is not null && requesting is not null)
            violations.Require(region.Code != requesting.RegionCode, "header", "target", SameRegion);

        if (requesting is not null && !caller.Represents(requesting))
            throw new HubException(ErrorCatalogue.OfficeNotRepresented, ("participant", caller.Id), ("office", requesting.Uscc));
        return region;
    }

    private static Region? Target(HubState state, ExchangeHeader header, Violations violations)
    {
        switch (header.TargetCase)
        {
            case ExchangeHeader.TargetOneofCase.TargetOffice:
                var office = state.Offices.GetValueOrDefault(header.TargetOffice.Uscc);
                violations.Require(office is not null, "header.target_office", "uscc", NotInDirectory);
                return office is null ? null : Answering(state, office.RegionCode, "target_office", violations);
            case ExchangeHeader.TargetOneofCase.TargetRegion:
                return Answering(state, header.TargetRegion, "target_region", violations);
            default:
                return null; // Already a violation.
        }
    }

    private static Region? Answering(HubState state, string code, string field, Violations violations)
    {
        var region = state.Regions.GetValueOrDefault(code);
        return violations.Require(region?.BackOffice is not null, "header", field, UnknownRegion) ? region : null;
    }
}
