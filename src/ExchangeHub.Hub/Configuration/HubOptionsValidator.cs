using System.Net;
using System.Text.RegularExpressions;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Identity;
using Quartz;

namespace ExchangeHub.Hub.Configuration;

/// <summary>Says everything that is wrong with the options themselves; files are looked at when they are loaded.</summary>
internal static partial class HubOptionsValidator
{
    /// <summary>Code of the hub's own authority, beside the regions' ISO 3166-2 codes.</summary>
    public const string HubCode = "HUB";

    private const int MaxCertificates = 2;

    public static void Check(HubOptions options, Problems problems)
    {
        Settings(options, problems);
        Limits(options, problems);
        Attachments(options.Attachments, problems);
        Range(problems, options.Sharing.PollMs, 100, 60_000, "Sharing.PollMs");
        Range(problems, options.Sharing.TailRecords, 100, 100_000, "Sharing.TailRecords");
        Cron(problems, options.Sharing.AddendumCron, "Sharing.AddendumCron");
        Cron(problems, options.Sharing.RosterMarkCron, "Sharing.RosterMarkCron");
        Deadlines(options.Deadlines, problems);
        CaseOptionsValidator.Check(options, problems);
        ReconciliationOptionsValidator.Check(options.Reconciliation, problems);
        AlertOptionsValidator.Check(options.Alerts, problems);
        ForensicOptionsValidator.Check(options.Forensic, problems);
        Links(options.Links, problems);
        Regions(options, problems);
        Participants(options, problems);
    }

    private static void Settings(HubOptions options, Problems problems)
    {
        problems.Require(options.Listen.Count > 0, "Listen", "needs at least one address", "至少需要一个监听地址");
        for (var i = 0; i < options.Listen.Count; i++)
        {
            var valid = IPEndPoint.TryParse(options.Listen[i], out var endpoint);
            // The parser takes an address without a port too, which would mean any port.
            problems.Require(valid && WithPort().IsMatch(options.Listen[i]), $"Listen[{i}]", "must be IP:port", "必须为 IP:端口");
            problems.Require(!valid || !options.Development || IPAddress.IsLoopback(endpoint!.Address), $"Listen[{i}]",
                "must be a loopback address in development", "开发模式下必须是回环地址");
        }
        Given(problems, options.CertificateFile, "CertificateFile");
        Given(problems, options.CertificateKeyFile, "CertificateKeyFile");
        Given(problems, options.PersonIndexKeyFile, "PersonIndexKeyFile");
        Given(problems, options.PayloadKeyFile, "PayloadKeyFile");
        Store(options.Store, problems);
        Range(problems, options.ReloadSeconds, 1, 3600, "ReloadSeconds");
    }

    private static void Store(StoreOptions store, Problems problems)
    {
        if (!problems.Require(StoreOptions.Providers.Contains(store.Provider), "Store.Provider", $"must be one of {string.Join(", ", StoreOptions.Providers)}", $"必须为 {string.Join("、", StoreOptions.Providers)} 之一"))
            return;
        if (store.Provider == StoreOptions.Sqlite)
            Given(problems, store.Path, "Store.Path");
        else
            problems.Require(store.ConnectionString.Length == 0 != (store.ConnectionStringFile.Length == 0), "Store", "needs either ConnectionString or ConnectionStringFile", "ConnectionString 与 ConnectionStringFile 必须且只能填一项");
    }

    private static void Limits(HubOptions options, Problems problems)
    {
        var limits = options.Limits;
        Range(problems, limits.MessageBytes, 1024, 4 * 1024 * 1024, "Limits.MessageBytes");
        Range(problems, limits.ConcurrentCallsPerParticipant, 1, 10_000, "Limits.ConcurrentCallsPerParticipant");
        Range(problems, limits.Connections, 1, 100_000, "Limits.Connections");
        Range(problems, limits.LedgerQueue, 1, 1_000_000, "Limits.LedgerQueue");
        Range(problems, limits.LedgerBatch, 1, 10_000, "Limits.LedgerBatch");
        Range(problems, limits.WriteBatch, 1, 1_000, "Limits.WriteBatch");
        Range(problems, limits.AttachmentBytes, 1024, 1 << 30, "Limits.AttachmentBytes");
        Range(problems, limits.UploadsPerParticipant, 1, 100, "Limits.UploadsPerParticipant");
        Range(problems, limits.UnboundAttachmentBytesPerParticipant, 1L << 20, 1L << 40, "Limits.UnboundAttachmentBytesPerParticipant");
        problems.Require(limits.UnboundAttachmentBytesPerParticipant >= limits.AttachmentBytes, "Limits.UnboundAttachmentBytesPerParticipant", "is less than AttachmentBytes", "小于 AttachmentBytes");
    }

