namespace ExchangeHub.Hub.Configuration;

/// <summary>What inspections of forensic practice (司法鉴定执业检查) go by.</summary>
public sealed record ForensicOptions
{
    /// <summary>Folder of score schemes (评分标准), one file for each version. Empty: none; in development the samples.</summary>
    public string SchemeFolder { get; init; } = "";
}
