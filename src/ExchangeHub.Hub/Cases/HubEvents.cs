using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Storage.Writing;

namespace ExchangeHub.Hub.Cases;

/// <summary>Events that the hub itself causes.</summary>
internal static class HubEvents
{
    /// <summary>Adds the event, and its ledger entry: the digest is over what both sides are told.</summary>
    public static void Record(CaseRecorder recorder, WriteBatch batch, CaseFile file, CaseTransition transition, string method, DateTimeOffset now, CaseNotice? notice)
    {
        var message = recorder.Record(batch, file, transition, CaseActor.Hub, now, file.RequestedRegion, message =>
        {
            if (notice is not null)
                message.Notice = notice;
        });
        var digest = MessageDigest.Compute(new DeliverRequest { CaseEvent = message });
        batch.Add(CaseRecorder.LedgerEntry(file, method, "", caller: null, responder: null, digest, responseDigest: null, message));
    }
}
