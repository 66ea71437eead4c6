using System.Security.Cryptography;

namespace ExchangeHub.Hub.Configuration;

/// <summary>A key of the hub's, in a file of its own: 32 bytes in base64.</summary>
internal static class KeyFile
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>SHA-256 of each key in <c>certs-sample/</c>.</summary>
    private static readonly string[] SampleKeyHashes =
    [
        "2547EA43B051621EA957471E14F9D1BBC55B3639245253B06661F77EAA6DFCA2",
        "CF84D97BCCD8BE1D676AA3023F4EC170977C5FC953B5966A06181011A488857B",
    ];

    /// <summary>Reads the key; a sample's is accepted in development only.</summary>
    /// <param name="file">The file.</param>
    /// <param name="setting">The setting that names it, for the error.</param>
    /// <param name="development">Whether the hub is in development.</param>
    /// <exception cref="ConfigurationException">The file is missing or holds no key.</exception>
    public static byte[] Read(string file, string setting, bool development)
    {
        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(file).Trim());
            if (SampleKeyHashes.Contains(Convert.ToHexString(SHA256.HashData(key))) && !development)
                throw Unusable(file, setting, "this one is the sample's, which is public");
            if (key.Length == KeySize)
                return key;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Unusable(file, setting, error.Message);
        }
        throw Unusable(file, setting, "wrong length");
    }

    private static ConfigurationException Unusable(string file, string setting, string why)
        => new([new Problem(setting, $"{file} must hold {KeySize} bytes in base64 ({why}); make one with: openssl rand -base64 {KeySize}", $"{file} 必须是 {KeySize} 字节的 base64（{why}）；可用此命令生成：openssl rand -base64 {KeySize}")]);
}
