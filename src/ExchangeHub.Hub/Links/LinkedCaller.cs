using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Links;

/// <summary>Who is on the other side of a link: by the certificate of its connection, judged anew whenever the hub's state has changed.</summary>
internal sealed class LinkedCaller
{
    private readonly X509Certificate2 _certificate;
    private readonly Admission _admission;
    private Admitted _admitted;

    /// <exception cref="HubException">The certificate is nobody's, or not trusted.</exception>
    public LinkedCaller(X509Certificate2 certificate, Admission admission)
    {
        _certificate = certificate;
        _admission = admission;
        _admitted = admission.Identify(certificate);
        ParticipantId = _admitted.Caller.Participant.Id;
    }

    /// <summary>Id of the participant that opened the link.</summary>
    public string ParticipantId { get; }

    /// <summary>The participant as it is at present.</summary>
    /// <exception cref="HubException">It is not admitted any more, or not by link.</exception>
    public Caller Current()
    {
        if (!_admission.Holds(_admitted))
            _admitted = _admission.Identify(_certificate); // Two at once find the same.
        var caller = _admitted.Caller;
        return caller.Participant.Id == ParticipantId && caller.Participant.Endpoint is { Link: true }
            ? caller
            : throw new HubException(ErrorCatalogue.LinkNotConfigured, ("participant", ParticipantId));
    }

    /// <summary>Why the link must end; null if it need not.</summary>
    public string? Problem()
    {
        try
        {
            Current();
            return null;
        }
        catch (HubException refusal)
        {
            return refusal.Kind.Reason;
        }
    }
}
