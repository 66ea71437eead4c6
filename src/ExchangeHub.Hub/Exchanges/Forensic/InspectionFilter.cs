using ExchangeHub.Contracts.Forensic.V1;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Which results and rectifications a query is for. What a filter leaves open, it takes.</summary>
internal static class InspectionFilter
{
    public static bool Takes(ListInspectionsRequest request, Inspection inspection)
        => (request.Institution.Length == 0 || InspectedMatch.IsOfInstitution(inspection.Object, request.Institution))
            && (request.Appraiser.Length == 0 || (inspection.Object is { Kind: InspectedKind.Appraiser } inspected && inspected.Number == request.Appraiser))
            && (request.Year == 0 || inspection.EndDate?.Year == request.Year)
            && (request.Grades.Count == 0 || (inspection.Score is { } score && request.Grades.Contains(score.Grade)))
            && (request.FindingCode.Length == 0 || inspection.Findings.Any(finding => finding.Code == request.FindingCode))
            && (request.Types_.Count == 0 || request.Types_.Contains(inspection.Type));

    public static bool Takes(ListRectificationsRequest request, Rectification rectification)
        => (request.Institution.Length == 0 || InspectedMatch.IsOfInstitution(rectification.Object, request.Institution))
            && (!request.OpenOnly || RectificationDue.IsOpen(rectification));
}
