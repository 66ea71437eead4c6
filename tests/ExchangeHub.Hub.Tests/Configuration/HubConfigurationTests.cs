using System.Text.Json;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Configuration;

/// <summary>Tests that read the configuration file; one at a time, because some change the process's environment.</summary>
[Collection(nameof(HubConfigurationTests))]
public sealed class HubConfigurationTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{ "Lisen": [] }""", "Lisen")]
    [InlineData("""{ "Limits": { "MessageByte": 1 } }""", "MessageByte")]
    [InlineData("""{ "Regions": [ { "Offices": [ { "Usc": "1" } ] } ] }""", "Usc")]
    public void Read_UnknownSetting_IsAProblem(string json, string setting)
    {
        var problem = Assert.Single(Refused(json).Problems);

        Assert.Contains($"'{setting}'", problem.English);
        Assert.StartsWith("无法读取", problem.Chinese);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{ "ReloadSeconds": "soon" }""")]
    [InlineData("""{ "ReloadSeconds": 99999999999 }""")]
    [InlineData("""{ "Development": "perhaps" }""")]
    [InlineData("""{ "ReloadSeconds": 1, "ReloadSeconds": 2 }""")]
    public void Read_NotWhatIsExpected_IsAProblem(string json)
        => Assert.Contains("exchangehub.json", Assert.Single(Refused(json).Problems).Where);

    [Theory]
    [InlineData("""{ "Store": null }""")]
    [InlineData("""{ "Limits": null }""")]
    [InlineData("""{ "Regions": null }""")]
    [InlineData("""{ "Regions": [ { "Offices": null } ] }""")]
    [InlineData("""{ "Regions": [ { "TrustAnchorFiles": [ null ] } ] }""")]
    [InlineData("""{ "Participants": [ { "Certificates": [ { "Sha256": null } ] } ] }""")]
    [InlineData("""{ "CertificateFile": null }""")]
    [InlineData("""{ "Listen": [ null ] }""")]
    public void Load_NullInTheFile_NamesProblemsAndNothingElseThrows(string json)
        => Assert.NotEmpty(Assert.Throws<ConfigurationException>(() => HubStateLoader.Load(Read(json))).Problems);

    [Fact]
    public void Read_NoEndpointOrAnEmptySection_IsAsIfItWereAbsent()
    {
        var options = Read("""{ "Limits": {}, "Regions": [], "Participants": [ { "Id": "auditor", "Endpoint": null } ] }""");

        Assert.Null(Assert.Single(options.Participants).Endpoint);
        Assert.Equal(new LimitOptions(), options.Limits);
        Assert.Empty(options.Regions);
    }

    [Fact]
    public void Read_OptionsThatWereWrittenAsJson_AreTheSame()
    {
        var options = ValidOptions.Create() with { CertificateFile = "/hub.pem", CertificateKeyFile = "/hub.key", PersonIndexKeyFile = "/person-index.key", PayloadKeyFile = "/payload.key", Store = new StoreOptions { Path = "/ledger.db" } };
        options = options with { Regions = [.. options.Regions.Select(region => region with { TrustAnchorFiles = ["/ca.pem"] })] };

        Assert.Equal(JsonSerializer.Serialize(options), JsonSerializer.Serialize(Read(JsonSerializer.Serialize(options))));
    }

    [Fact]
    public void Read_MissingFile_IsAProblem()
        => Assert.Single(Assert.Throws<ConfigurationException>(() => HubConfiguration.Read(_folder.File("nowhere.json"))).Problems);

    [Fact]
    public void Read_RelativePaths_StartAtTheFilesFolder()
    {
        var options = Read("""
            {
              "CertificateFile": "hub.pem", "CertificateKeyFile": "../keys/hub.key", "PersonIndexKeyFile": "/etc/person-index.key", "PayloadKeyFile": "payload.key",
              "Store": { "Path": "data/ledger.db" },
              "Regions": [ { "TrustAnchorFiles": [ "ca.pem" ], "RevocationListFiles": [ "ca.crl", "/crl/other.crl" ] } ]
            }
            """);

        Assert.Equal(_folder.File("hub.pem"), options.CertificateFile);
        Assert.Equal(Path.GetFullPath(_folder.File("../keys/hub.key")), options.CertificateKeyFile);
        Assert.Equal("/etc/person-index.key", options.PersonIndexKeyFile);
        Assert.Equal(_folder.File("payload.key"), options.PayloadKeyFile);
        Assert.Equal(_folder.File("data/ledger.db"), options.Store.Path);
        Assert.Equal([_folder.File("ca.pem")], options.Regions[0].TrustAnchorFiles);
        Assert.Equal([_folder.File("ca.crl"), "/crl/other.crl"], options.Regions[0].RevocationListFiles);
    }

    [Fact]
    public void Read_PathNotGiven_StaysEmptyForTheValidatorToName() => Assert.Equal("", Read("{}").CertificateFile);

    [Fact]
    public void Read_Listen_ReplacesTheDefaultAddress()
        => Assert.Equal(["0.0.0.0:8443"], Read("""{ "Listen": [ "0.0.0.0:8443" ] }""").Listen);

    [Fact]
    public void Read_EmptyFile_HasTheDefaultAddress() => Assert.Equal(["127.0.0.1:7443"], Read("{}").Listen);

    [Fact]
    public void Read_EnvironmentVariable_OverridesTheFile()
    {
        var options = WithEnvironment("Store__Path", "/srv/ledger.db", () => Read("""{ "ReloadSeconds": 7, "Store": { "Provider": "sqlite", "Path": "a.db" } }"""));

        Assert.Equal("/srv/ledger.db", options.Store.Path);
        Assert.Equal(7, options.ReloadSeconds);
    }

    [Fact]
    public void Read_EnvironmentVariable_ReachesIntoAList()
        => Assert.Equal(["127.0.0.1:1", "127.0.0.1:3"], WithEnvironment("Listen__1", "127.0.0.1:3", () => Read("""{ "Listen": [ "127.0.0.1:1", "127.0.0.1:2" ] }""").Listen));

    [Fact]
    public void Read_UnknownEnvironmentVariable_IsAProblem()
        => Assert.Contains("Sore", Assert.Single(WithEnvironment("Sore__Path", "x", () => Refused("{}")).Problems).English);

    [Fact]
    public void Load_SampleConfiguration_IsValid()
    {
        var state = HubStateLoader.Load(Sample());

        Assert.Equal(["CN-CQ", "CN-SC", "HUB"], state.Regions.Keys.Order(StringComparer.Ordinal));
        Assert.All(state.Regions.Values, region => Assert.Single(region.TrustAnchors.RevocationLists));
    }

    [Fact]
    public void Load_SampleCertificatesOutsideDevelopment_EachIsRefused()
    {
        var error = Assert.Throws<ConfigurationException>(() => HubStateLoader.Load(Sample() with { Development = false }));

        Assert.Equal(["CertificateFile", "Regions[0].TrustAnchorFiles", "Regions[1].TrustAnchorFiles", "Regions[2].TrustAnchorFiles"], error.Problems.Select(problem => problem.Where));
        Assert.All(error.Problems, problem => Assert.Contains("sample certificate", problem.English));
    }

    [Fact]
    public void Load_SampleCertificatesOnAPublicAddress_IsRefused()
    {
        var error = Assert.Throws<ConfigurationException>(() => HubStateLoader.Load(Sample() with { Listen = ["0.0.0.0:7443"] }));

        Assert.Equal("Listen[0]", Assert.Single(error.Problems).Where);
    }

    [Fact]
    public void Read_ConnectionStringFromTheEnvironment_IsTaken()
    {
        const string Secret = "Host=db;Password=geheim";

        var store = WithEnvironment("Store__ConnectionString", Secret, Sample).Store;

        Assert.Equal(Secret, store.ConnectionString);
    }

    [Fact]
    public void Read_ConnectionStringFile_StartsAtTheFilesFolder()
    {
        var store = WithEnvironment("Store__ConnectionStringFile", "secret", Sample).Store;

        Assert.Equal(RepositoryFolder.File("src/ExchangeHub.Server/secret"), store.ConnectionStringFile);
    }

    private static HubOptions Sample() => HubConfiguration.Read(RepositoryFolder.File("src/ExchangeHub.Server/exchangehub.sample.json"));

    private static T WithEnvironment<T>(string name, string value, Func<T> read)
    {
        Environment.SetEnvironmentVariable(HubConfiguration.EnvironmentPrefix + name, value);
        try
        {
            return read();
        }
        finally
        {
            Environment.SetEnvironmentVariable(HubConfiguration.EnvironmentPrefix + name, null);
        }
    }

    private HubOptions Read(string json)
    {
        var file = _folder.File("exchangehub.json");
        File.WriteAllText(file, json);
        return HubConfiguration.Read(file);
    }

    private ConfigurationException Refused(string json) => Assert.Throws<ConfigurationException>(() => Read(json));
}
