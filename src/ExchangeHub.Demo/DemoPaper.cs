using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Client.Attachments;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.Demo;

/// <summary>Papers whose content travels: small PDF files, marked 测试.</summary>
internal static class DemoPaper
{
    /// <summary>What <see cref="CompareAsync"/> says where the digests are equal.</summary>
    public const string Same = "DigestEqual";

    /// <summary>So many lines that a file travels in several pieces.</summary>
    private const int Lines = 2_500;

    /// <summary>Uploads a new paper.</summary>
    /// <param name="channel">The connection of who uploads it.</param>
    /// <param name="name">Its name, without ending.</param>
    /// <param name="owner">The office that it comes from.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <returns>What a message of the case says of it.</returns>
    public static async Task<AssistanceDocument> UploadAsync(HubChannel channel, string name, OfficeReference owner, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Pdf());
        var attachment = await new AttachmentTransfer(channel).UploadAsync(content, new AttachmentDescription($"{name}.pdf", "application/pdf", owner), cancellationToken);
        return new AssistanceDocument
        {
            Name = name,
            PageCount = 1,
            MediaType = attachment.MediaType,
            Size = attachment.Size,
            DigestAlgorithm = DigestAlgorithm.Sha256,
            Digest = attachment.Sha256,
            IsOriginalScan = true,
            AttachmentId = attachment.AttachmentId,
        };
    }

    /// <summary>Downloads a paper's content, and says whether its digest is the one that the message of the case named.</summary>
    public static async Task<StepOutcome> CompareAsync(HubChannel channel, AssistanceDocument document, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await new AttachmentTransfer(channel).DownloadAsync(document.AttachmentId, content, cancellationToken);
        content.Position = 0;
        var digest = await SHA256.HashDataAsync(content, cancellationToken);
        return new StepOutcome(digest.AsSpan().SequenceEqual(document.Digest.Span) ? Same : "DigestDiffers");
    }

    private static byte[] Pdf()
    {
        var page = "BT /F1 36 Tf 72 720 Td (TEST) Tj ET\n" + string.Concat(Enumerable.Repeat($"% 测试 {Guid.NewGuid()} 本文件为示例，所载均为虚构\n", Lines));
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {Encoding.UTF8.GetByteCount(page)} >>\nstream\n{page}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Title <FEFF6D4B8BD5> >>", // 测试, in UTF-16.
        ];
        var file = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var (index, text) in objects.Index())
        {
            table.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(file.ToString()):D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{text}\nendobj\n");
        }
        var start = Encoding.UTF8.GetByteCount(file.ToString());
        file.Append(table).Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.UTF8.GetBytes(file.ToString());
    }
}