    private static void Attachments(AttachmentOptions attachments, Problems problems)
    {
        Range(problems, attachments.UnboundHours, 1, 720, "Attachments.UnboundHours");
        Range(problems, attachments.IdleSeconds, 1, 600, "Attachments.IdleSeconds");
        for (var i = 0; i < attachments.MediaTypes.Count; i++)
            problems.Require(MediaType().IsMatch(attachments.MediaTypes[i]), $"Attachments.MediaTypes[{i}]", "must be type/subtype in lower case", "必须为小写的 类型/子类型");
    }

    private static void Deadlines(DeadlineOptions deadlines, Problems problems)
    {
        Range(problems, deadlines.MaximumMs, 100, 600_000, "Deadlines.MaximumMs");
        Range(problems, deadlines.DefaultMs, 100, deadlines.MaximumMs, "Deadlines.DefaultMs");
        Range(problems, deadlines.MinimumMs, 1, deadlines.DefaultMs, "Deadlines.MinimumMs");
        Range(problems, deadlines.ReserveMs, 1, deadlines.DefaultMs, "Deadlines.ReserveMs");
    }

    private static void Links(HubLinkOptions links, Problems problems)
    {
        Range(problems, links.HeartbeatMs, 100, 60_000, "Links.HeartbeatMs");
        Range(problems, links.HeartbeatTimeoutMs, 2 * links.HeartbeatMs, 300_000, "Links.HeartbeatTimeoutMs");
        Range(problems, links.DrainMs, 0, 60_000, "Links.DrainMs");
        Range(problems, links.PerParticipant, 1, 16, "Links.PerParticipant");
    }

    private static void Regions(HubOptions options, Problems problems)
    {
        problems.Require(options.Regions.Count > 0, "Regions", "needs at least one region", "至少需要一个地区");
        Unique(problems, options.Regions.Select(region => region.Code), "Regions", "Code");
        Unique(problems, options.Regions.SelectMany(region => region.Offices).Select(office => office.Uscc), "Regions[].Offices", "Uscc");
        for (var i = 0; i < options.Regions.Count; i++)
            Region(options, options.Regions[i], $"Regions[{i}]", problems);
    }

    private static void Region(HubOptions options, RegionOptions region, string where, Problems problems)
    {
        problems.Require(region.Code == HubCode || RegionCode().IsMatch(region.Code), $"{where}.Code", "must be an ISO 3166-2 code such as CN-CQ, or HUB", "必须是 ISO 3166-2 代码（如 CN-CQ）或 HUB");
        Given(problems, region.Name, $"{where}.Name");
        problems.Require(region.TrustAnchorFiles.Count > 0, $"{where}.TrustAnchorFiles", "needs at least one file", "至少需要一个文件");
        for (var i = 0; i < region.TrustAnchorFiles.Count; i++)
            Given(problems, region.TrustAnchorFiles[i], $"{where}.TrustAnchorFiles[{i}]");
        for (var i = 0; i < region.RevocationListFiles.Count; i++)
            Given(problems, region.RevocationListFiles[i], $"{where}.RevocationListFiles[{i}]");
        Range(problems, region.RevocationGraceHours, 0, 24 * 30, $"{where}.RevocationGraceHours");
        for (var i = 0; i < region.Offices.Count; i++)
        {
            problems.Require(UnifiedSocialCreditCode.IsValid(region.Offices[i].Uscc), $"{where}.Offices[{i}].Uscc", "is no valid unified social credit code", "不是有效的统一社会信用代码");
            Given(problems, region.Offices[i].Name, $"{where}.Offices[{i}].Name");
        }
        if (region.BackOffice.Length == 0)
            return;

        var backOffice = options.Participants.FirstOrDefault(participant => participant.Id == region.BackOffice);
        if (!problems.Require(backOffice is not null, $"{where}.BackOffice", $"names no participant: {region.BackOffice}", $"没有此参与方：{region.BackOffice}"))
            return;
        problems.Require(backOffice!.Region == region.Code, $"{where}.BackOffice", "is a participant of another region", "属于其他地区");
        problems.Require(backOffice.Roles.Contains(Roles.BackOffice), $"{where}.BackOffice", "has not the role back-office", "没有 back-office 角色");
        problems.Require(backOffice.Endpoint is not null, $"{where}.BackOffice", "has no Endpoint", "没有配置 Endpoint");
    }

    private static void Participants(HubOptions options, Problems problems)
    {
        Unique(problems, options.Participants.Select(participant => participant.Id), "Participants", "Id");
        Unique(problems, options.Participants.SelectMany(participant => participant.Certificates).Select(certificate => certificate.Sha256.ToUpperInvariant()).Where(hash => hash.Length > 0), "Participants[].Certificates", "Sha256");
        Unique(problems, options.Participants.SelectMany(participant => participant.Certificates.Select(certificate => (participant.Region, certificate.Subject))).Where(pair => pair.Subject.Length > 0).Select(pair => $"{pair.Region} {pair.Subject}"), "Participants[].Certificates", "Subject");
        for (var i = 0; i < options.Participants.Count; i++)
            Participant(options, options.Participants[i], $"Participants[{i}]", problems);
    }

