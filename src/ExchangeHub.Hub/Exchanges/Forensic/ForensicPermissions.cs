using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Who may ask about inspections. What of other regions' results may be read, their grants say.</summary>
internal static class ForensicPermissions
{
    private const string Service = "/exchangehub.forensic.v1.ForensicInspectionService/";

    private static readonly string[] Departments = [Roles.BackOffice, Roles.Operator, Roles.Auditor];

    public static readonly IReadOnlyList<Permission> Rows =
    [
        new(Service + "ListScoreSchemes", Roles.All),
        new(Service + "CheckScore", Departments),
        new(Service + "ListInspections", Departments),
        new(Service + "ListRectifications", Departments),
        new(Service + "CompareYears", Departments),
        new(Service + "CompareRegions", Departments),
        new(Service + "CheckRecognition", Departments),
    ];
}
