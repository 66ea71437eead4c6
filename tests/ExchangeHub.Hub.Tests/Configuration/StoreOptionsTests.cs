using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Configuration;

public sealed class StoreOptionsTests : IDisposable
{
    private const string Secret = "Host=db;Password=geheim";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadConnectionString_InTheOptions_IsThatOne() => Assert.Equal(Secret, new StoreOptions { ConnectionString = Secret }.ReadConnectionString());

    [Fact]
    public void ReadConnectionString_InAFile_IsReadWithoutTheLineBreak()
    {
        File.WriteAllText(_folder.File("secret"), Secret + "\n");

        Assert.Equal(Secret, new StoreOptions { ConnectionStringFile = _folder.File("secret") }.ReadConnectionString());
    }

    [Fact]
    public void ReadConnectionString_FileMissing_IsAProblemOfTheConfiguration()
    {
        var error = Assert.Throws<ConfigurationException>(() => new StoreOptions { ConnectionStringFile = _folder.File("missing") }.ReadConnectionString());

        Assert.Equal("Store.ConnectionStringFile", Assert.Single(error.Problems).Where);
    }

    [Fact]
    public void ToString_WithASecret_LeavesItOut()
    {
        var options = new HubOptions { Store = new StoreOptions { Provider = StoreOptions.PostgreSql, ConnectionString = Secret } };

        Assert.DoesNotContain("geheim", options.ToString());
        Assert.Contains("Provider = postgresql", options.ToString());
    }
}
