using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Records as queries give them.</summary>
internal static class ForensicResults
{
    public static InspectionResult Of(Record record)
        => new() { RegionCode = record.ProducerRegion, Version = record.Version, RecordTime = record.RecordTime, Inspection = record.Content.Inspection };

    public static RectificationResult Of(Record record, DateOnly today) => new()
    {
        RegionCode = record.ProducerRegion,
        Version = record.Version,
        RecordTime = record.RecordTime,
        Rectification = record.Content.Rectification,
        IsOverdue = RectificationDue.IsOverdue(record.Content.Rectification, today),
    };
}
