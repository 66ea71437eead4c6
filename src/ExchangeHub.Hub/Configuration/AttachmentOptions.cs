namespace ExchangeHub.Hub.Configuration;

/// <summary>What attachments (附件) may be, and how long they wait; how large they may be stands in <see cref="LimitOptions"/>.</summary>
public sealed record AttachmentOptions
{
    /// <summary>Media types that are taken where the file names none.</summary>
    public static IReadOnlyList<string> DefaultMediaTypes { get; } =
        ["application/pdf", "application/ofd", "application/xml", "application/zip", "image/jpeg", "image/png", "image/tiff", "text/xml", "video/mp4"];

    /// <summary>Media types that are taken, each <c>type/subtype</c> in lower case; none means <see cref="DefaultMediaTypes"/>.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = []; // A default here would stay beside what the file names.

    /// <summary>Hours after its announcement for which an attachment is kept that is bound to no case, 1 to 720.</summary>
    public int UnboundHours { get; init; } = 24;

    /// <summary>Seconds for which an upload may send nothing, or a download take nothing, before it is ended, 1 to 600.</summary>
    public int IdleSeconds { get; init; } = 30;

    /// <summary>Whether a media type is taken.</summary>
    public bool Takes(string mediaType) => (MediaTypes.Count > 0 ? MediaTypes : DefaultMediaTypes).Contains(mediaType, StringComparer.Ordinal);
}
