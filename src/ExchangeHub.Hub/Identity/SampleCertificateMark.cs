namespace ExchangeHub.Hub.Identity;

/// <summary>Marks sample certificates, whose keys are public, so that they are refused outside development on loopback.</summary>
public static class SampleCertificateMark
{
    /// <summary>The organisation in the subject of every sample certificate.</summary>
    public const string Organization = "ExchangeHub Sample 测试";
}
