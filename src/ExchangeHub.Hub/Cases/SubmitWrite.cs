using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Cases;

/// <summary>A new case.</summary>
internal sealed class SubmitWrite(ExchangeHeader header, AssistanceRequest request, CaseCall call, CaseActor actor, Addressee addressee, Guid id, byte[]? subjectHash, CaseRecorder recorder, Action<SubmitCaseResponse, ExchangeReceipt> setReceipt)
    : CaseWrite<SubmitCaseResponse>(call, recorder, CaseRules.Attachments(request.Materials), setReceipt)
{
    public override LetterKey? Letter { get; } = new LetterKey(actor.Office!.Uscc, ChinaTime.DateOf(call.AcceptTime).Year, request.LetterNumber);

    protected override void Do(WriteBatch batch)
    {
        if (batch.IsTaken(Letter!.Value))
            throw new HubException(ErrorCatalogue.LetterNumberUsed, ("office", Letter.Value.Office), ("year", Letter.Value.Year.ToString()));

        RequireAttachments(batch, id);
        var file = NewFile();
        batch.Add(file);
        var message = Recorder.Record(batch, file, CaseTransitions.Submission, actor, Call.AcceptTime, file.RequestedRegion, message =>
        {
            message.Request = request.Clone();
            message.Request.Purpose = header.Purpose;
            message.Request.LegalBasis.Clear();
            message.Request.LegalBasis.Add(header.LegalBasis);
        });
        file.RequestEventId = file.LastEventId;
        Conclude(batch, file, message, new SubmitCaseResponse { Case = message.Case }, entry => entry with
        {
            Purpose = LedgerText.Cut(header.Purpose, LedgerText.Purpose),
            LegalBasis = LedgerText.Cut(string.Join('\n', header.LegalBasis), LedgerText.LegalBasis),
        });
    }

    private CaseFile NewFile() => new()
    {
        Id = id,
        Matter = request.Matter,
        Urgency = request.Urgency,
        LetterNumber = request.LetterNumber,
        LetterYear = Letter!.Value.Year,
        OwnCaseNumber = header.OwnCaseNumber,
        RequestingOffice = actor.Office!.Uscc,
        RequestingOfficeName = header.RequestingOffice.Name,
        RequestingRegion = actor.Office.RegionCode,
        RequestedOffice = addressee.Office.Uscc,
        RequestedOfficeName = addressee.IsSuccessor ? addressee.Office.Name : addressee.Addressed.Name,
        RequestedRegion = addressee.Office.RegionCode,
        AddressedOffice = addressee.IsSuccessor ? addressee.Addressed.Uscc : "",
        AddressedOfficeName = addressee.IsSuccessor ? addressee.Addressed.Name : "",
        Successions = string.Concat(addressee.Steps.Select(step => step + "\n")),
        SubjectHash = subjectHash,
        SubmitTime = Call.AcceptTime,
    };
}
