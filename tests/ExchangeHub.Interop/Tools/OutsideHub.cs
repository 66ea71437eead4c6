using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Google.Protobuf;

namespace ExchangeHub.Interop.Tools;

/// <summary>A test hub, and files with what a program outside needs to talk to it.</summary>
internal sealed class OutsideHub(TestHub hub) : IAsyncDisposable
{
    public TestHub Hub => hub;

    /// <summary>Host and port.</summary>
    public string Address => hub.Address.Authority;

    /// <summary>The hub's authority.</summary>
    public string Authority => hub.FileName("HUB-ca.pem");

    public static async Task<OutsideHub> StartAsync()
    {
        var outside = new OutsideHub(await TestHub.StartAsync(change: WithOperator));
        outside.WriteCertificate("office", outside.Hub.Office);
        outside.WriteCertificate("cq-back-office", outside.Hub.ChongqingCertificate);
        return outside;
    }

    /// <summary>PEM files of a holder's certificate and key: <c>office</c>, <c>operator</c> or <c>cq-back-office</c>.</summary>
    public (string Certificate, string Key) Files(string holder)
        => (hub.FileName($"{holder}-outside.pem"), hub.FileName($"{holder}-outside.key"));

    /// <summary>Writes a request as protobuf JSON, and returns the file.</summary>
    public string Write(IMessage request)
    {
        var file = hub.FileName("question.json");
        File.WriteAllText(file, JsonFormatter.Default.Format(request));
        return file;
    }

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    private static HubOptions WithOperator(TestHub hub, HubOptions options)
    {
        var certificate = TestPki.Client(hub.Pki.Hub, "operator");
        new OutsideHub(hub).WriteCertificate("operator", certificate);
        return options with { Participants = [.. options.Participants, TestHub.Participant("operator", "HUB", "operator", certificate)] };
    }

    private void WriteCertificate(string holder, X509Certificate2 certificate)
    {
        var (file, key) = Files(holder);
        TestPki.WritePem(file, certificate);
        TestPki.WriteKey(key, certificate);
    }
}
