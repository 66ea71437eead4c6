using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Demo;

/// <summary>What the command line says.</summary>
/// <param name="Folder">Where databases go.</param>
/// <param name="HubPort">The hub's port; 0 takes a free one.</param>
/// <param name="Store">The hub's store.</param>
internal sealed record DemoOptions(string Folder, int HubPort, StoreOptions Store)
{
    /// <summary>The sample certificates, beside the program.</summary>
    public static string CertificateFolder { get; } = Path.Combine(AppContext.BaseDirectory, "certs-sample");

    public static string Certificate(string name) => Path.Combine(CertificateFolder, name);
}
