using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Configuration;

/// <summary>Options without a fault in themselves, to be broken one by one. Their files don't exist.</summary>
internal static class ValidOptions
{
    /// <summary>Place of each region and participant in its list, for a test that changes one.</summary>
    public const int HubItself = 0, Chongqing = 1, Sichuan = 2;

    public const int ChongqingBackOffice = 0, SichuanNotaryOffice = 1;

    public static HubOptions Create() => new()
    {
        Listen = ["127.0.0.1:7443"],
        CertificateFile = "hub.pem",
        CertificateKeyFile = "hub.key",
        PersonIndexKeyFile = "person-index.key",
        PayloadKeyFile = "payload.key",
        Regions =
        [
            new RegionOptions { Code = "HUB", Name = "测试中心", TrustAnchorFiles = ["hub-ca.pem"] },
            new RegionOptions
            {
                Code = "CN-CQ",
                Name = "重庆",
                TrustAnchorFiles = ["cq-ca.pem"],
                BackOffice = "cq-back-office",
                Offices = [new OfficeOptions { Uscc = Questions.ChongqingOffice, Name = "重庆市测试公证处" }],
            },
            new RegionOptions
            {
                Code = "CN-SC",
                Name = "四川",
                TrustAnchorFiles = ["sc-ca.pem"],
                Offices = [new OfficeOptions { Uscc = Questions.SichuanOffice, Name = "四川省成都市测试公证处" }],
            },
        ],
        Participants =
        [
            new ParticipantOptions
            {
                Id = "cq-back-office",
                Name = "重庆后台测试",
                Region = "CN-CQ",
                Roles = ["back-office"],
                Certificates = [new CertificateOptions { Sha256 = new string('A', 64) }],
                Endpoint = new EndpointOptions { Address = "https://localhost:7501" },
            },
            new ParticipantOptions
            {
                Id = "sc-notary-office",
                Name = "四川公证处测试",
                Region = "CN-SC",
                Roles = ["notary-office"],
                Grants = ["sealed-files"],
                Certificates = [new CertificateOptions { Subject = "C=CN, O=测试, CN=sc-notary-office" }],
                Offices = [Questions.SichuanOffice],
            },
        ],
    };

    public static HubOptions Region(this HubOptions options, int index, Func<RegionOptions, RegionOptions> change)
        => options with { Regions = [.. options.Regions.Select((region, i) => i == index ? change(region) : region)] };

    public static HubOptions Participant(this HubOptions options, int index, Func<ParticipantOptions, ParticipantOptions> change)
        => options with { Participants = [.. options.Participants.Select((participant, i) => i == index ? change(participant) : participant)] };
}
