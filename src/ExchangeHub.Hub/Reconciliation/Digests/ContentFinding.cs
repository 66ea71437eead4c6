namespace ExchangeHub.Hub.Reconciliation.Digests;

/// <summary>An attachment whose content is to be read again.</summary>
/// <param name="AttachmentId">The attachment.</param>
/// <param name="UploaderId">The participant that uploaded it.</param>
internal sealed record DueContent(Guid AttachmentId, string UploaderId);

/// <summary>What came of reading it.</summary>
/// <param name="Due">What was to be read.</param>
/// <param name="ByteCount">Bytes that were read.</param>
/// <param name="Problem">What is wrong with it, in the same few words in every language; null: it is what was announced.</param>
internal sealed record ContentFinding(DueContent Due, long ByteCount, string? Problem)
{
    /// <summary>The attachment was purged: there is nothing left that could be wrong.</summary>
    public bool IsGone { get; init; }
}

/// <summary>What came of a check; its job's result.</summary>
/// <param name="Checked">Contents that were read.</param>
/// <param name="ByteCount">Their bytes.</param>
/// <param name="Corrupt">Of these, corrupt.</param>
/// <param name="NewlyCorrupt">Corrupt ones that were not known, or were held for dealt with.</param>
/// <param name="Healed">Differences that were closed, since the content is what it should be, or was purged.</param>
internal sealed record DigestResult(int Checked, long ByteCount, int Corrupt, int NewlyCorrupt, int Healed)
{
    public static DigestResult Nothing { get; } = new(0, 0, 0, 0, 0);
}