    private static void Participant(HubOptions options, ParticipantOptions participant, string where, Problems problems)
    {
        problems.Require(ParticipantId().IsMatch(participant.Id), $"{where}.Id", "must be 1 to 64 of a-z, 0-9 and -", "必须为 1 至 64 个 a-z、0-9 或 - 字符");
        Given(problems, participant.Name, $"{where}.Name");
        var region = options.Regions.FirstOrDefault(region => region.Code == participant.Region);
        problems.Require(region is not null, $"{where}.Region", $"is not configured: {participant.Region}", $"地区未配置：{participant.Region}");

        problems.Require(participant.Roles.Count > 0, $"{where}.Roles", "needs at least one role", "至少需要一个角色");
        foreach (var role in participant.Roles.Except(Roles.All))
            problems.Add($"{where}.Roles", $"unknown role {role}; known: {string.Join(", ", Roles.All)}", $"未知角色 {role}；可用：{string.Join("、", Roles.All)}");
        foreach (var grant in participant.Grants.Except(Grants.All))
            problems.Add($"{where}.Grants", $"unknown grant {grant}; known: {string.Join(", ", Grants.All)}", $"未知授权 {grant}；可用：{string.Join("、", Grants.All)}");
        foreach (var office in participant.Offices)
            problems.Require(region?.Offices.Any(known => known.Uscc == office) ?? true, $"{where}.Offices", $"{office} is no office of region {participant.Region}", $"{office} 不是地区 {participant.Region} 的机构");

        problems.Require(participant.Certificates.Count is >= 1 and <= MaxCertificates, $"{where}.Certificates", "needs one certificate, or two while they are exchanged", "需要一个证书，轮换期间可为两个");
        for (var i = 0; i < participant.Certificates.Count; i++)
        {
            var certificate = participant.Certificates[i];
            problems.Require(certificate.Sha256.Length == 0 != (certificate.Subject.Length == 0), $"{where}.Certificates[{i}]", "needs either Sha256 or Subject", "Sha256 与 Subject 必须且只能填一项");
            problems.Require(certificate.Sha256.Length == 0 || Sha256().IsMatch(certificate.Sha256), $"{where}.Certificates[{i}].Sha256", "must be 64 hexadecimal digits", "必须为 64 位十六进制");
        }
        if (participant.Endpoint is { } endpoint)
            Endpoint(endpoint, $"{where}.Endpoint", problems);
    }

    private static void Endpoint(EndpointOptions endpoint, string where, Problems problems)
    {
        if (!problems.Require(endpoint.Link != (endpoint.Address.Length > 0), where, "needs either Address or Link", "Address 与 Link 必须且只能填一项"))
            return;
        if (!endpoint.Link)
            problems.Require(Uri.TryCreate(endpoint.Address, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps, $"{where}.Address", "must be https://host:port", "必须为 https://主机:端口");
    }

    private static void Given(Problems problems, string value, string where)
        => problems.Require(value.Length > 0, where, "is required", "必填");

    private static void Cron(Problems problems, string value, string where)
        => problems.Require(CronExpression.TryParse(value, out _), where, "is no cron expression of Quartz", "不是 Quartz 的 cron 表达式");

    private static void Range(Problems problems, long value, long min, long max, string where)
        => problems.Require(value >= min && value <= max, where, $"is {value}, must be {min} to {max}", $"为 {value}，必须在 {min} 至 {max} 之间");

    private static void Unique(Problems problems, IEnumerable<string> values, string where, string name)
    {
        foreach (var twice in values.GroupBy(value => value, StringComparer.Ordinal).Where(group => group.Count() > 1))
            problems.Add(where, $"{name} {twice.Key} stands more than once", $"{name} {twice.Key} 重复");
    }

    [GeneratedRegex(@"^([0-9.]+|\[.+\]):[0-9]+\z")]
    private static partial Regex WithPort();

    [GeneratedRegex(@"^[A-Z]{2}-[A-Z0-9]{1,3}\z")]
    private static partial Regex RegionCode();

    [GeneratedRegex(@"^[a-z0-9-]{1,64}\z")]
    private static partial Regex ParticipantId();

    [GeneratedRegex(@"^[a-z0-9.+-]{1,49}/[a-z0-9.+-]{1,50}\z")]
    private static partial Regex MediaType();

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}\z")]
    private static partial Regex Sha256();
}
