using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Identity;

/// <summary>Files that the options name: each fault is a problem with the setting's path, and never another exception.</summary>
public class HubStateLoaderTests
{
    [Theory]
    [InlineData("hub.pem", "CertificateFile")]
    [InlineData("hub.key", "CertificateFile")]
    [InlineData("CN-SC-ca.pem", "Regions[2].TrustAnchorFiles")]
    [InlineData("cq.crl", "Regions[1].RevocationListFiles")]
    public async Task Load_FileMissingEmptyOrNonsense_NamesItsSetting(string file, string where)
    {
        await using var setup = await SetupAsync();
        Action<string>[] faults = [File.Delete, path => File.WriteAllText(path, ""), path => File.WriteAllText(path, "测试"), path => File.WriteAllBytes(path, [0x30, 0x80, 1, 2])];

        foreach (var fault in faults)
        {
            fault(setup.FileName(file));
            var error = Assert.Throws<ConfigurationException>(() => HubStateLoader.Load(WithList(setup)));
            Assert.Equal(where, Assert.Single(error.Problems).Where);
        }
    }

    [Fact]
    public async Task Load_KeyOfAnotherCertificate_IsRefused()
    {
        await using var setup = await SetupAsync();
        TestPki.WriteKey(setup.FileName("hub.key"), setup.Office);

        Assert.Equal("CertificateFile", Assert.Single(Assert.Throws<ConfigurationException>(() => HubStateLoader.Load(setup.Options)).Problems).Where);
    }

    [Fact]
    public async Task Load_SeveralFilesWrong_NamesAllOfThemAndTheOptionsFaultsToo()
    {
        await using var setup = await SetupAsync();
        File.Delete(setup.FileName("hub.key"));
        File.Delete(setup.FileName("HUB-ca.pem"));
        File.WriteAllText(setup.FileName("cq.crl"), "");

        var error = Assert.Throws<ConfigurationException>(() => HubStateLoader.Load(WithList(setup) with { ReloadSeconds = 0 }));

        Assert.Equal(["ReloadSeconds", "CertificateFile", "Regions[0].TrustAnchorFiles", "Regions[1].RevocationListFiles"], error.Problems.Select(problem => problem.Where));
    }

    [Fact]
    public async Task Load_ListOfAnotherRegionsAuthority_IsRefused()
    {
        await using var setup = await SetupAsync();
        TestPki.WriteRevocationList(setup.FileName("cq.crl"), setup.Pki.Sichuan);

        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => HubStateLoader.Load(WithList(setup))).Problems);

        Assert.Contains("signed by none", problem.English);
    }

    [Fact]
    public async Task Load_TwoAnchorsInOneFile_AreBothTrusted()
    {
        await using var setup = await SetupAsync();
        File.WriteAllText(setup.FileName("CN-CQ-ca.pem"), setup.Pki.Chongqing.Certificate.ExportCertificatePem() + "\n" + setup.Pki.Hub.Certificate.ExportCertificatePem() + "\n");

        Assert.Equal(2, HubStateLoader.Load(setup.Options).Regions["CN-CQ"].TrustAnchors.Certificates.Count);
    }

    [Fact]
    public async Task Version_AnyFileOrOptionChanged_Changes()
    {
        await using var setup = await SetupAsync();
        var options = WithList(setup);
        var versions = new HashSet<string> { HubStateLoader.Version(options) };

        foreach (var file in new[] { "hub.pem", "hub.key", "HUB-ca.pem", "cq.crl" })
        {
            File.AppendAllText(setup.FileName(file), "\n");
            Assert.True(versions.Add(HubStateLoader.Version(options)), file);
            Assert.False(versions.Add(HubStateLoader.Version(options)), file);
        }
        Assert.True(versions.Add(HubStateLoader.Version(options with { ReloadSeconds = 6 })));
    }

    private static async Task<HubSetup> SetupAsync()
    {
        var setup = await HubSetup.CreateAsync();
        TestPki.WriteRevocationList(setup.FileName("cq.crl"), setup.Pki.Chongqing);
        return setup;
    }

    private static HubOptions WithList(HubSetup setup) => setup.Options with
    {
        Regions = [.. setup.Options.Regions.Select(region => region.Code == "CN-CQ" ? region with { RevocationListFiles = [setup.FileName("cq.crl")] } : region)],
    };
}
