using System.Security.Cryptography;
using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Attachments;

/// <summary>What an announced attachment must be.</summary>
internal sealed class AttachmentRules(LimitOptions limits, AttachmentOptions attachments)
{
    public static readonly Rule OffsetOutside = new("OFFSET_OUTSIDE", "must be 0 to the attachment's size", "必须在 0 至附件大小之间");

    private static readonly Rule NoFileName = new("NOT_A_FILE_NAME", "must be the name of a file, without a folder", "必须是不含文件夹的文件名");
    private static readonly Rule MediaType = new("MEDIA_TYPE_NOT_TAKEN", "is no media type that the hub takes", "不是交换中心接受的媒体类型");
    private static readonly Rule NotSha256 = new("NOT_A_SHA256", $"must have {SHA256.HashSizeInBytes} bytes", $"必须为 {SHA256.HashSizeInBytes} 字节");
    private static readonly TextRule Name = new(1, 200);

    private readonly Rule _size = new("ATTACHMENT_SIZE", $"must be 1 to {limits.AttachmentBytes} bytes", $"必须为 1 至 {limits.AttachmentBytes} 字节");

    public void Check(CreateAttachmentRequest request, Violations violations)
    {
        violations.Require(CommonRules.IsUuid(request.RequestId), "", "request_id", CommonRules.NotUuid);
        Name.Check(violations, "", "name", request.Name);
        violations.Require(!request.Name.AsSpan().ContainsAny('/', '\\') && request.Name is not ("." or ".."), "", "name", NoFileName);
        violations.Require(attachments.Takes(request.MediaType), "", "media_type", MediaType);
        violations.Require(request.Size >= 1 && request.Size <= limits.AttachmentBytes, "", "size", _size);
        violations.Require(request.Sha256.Length == SHA256.HashSizeInBytes, "", "sha256", NotSha256);
        CommonRules.Office(violations, "owner_office", request.OwnerOffice);
    }

    /// <summary>The id that a request names.</summary>
    public static Guid Id(string text, Violations violations, string parent = "")
    {
        violations.Require(CommonRules.IsUuid(text), parent, "attachment_id", CommonRules.NotUuid);
        violations.ThrowIfAny();
        return Guid.Parse(text);
    }
}
