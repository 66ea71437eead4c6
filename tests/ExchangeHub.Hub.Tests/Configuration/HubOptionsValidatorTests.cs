using System.Text.RegularExpressions;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.TestKit;
using static ExchangeHub.Hub.Tests.Configuration.ValidOptions;

namespace ExchangeHub.Hub.Tests.Configuration;

public partial class HubOptionsValidatorTests
{
    /// <summary>Each breaks one rule: where the problem is, a word of its text, how it comes about.</summary>
    private static readonly (string Where, string Text, Func<HubOptions, HubOptions> Break)[] Broken =
    [
        ("Listen", "at least one address", o => o with { Listen = [] }),
        ("Reconciliation.CasesCron", "cron", o => o with { Reconciliation = o.Reconciliation with { CasesCron = "nightly" } }),
        ("Reconciliation.NightlyCron", "cron", o => o with { Reconciliation = o.Reconciliation with { NightlyCron = "nightly" } }),
        ("Reconciliation.HourlyCron", "cron", o => o with { Reconciliation = o.Reconciliation with { HourlyCron = "" } }),
        ("Reconciliation.AttachmentCron", "cron", o => o with { Reconciliation = o.Reconciliation with { AttachmentCron = "weekly" } }),
        ("Reconciliation.FeedsCron", "cron", o => o with { Reconciliation = o.Reconciliation with { FeedsCron = "daily" } }),
        ("Reconciliation.AttachmentDays", "1 to 365", o => o with { Reconciliation = o.Reconciliation with { AttachmentDays = 0 } }),
        ("Reconciliation.AttachmentMiBPerSecond", "1 to 1024", o => o with { Reconciliation = o.Reconciliation with { AttachmentMiBPerSecond = 1_025 } }),
        ("Reconciliation.MaxParallel", "1 to 16", o => o with { Reconciliation = o.Reconciliation with { MaxParallel = 0 } }),
        ("Reconciliation.MaxRepairs", "0 to 100000", o => o with { Reconciliation = o.Reconciliation with { MaxRepairs = -1 } }),
        ("Reconciliation.MaxDifferences", "1 to 1000000", o => o with { Reconciliation = o.Reconciliation with { MaxDifferences = 0 } }),
        ("Reconciliation.DeadlineMs", "1000 to 600000", o => o with { Reconciliation = o.Reconciliation with { DeadlineMs = 999 } }),
        ("Reconciliation.CutOffMinutes", "1 to 1440", o => o with { Reconciliation = o.Reconciliation with { CutOffMinutes = 0 } }),
        ("Reconciliation.UnreconciledHours", "1 to 8760", o => o with { Reconciliation = o.Reconciliation with { UnreconciledHours = 0 } }),
        ("Reconciliation.LeaseSeconds", "1 to 300", o => o with { Reconciliation = o.Reconciliation with { LeaseSeconds = 301 } }),
        ("Listen[0]", "IP:port", o => o with { Listen = ["localhost:7443"] }),
        ("Listen[0]", "IP:port", o => o with { Listen = ["127.0.0.1"] }),
        ("Listen[0]", "IP:port", o => o with { Listen = ["::1"] }),
        ("Listen[1]", "IP:port", o => o with { Listen = ["[::1]:7443", "127.0.0.1:65536"] }),
        ("Listen[0]", "loopback", o => o with { Development = true, Listen = ["0.0.0.0:7443"] }),
        ("Listen[1]", "loopback", o => o with { Development = true, Listen = ["127.0.0.1:7443", "[::]:7443"] }),
        ("CertificateFile", "required", o => o with { CertificateFile = "" }),
        ("CertificateKeyFile", "required", o => o with { CertificateKeyFile = "" }),
        ("PersonIndexKeyFile", "required", o => o with { PersonIndexKeyFile = "" }),
        ("PayloadKeyFile", "required", o => o with { PayloadKeyFile = "" }),
        ("Store.Provider", "sqlite", o => o with { Store = o.Store with { Provider = "SQLITE" } }),
        ("Store", "either", o => o with { Store = new StoreOptions { Provider = "postgresql" } }),
        ("Store", "either", o => o with { Store = new StoreOptions { Provider = "sqlserver", ConnectionString = "Server=a", ConnectionStringFile = "/a" } }),
        ("Store.Path", "required", o => o with { Store = o.Store with { Path = "" } }),
        ("ReloadSeconds", "1 to 3600", o => o with { ReloadSeconds = 0 }),
        ("ReloadSeconds", "1 to 3600", o => o with { ReloadSeconds = 3601 }),
        ("Limits.MessageBytes", "is 1023", o => o with { Limits = o.Limits with { MessageBytes = 1023 } }),
        ("Limits.MessageBytes", "is 4194305", o => o with { Limits = o.Limits with { MessageBytes = 4 * 1024 * 1024 + 1 } }),
        ("Limits.ConcurrentCallsPerParticipant", "is 0", o => o with { Limits = o.Limits with { ConcurrentCallsPerParticipant = 0 } }),
        ("Limits.ConcurrentCallsPerParticipant", "is 10001", o => o with { Limits = o.Limits with { ConcurrentCallsPerParticipant = 10_001 } }),
        ("Limits.Connections", "is 0", o => o with { Limits = o.Limits with { Connections = 0 } }),
        ("Limits.Connections", "is 100001", o => o with { Limits = o.Limits with { Connections = 100_001 } }),
        ("Limits.LedgerQueue", "is 0", o => o with { Limits = o.Limits with { LedgerQueue = 0 } }),
        ("Limits.LedgerQueue", "is 1000001", o => o with { Limits = o.Limits with { LedgerQueue = 1_000_001 } }),
        ("Limits.LedgerBatch", "is 0", o => o with { Limits = o.Limits with { LedgerBatch = 0 } }),
        ("Limits.LedgerBatch", "is 10001", o => o with { Limits = o.Limits with { LedgerBatch = 10_001 } }),
        ("Limits.AttachmentBytes", "is 1023", o => o with { Limits = o.Limits with { AttachmentBytes = 1023 } }),
        ("Limits.AttachmentBytes", "is 1073741825", o => o with { Limits = o.Limits with { AttachmentBytes = (1 << 30) + 1 } }),
        ("Limits.UploadsPerParticipant", "is 0", o => o with { Limits = o.Limits with { UploadsPerParticipant = 0 } }),
        ("Limits.UploadsPerParticipant", "is 101", o => o with { Limits = o.Limits with { UploadsPerParticipant = 101 } }),
        ("Limits.UnboundAttachmentBytesPerParticipant", "is 1048575", o => o with { Limits = o.Limits with { AttachmentBytes = 1024, UnboundAttachmentBytesPerParticipant = (1L << 20) - 1 } }),
        ("Limits.UnboundAttachmentBytesPerParticipant", "is 1099511627777", o => o with { Limits = o.Limits with { UnboundAttachmentBytesPerParticipant = (1L << 40) + 1 } }),
        ("Limits.UnboundAttachmentBytesPerParticipant", "less than AttachmentBytes", o => o with { Limits = o.Limits with { AttachmentBytes = 1 << 21, UnboundAttachmentBytesPerParticipant = 1 << 20 } }),
        ("Attachments.UnboundHours", "is 0", o => o with { Attachments = o.Attachments with { UnboundHours = 0 } }),
        ("Attachments.UnboundHours", "is 721", o => o with { Attachments = o.Attachments with { UnboundHours = 721 } }),
        ("Attachments.IdleSeconds", "is 0", o => o with { Attachments = o.Attachments with { IdleSeconds = 0 } }),
        ("Attachments.IdleSeconds", "is 601", o => o with { Attachments = o.Attachments with { IdleSeconds = 601 } }),
        ("Attachments.MediaTypes[1]", "type/subtype", o => o with { Attachments = o.Attachments with { MediaTypes = ["image/heic", "Image/HEIC"] } }),
        ("Sharing.AddendumCron", "cron", o => o with { Sharing = o.Sharing with { AddendumCron = "daily" } }),
        ("Sharing.RosterMarkCron", "cron", o => o with { Sharing = o.Sharing with { RosterMarkCron = "often" } }),
        ("Forensic.SchemeFolder", "no folder", o => o with { Forensic = o.Forensic with { SchemeFolder = "/nowhere/schemes" } }),
        ("Deadlines.MaximumMs", "is 600001", o => o with { Deadlines = o.Deadlines with { MaximumMs = 600_001 } }),
        ("Deadlines.DefaultMs", "is 99", o => o with { Deadlines = o.Deadlines with { DefaultMs = 99, MinimumMs = 20, ReserveMs = 20 } }),
        ("Deadlines.DefaultMs", "is 60001", o => o with { Deadlines = o.Deadlines with { DefaultMs = 60_001 } }),
        ("Deadlines.MinimumMs", "is 0", o => o with { Deadlines = o.Deadlines with { MinimumMs = 0 } }),
        ("Deadlines.MinimumMs", "is 10001", o => o with { Deadlines = o.Deadlines with { MinimumMs = 10_001 } }),
        ("Deadlines.ReserveMs", "is 0", o => o with { Deadlines = o.Deadlines with { ReserveMs = 0 } }),
        ("Deadlines.ReserveMs", "is 10001", o => o with { Deadlines = o.Deadlines with { ReserveMs = 10_001 } }),
        ("Regions", "at least one region", o => o with { Regions = [], Participants = [] }),
        ("Regions", "HUB stands more than once", o => o with { Regions = [.. o.Regions, o.Regions[HubItself]] }),
        ("Regions[].Offices", "stands more than once", o => o.Region(Sichuan, r => r with { Offices = [.. r.Offices, new OfficeOptions { Uscc = Questions.ChongqingOffice, Name = "测试" }] })),
        ("Regions[0].Code", "ISO 3166-2", o => o.Region(HubItself, r => r with { Code = "cn-cq" })),
        ("Regions[0].Code", "ISO 3166-2", o => o.Region(HubItself, r => r with { Code = "HUB\n" })),
        ("Regions[0].Code", "ISO 3166-2", o => o.Region(HubItself, r => r with { Code = "CN-BJ\n" })),
        ("Regions[0].Name", "required", o => o.Region(HubItself, r => r with { Name = "" })),
        ("Regions[0].TrustAnchorFiles", "at least one file", o => o.Region(HubItself, r => r with { TrustAnchorFiles = [] })),
        ("Regions[0].TrustAnchorFiles[1]", "required", o => o.Region(HubItself, r => r with { TrustAnchorFiles = ["hub-ca.pem", ""] })),
        ("Regions[0].RevocationListFiles[0]", "required", o => o.Region(HubItself, r => r with { RevocationListFiles = [""] })),
        ("Regions[0].RevocationGraceHours", "0 to 720", o => o.Region(HubItself, r => r with { RevocationGraceHours = -1 })),
        ("Regions[0].RevocationGraceHours", "0 to 720", o => o.Region(HubItself, r => r with { RevocationGraceHours = 721 })),
        ("Regions[0].Offices[0].Uscc", "social credit code", o => o.Region(HubItself, r => r with { Offices = [new OfficeOptions { Uscc = "91350100M000100Y4Z", Name = "测试" }] })),
        ("Regions[1].Offices[0].Name", "required", o => o.Region(Chongqing, r => r with { Offices = [r.Offices[0] with { Name = "" }] })),
        ("Regions[1].BackOffice", "names no participant", o => o.Region(Chongqing, r => r with { BackOffice = "nobody" })),
        ("Regions[2].BackOffice", "another region", o => o.Region(Sichuan, r => r with { BackOffice = "cq-back-office" })),
        ("Regions[1].BackOffice", "role back-office", o => o.Participant(ChongqingBackOffice, p => p with { Roles = ["operator"] })),
        ("Regions[1].BackOffice", "no Endpoint", o => o.Participant(ChongqingBackOffice, p => p with { Endpoint = null })),
        ("Participants", "cq-back-office stands more than once", o => o.Participant(SichuanNotaryOffice, p => p with { Id = "cq-back-office" })),
        ("Participants[].Certificates", "Sha256 AAA", o => o.Participant(SichuanNotaryOffice, p => p with { Certificates = [new CertificateOptions { Sha256 = new string('a', 64) }] })),
        ("Participants[].Certificates", "Subject CN-SC C=CN", o => o with { Participants = [.. o.Participants, o.Participants[SichuanNotaryOffice] with { Id = "other" }] }),
        ("Participants[1].Id", "1 to 64", o => o.Participant(SichuanNotaryOffice, p => p with { Id = "" })),
        ("Participants[1].Id", "1 to 64", o => o.Participant(SichuanNotaryOffice, p => p with { Id = "Sichuan" })),
        ("Participants[1].Id", "1 to 64", o => o.Participant(SichuanNotaryOffice, p => p with { Id = new string('a', 65) })),
        ("Participants[1].Id", "1 to 64", o => o.Participant(SichuanNotaryOffice, p => p with { Id = "sc-notary-office\n" })),
        ("Participants[1].Name", "required", o => o.Participant(SichuanNotaryOffice, p => p with { Name = "" })),
        ("Participants[1].Region", "not configured: CN-XX", o => o.Participant(SichuanNotaryOffice, p => p with { Region = "CN-XX" })),
        ("Participants[1].Roles", "at least one role", o => o.Participant(SichuanNotaryOffice, p => p with { Roles = [] })),
        ("Participants[1].Roles", "unknown role Operator", o => o.Participant(SichuanNotaryOffice, p => p with { Roles = ["notary-office", "Operator"] })),
        ("Participants[1].Grants", "unknown grant everything", o => o.Participant(SichuanNotaryOffice, p => p with { Grants = ["everything"] })),
        ("Participants[1].Offices", "no office of region CN-SC", o => o.Participant(SichuanNotaryOffice, p => p with { Offices = [Questions.ChongqingOffice] })),
        ("Participants[1].Certificates", "needs one certificate", o => o.Participant(SichuanNotaryOffice, p => p with { Certificates = [] })),
        ("Participants[1].Certificates", "needs one certificate", o => o.Participant(SichuanNotaryOffice, p => p with { Certificates = [Hash('1'), Hash('2'), Hash('3')] })),
        ("Participants[1].Certificates[0]", "either Sha256 or Subject", o => o.Participant(SichuanNotaryOffice, p => p with { Certificates = [new CertificateOptions()] })),
        ("Participants[1].Certificates[1]", "either Sha256 or Subject", o => o.Participant(SichuanNotaryOffice, p => p with { Certificates = [Hash('1'), Hash('2') with { Subject = "CN=测试" }] })),
        ("Participants[1].Certificates[0].Sha256", "64 hexadecimal digits", o => o.Participant(SichuanNotaryOffice, p => p with { Certificates = [new CertificateOptions { Sha256 = "AB:CD" }] })),
        ("Participants[0].Endpoint.Address", "https://host:port", o => o.Participant(ChongqingBackOffice, p => p with { Endpoint = new EndpointOptions { Address = "http://localhost:7501" } })),
        ("Participants[0].Endpoint.Address", "https://host:port", o => o.Participant(ChongqingBackOffice, p => p with { Endpoint = new EndpointOptions { Address = "localhost" } })),
        ("Participants[0].Endpoint", "either Address or Link", o => o.Participant(ChongqingBackOffice, p => p with { Endpoint = new EndpointOptions() })),
        ("Links.HeartbeatMs", "100 to 60000", o => o with { Links = new HubLinkOptions { HeartbeatMs = 99 } }),
        ("Links.HeartbeatTimeoutMs", "10000 to 300000", o => o with { Links = new HubLinkOptions { HeartbeatTimeoutMs = 9_999 } }),
        ("Links.DrainMs", "0 to 60000", o => o with { Links = new HubLinkOptions { DrainMs = 60_001 } }),
        ("Links.PerParticipant", "1 to 16", o => o with { Links = new HubLinkOptions { PerParticipant = 0 } }),
        ("Participants[0].Endpoint", "either Address or Link", o => o.Participant(ChongqingBackOffice, p => p with { Endpoint = p.Endpoint! with { Link = true } })),
    ];

