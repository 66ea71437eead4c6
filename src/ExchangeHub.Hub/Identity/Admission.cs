using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Hub.Identity;

/// <summary>Who was identified by a certificate, under which state of the hub, and until when that holds.</summary>
internal sealed record Admitted(HubState State, Caller Caller, DateTimeOffset NotAfter);

/// <summary>
/// Admits a call, or not, whichever way it came: identity, then limits, then permission. A refused permission goes into the
/// ledger, because an auditor asks for it; who can't be identified appears in the log only.
/// </summary>
internal sealed partial class Admission(
    HubStateHolder state, PermissionTable permissions, CallLimiter limiter, LedgerWriter ledger, ExchangeIds ids, TimeProvider clock, ILogger<Admission> logger)
{
    /// <summary>Whether what was found earlier still holds: until the hub's state changes, or the certificate ends.</summary>
    public bool Holds(Admitted earlier) => earlier.State == state.Current && clock.GetUtcNow() <= earlier.NotAfter;

    /// <summary>The caller with this certificate.</summary>
    /// <exception cref="HubException">It is nobody, or not trusted.</exception>
    public Admitted Identify(X509Certificate2? certificate)
    {
        if (certificate is null)
            throw new HubException(ErrorCatalogue.CertificateNotTrusted, ("problem", "none was sent"));
        var present = state.Current;
        var identification = present.Identify(certificate, clock.GetUtcNow());
        if (identification.Problem is { } problem)
            throw new HubException(ErrorCatalogue.CertificateNotTrusted, ("problem", problem));
        if (identification.Participant is not { } participant)
            throw new HubException(ErrorCatalogue.CertificateNotRegistered, ("certificate_sha256", identification.CertificateHash));
        return new Admitted(present, new Caller(participant, Convert.FromHexString(identification.CertificateHash)), certificate.NotAfter);
    }

    /// <summary>Enters a call; dispose the result when it ends.</summary>
    /// <exception cref="HubException">The caller has as many under way as it may.</exception>
    public CallLimiter.Lease Enter(Caller caller) => limiter.Enter(caller.Participant);

    /// <summary>Refuses a caller who may not call <paramref name="method"/>, and records that.</summary>
    /// <exception cref="HubException">The caller may not, or the refusal could not be recorded.</exception>
    public async Task DemandAsync(Caller caller, string method)
    {
        try
        {
            permissions.Demand(caller.Participant, method);
        }
        catch (HubException refusal)
        {
            var now = clock.GetUtcNow();
            await ledger.AppendAsync(LedgerEntry.ForRefusedCall(ids.Next(), method, caller, refusal.Kind.Reason, now));
            throw;
        }
    }

    /// <summary>Logs that a call was not admitted.</summary>
    public void Refused(string? method, HubException refusal)
        => LogRefused(logger, method ?? "?", refusal.Kind.Reason, string.Join(", ", refusal.Metadata.Select(pair => $"{pair.Key}={pair.Value}")));

    [LoggerMessage(1201, LogLevel.Information, "Refused {Method}: {Reason} ({Details})")]
    private static partial void LogRefused(ILogger logger, string method, string reason, string details);
}
