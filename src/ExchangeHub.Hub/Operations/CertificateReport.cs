using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Operations;

/// <summary>Says what the hub thinks of certificates.</summary>
public sealed class CertificateReport
{
    private readonly HubState _state;
    private readonly DateTimeOffset _now;

    private CertificateReport(HubState state, DateTimeOffset now) => (_state, _now) = (state, now);

    /// <summary>The hub's own certificate, the anchors and the revocation lists.</summary>
    public IReadOnlyList<Finding> Configured => [.. Doctor.Certificates(_state, _now)];

    /// <summary>Loads what the configuration names.</summary>
    /// <exception cref="ConfigurationException">It can't be used.</exception>
    public static CertificateReport Load(HubOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new CertificateReport(HubStateLoader.Load(options), clock.GetUtcNow());
    }

    /// <summary>Whose a caller's certificate is, and what is wrong with it.</summary>
    public Finding Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var identification = _state.Identify(certificate, _now);
        var hash = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var days = (int)Math.Floor((certificate.NotAfter - _now).TotalDays);
        var (severity, english, chinese) = identification switch
        {
            { Problem: { } problem } => (Severity.Error, problem, problem),
            { Participant: { } participant } => (Severity.Fine, $"participant {participant.Id}", $"参与方 {participant.Id}"),
            _ => (Severity.Error, "trusted, but belongs to no participant", "可信，但不属于任何参与方"),
        };
        return new Finding(severity, "certificate", $"{english}; {days} days left; subject \"{certificate.Subject}\"; sha256 {hash}", $"{chinese}；剩余 {days} 天；主体 \"{certificate.Subject}\"；sha256 {hash}");
    }
}
