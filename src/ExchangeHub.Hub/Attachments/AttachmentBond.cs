using ExchangeHub.Contracts.Sharing.V1;

namespace ExchangeHub.Hub.Attachments;

/// <summary>What an attachment belongs to: a case (案件), or a record (共享信息) that its uploader's region publishes; nothing where all is null.</summary>
internal readonly record struct AttachmentBond(Guid? CaseId, DataSet? RecordDataSet, string? RecordKey)
{
    public static AttachmentBond ToCase(Guid caseId) => new(caseId, null, null);

    public static AttachmentBond ToRecord(DataSet set, string key) => new(null, set, key);
}
