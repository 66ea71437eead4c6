using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Tests.Configuration;

public sealed class HubConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("exchangehub-test-");

    [Fact]
    public void Read_AddressesNamed_ListensThereAndNowhereElse()
        => Assert.Equal(["127.0.0.1:1", "127.0.0.1:2"], Read("""{ "Listen": [ "127.0.0.1:1", "127.0.0.1:2" ] }""").Listen);

    [Fact]
    public void Read_NoAddressNamed_ListensOnLoopback()
        => Assert.Equal([HubConfiguration.DefaultListen], Read("{}").Listen);

    public void Dispose() => _folder.Delete(recursive: true);

    private HubOptions Read(string json)
    {
        var file = Path.Combine(_folder.FullName, "exchangehub.json");
        File.WriteAllText(file, json);
        return HubConfiguration.Read(file);
    }
}
