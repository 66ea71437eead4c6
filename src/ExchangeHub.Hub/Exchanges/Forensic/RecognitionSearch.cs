using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Inspections;
using Status = ExchangeHub.Contracts.Forensic.V1.RecognitionStatus;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Whether a result counts for somebody on a day (结果互认): takes all results in any order, and keeps the one that was published last.</summary>
internal sealed class RecognitionSearch(string number, DateOnly day)
{
    private Record? _latest;
    private DateOnly _published;

    public void Add(Record record)
    {
        if (record.Content?.Inspection is not { State: InspectionState.Published } inspection
            || !InspectedMatch.IsOf(inspection.Object, number)
            || !CalendarDates.TryToDateOnly(inspection.PublishDate, out var published) || published > day)
            return;
        if (_latest is null || published > _published || (published == _published && string.CompareOrdinal(record.Key, _latest.Key) > 0))
            (_latest, _published) = (record, published);
    }

    public CheckRecognitionResponse Read()
    {
        if (_latest is null)
            return new CheckRecognitionResponse { Status = Status.NoResult };
        var recognition = MutualRecognition.Of(_published, day, _latest.Content.Inspection.HasOpenComplaint);
        return new CheckRecognitionResponse
        {
            Status = recognition.Status switch
            {
                Domain.Inspections.RecognitionStatus.Recognised => Status.Recognised,
                Domain.Inspections.RecognitionStatus.ComplaintOpen => Status.ComplaintOpen,
                Domain.Inspections.RecognitionStatus.Expired => Status.Expired,
                _ => Status.NoResult,
            },
            Result = ForensicResults.Of(_latest),
            LastDate = CalendarDates.ToProto(recognition.LastDay),
        };
    }
}
