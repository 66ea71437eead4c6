using System.Collections.Frozen;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Identity;

/// <summary>Makes a <see cref="HubState"/> of the options and the files that they name, or says everything that is wrong with them.</summary>
internal static class HubStateLoader
{
    /// <exception cref="ConfigurationException">Something is wrong; the exception names every problem.</exception>
    public static HubState Load(HubOptions options)
    {
        // First, so that a file that changes while it is loaded is seen at the next look.
        var version = Version(options);
        var problems = new Problems();
        HubOptionsValidator.Check(options, problems);
        var certificate = LoadOwnCertificate(options, problems);
        var trust = options.Regions.Select((region, i) => LoadTrustAnchors(options, region, $"Regions[{i}]", problems)).ToList();
        var calendars = DirectoryLoader.Calendars(options, problems);
        var schemes = DirectoryLoader.Schemes(options, problems);
        var lineage = DirectoryLoader.Lineage(options, problems);
        problems.ThrowIfAny();

        var participants = options.Participants.Select(ToParticipant).ToFrozenDictionary(participant => participant.Id);
        return new HubState
        {
            Version = version,
            Regions = options.Regions.Zip(trust).ToFrozenDictionary(pair => pair.First.Code,
                pair => new Region(pair.First.Code, pair.First.Name, pair.Second, participants.GetValueOrDefault(pair.First.BackOffice))),
            Offices = options.Regions.SelectMany(region => region.Offices.Select(office => new Office(office.Uscc, office.Name, region.Code, office.DivisionCode)))
                .ToFrozenDictionary(office => office.Uscc),
            Calendars = calendars!,
            Schemes = schemes!,
            Lineage = lineage!,
            Participants = [.. participants.Values],
            ByCertificateHash = options.Participants.SelectMany(participant => participant.Certificates.Where(certificate => certificate.Sha256.Length > 0)
                    .Select(certificate => (Hash: certificate.Sha256.ToUpperInvariant(), participant.Id)))
                .ToFrozenDictionary(pair => pair.Hash, pair => participants[pair.Id]),
            BySubject = options.Participants.SelectMany(participant => participant.Certificates.Where(certificate => certificate.Subject.Length > 0)
                    .Select(certificate => (Key: (participant.Region, certificate.Subject), participant.Id)))
                .ToFrozenDictionary(pair => pair.Key, pair => participants[pair.Id]),
            Certificate = certificate!.Value.Certificate,
            CertificateContext = SslStreamCertificateContext.Create(certificate.Value.Certificate, certificate.Value.Intermediates, offline: true),
        };
    }

    /// <summary>A hash over the options and the content of every file that they name.</summary>
    public static string Version(HubOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(options));
        foreach (var file in Files(options).Where(File.Exists))
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Files(HubOptions options)
        => options.Regions.SelectMany(region => region.TrustAnchorFiles.Concat(region.RevocationListFiles))
            .Concat(In(options.Cases.CalendarFolder)).Concat(In(options.Forensic.SchemeFolder))
            .Prepend(options.CertificateKeyFile).Prepend(options.CertificateFile);

    private static IEnumerable<string> In(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : [];

    private static Participant ToParticipant(ParticipantOptions options)
        => new(options.Id, options.Name, options.Region, options.Roles.ToFrozenSet(), options.Grants.ToFrozenSet(), options.Offices.ToFrozenSet(), options.Endpoint);

    private static (X509Certificate2 Certificate, X509Certificate2Collection Intermediates)? LoadOwnCertificate(HubOptions options, Problems problems)
    {
        if (options.CertificateFile.Length == 0 || options.CertificateKeyFile.Length == 0)
            return null;
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.CertificateKeyFile);
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPemFile(options.CertificateFile);
            intermediates.RemoveAt(0);
            RefuseSample(options, certificate, "CertificateFile", problems);
            return (certificate, intermediates);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // An ArgumentException says that the key belongs to another certificate: so it is while the two files are replaced one by one.
            problems.Add("CertificateFile", $"can't be loaded: {error.Message}", $"无法加载：{error.Message}");
            return null;
        }
    }

    private static TrustAnchors LoadTrustAnchors(HubOptions options, RegionOptions region, string where, Problems problems)
    {
        var certificates = new X509Certificate2Collection();
        foreach (var file in region.TrustAnchorFiles.Where(file => file.Length > 0))
        {
            try
            {
                var before = certificates.Count;
                certificates.ImportFromPemFile(file);
                problems.Require(certificates.Count > before, $"{where}.TrustAnchorFiles", $"{file} holds no certificate", $"{file} 中没有证书");
            }
            catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"{where}.TrustAnchorFiles", $"{file}: {error.Message}", $"{file}：{error.Message}");
            }
        }
        foreach (var certificate in certificates)
            RefuseSample(options, certificate, $"{where}.TrustAnchorFiles", problems);

        var lists = new List<RevocationList>();
        foreach (var file in region.RevocationListFiles.Where(file => file.Length > 0))
        {
            try
            {
                lists.Add(RevocationList.Read(File.ReadAllBytes(file), certificates));
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"{where}.RevocationListFiles", $"{file}: {error.Message}", $"{file}：{error.Message}");
            }
        }
        return new TrustAnchors([.. certificates], lists, TimeSpan.FromHours(region.RevocationGraceHours));
    }

    private static void RefuseSample(HubOptions options, X509Certificate2 certificate, string where, Problems problems)
        => problems.Require(options.Development || !certificate.Subject.Contains(SampleCertificateMark.Organization, StringComparison.Ordinal), where,
            "is a sample certificate, whose key is public: it is accepted only with Development on a loopback address",
            "是示例证书，其私钥是公开的：仅在开发模式（Development）且监听回环地址时可用");
}