    public static TheoryData<int, string> BrokenRules
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Broken.Length; i++)
                rows.Add(i, $"{Broken[i].Where}: {Broken[i].Text}");
            return rows;
        }
    }

    [Fact]
    public void Check_ValidOptions_FindsNothing() => Assert.Empty(Check(Create()));

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void Check_OneRuleBroken_NamesItAndNothingElse(int row, string expected)
    {
        var problem = Assert.Single(Check(Broken[row].Break(Create())));

        Assert.StartsWith(expected.Split(": ")[0] + ":", problem.Text(Language.English));
        Assert.Equal(Broken[row].Where, problem.Where);
        Assert.Contains(Broken[row].Text, problem.English);
        Assert.Matches(ChineseCharacter(), problem.Chinese);
        Assert.DoesNotMatch(ChineseCharacter(), problem.English.Replace("测试", ""));
    }

    [Fact]
    public void Check_EverythingAbsent_NamesEveryProblemAtOnce()
    {
        var options = new HubOptions
        {
            Listen = [],
            Store = new StoreOptions { Provider = "", Path = "" },
            Limits = new LimitOptions { MessageBytes = 0, ConcurrentCallsPerParticipant = 0, Connections = 0, LedgerQueue = 0, LedgerBatch = 0 },
            ReloadSeconds = 0,
            Regions = [new RegionOptions()],
            Participants = [new ParticipantOptions()],
        };

        string[] expected =
        [
            "CertificateFile", "CertificateKeyFile", "Limits.ConcurrentCallsPerParticipant", "Limits.Connections", "Limits.LedgerBatch",
            "Limits.LedgerQueue", "Limits.MessageBytes", "Listen", "Participants[0].Certificates", "Participants[0].Id",
            "Participants[0].Name", "Participants[0].Roles", "PayloadKeyFile", "PersonIndexKeyFile", "Regions[0].Code", "Regions[0].Name",
            "Regions[0].TrustAnchorFiles", "ReloadSeconds", "Store.Provider",
        ];
        Assert.Equal(expected, Check(options).Select(problem => problem.Where).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ThrowIfAny_SeveralProblems_AllStandInTheMessage()
    {
        var problems = new Problems();
        problems.Add("A", "is wrong", "有误");
        problems.Add("B", "is wrong too", "也有误");

        var error = Assert.Throws<ConfigurationException>(problems.ThrowIfAny);

        Assert.Contains("A: is wrong", error.Message);
        Assert.Contains("B: is wrong too", error.Message);
        Assert.Equal(["A: 有误", "B: 也有误"], error.Problems.Select(problem => problem.Text(Language.Chinese)));
    }

    private static IReadOnlyList<Problem> Check(HubOptions options)
    {
        var problems = new Problems();
        HubOptionsValidator.Check(options, problems);
        return problems.Found;
    }

    private static CertificateOptions Hash(char digit) => new() { Sha256 = new string(digit, 64) };

    [GeneratedRegex(@"[\u4E00-\u9FFF]")]
    private static partial Regex ChineseCharacter();
}
