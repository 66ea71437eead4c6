using System.Collections.Frozen;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Offices;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Identity;

/// <summary>A region, as it is used at run time.</summary>
internal sealed record Region(string Code, string Name, TrustAnchors TrustAnchors, Participant? BackOffice);

/// <summary>An office and its region.</summary>
internal sealed record Office(string Uscc, string Name, string RegionCode, string DivisionCode = "");

/// <summary>A participant, as it is used at run time.</summary>
internal sealed record Participant(string Id, string Name, string RegionCode, FrozenSet<string> Roles, FrozenSet<string> Grants, FrozenSet<string> Offices, EndpointOptions? Endpoint)
{
    /// <summary>How messages name it.</summary>
    public ParticipantReference Reference { get; } = new() { ParticipantId = Id, RegionCode = RegionCode };

    /// <summary>Whether it may ask in the name of <paramref name="office"/>.</summary>
    public bool Represents(Office office)
        => Offices.Contains(office.Uscc) || (RegionCode == office.RegionCode && Roles.Contains(Identity.Roles.BackOffice));
}

/// <summary>
/// Whom the hub knows and trusts at present: immutable, and replaced whole when the configuration or a file that it names
/// changes.
/// </summary>
internal sealed class HubState
{
    /// <summary>Changes with the configuration's or any file's content.</summary>
    public required string Version { get; init; }

    public required FrozenDictionary<string, Region> Regions { get; init; }

    public required FrozenDictionary<string, Office> Offices { get; init; }

    /// <summary>The working-day calendars (工作日历).</summary>
    public required CalendarSet Calendars { get; init; }

    /// <summary>The score schemes (评分标准).</summary>
    public required ScoreSchemes Schemes { get; init; }

    /// <summary>The history of offices (机构沿革).</summary>
    public required OfficeLineage Lineage { get; init; }

    public required IReadOnlyList<Participant> Participants { get; init; }

    public required FrozenDictionary<string, Participant> ByCertificateHash { get; init; }

    public required FrozenDictionary<(string Region, string Subject), Participant> BySubject { get; init; }

    /// <summary>The hub's own certificate, with its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>The same with its intermediates, ready for handshakes.</summary>
    public required SslStreamCertificateContext CertificateContext { get; init; }

    /// <summary>
    /// Says whose certificate this is. It must chain to the anchors of the participant's own region, whichever way it is
    /// registered: one region's authority can't speak for another.
    /// </summary>
    public Identification Identify(X509Certificate2 certificate, DateTimeOffset now)
    {
        Identification? trusted = null;
        var problem = "issued by no known authority";
        foreach (var region in Regions.Values)
        {
            if (!region.TrustAnchors.MayHaveIssued(certificate))
                continue;
            problem = region.TrustAnchors.Problem(certificate, CertificatePurpose.Client, now);
            if (problem is not null)
                continue;

            var hash = certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
            var participant = ByCertificateHash.GetValueOrDefault(hash) ?? BySubject.GetValueOrDefault((region.Code, certificate.Subject));
            if (participant?.RegionCode == region.Code)
                return new Identification(participant, hash, null);
            // Another region may trust the same authority, and know the participant.
            trusted = new Identification(null, hash, null);
        }
        return trusted ?? new Identification(null, "", problem);
    }
}

/// <summary>What is known of a client certificate.</summary>
/// <param name="Participant">Whose it is; null where it is not registered.</param>
/// <param name="CertificateHash">SHA-256 in hexadecimal.</param>
/// <param name="Problem">Why it is not trusted; null where it is.</param>
internal sealed record Identification(Participant? Participant, string CertificateHash, string? Problem);
