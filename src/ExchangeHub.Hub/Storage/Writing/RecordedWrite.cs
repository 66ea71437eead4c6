using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Storage.Writing;

/// <summary>What people write, and is rare: once for each request id, with a ledger entry that says who and why.</summary>
internal sealed class RecordedWrite(DatabaseWriter writer, IDbContextFactory<HubDbContext> contexts, ExchangeIds ids, TimeProvider clock)
{
    /// <summary>Writes it, or gives the first result again.</summary>
    /// <param name="call">The call.</param>
    /// <param name="person">The person there.</param>
    /// <param name="why">What was given as reason or text.</param>
    /// <param name="change">Makes the change, and the response. Run again only where the database undid it; what it refuses is refused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T> WriteAsync<T>(CaseCall call, string person, string why, Func<HubDbContext, CancellationToken, Task<T>> change, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return await TryWriteAsync(call, person, why, change, cancellationToken);
        }
        catch (HubException)
        {
            // The same call may be under way twice, and the other one have been faster: its result is there now.
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            if (await FirstResultAsync<T>(database, call, cancellationToken) is { } first)
                return first;
            throw;
        }
    }

    private Task<T> TryWriteAsync<T>(CaseCall call, string person, string why, Func<HubDbContext, CancellationToken, Task<T>> change, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
        => writer.WriteAnewAsync(async (database, token) =>
        {
            if (await FirstResultAsync<T>(database, call, token) is { } first)
                return first;
            var response = await change(database, token);
            database.RequestResults.Add(call.Result(response.ToByteArray()));
            database.LedgerEntries.Add(Entry(call, person, why, MessageDigest.Compute(response)).Sealed());
            return response;
        }, cancellationToken);

    /// <summary>What the same call was answered before; null if it is the first.</summary>
    private static async Task<T?> FirstResultAsync<T>(HubDbContext database, CaseCall call, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        var key = call.Key;
        var earlier = await database.RequestResults.AsNoTracking().FirstOrDefaultAsync(result => result.RequestId == key.RequestId && result.CallerId == key.CallerId && result.Method == key.Method, cancellationToken);
        if (earlier is null)
            return null;
        if (!earlier.RequestDigest.AsSpan().SequenceEqual(call.RequestDigest))
            throw new HubException(ErrorCatalogue.RequestIdReused, ("request_id", call.RequestId.ToString()));
        var first = new T();
        first.MergeFrom(earlier.Response);
        return first;
    }

    private LedgerEntry Entry(CaseCall call, string person, string why, byte[] responseDigest)
    {
        var id = ids.Next();
        var isOfRegion = !call.Caller.Participant.Roles.Contains(Roles.Operator);
        return new LedgerEntry
        {
            Id = id,
            ExchangeId = id,
            RequestId = call.RequestId.ToString(),
            Method = call.Method,
            Outcome = ExchangeOutcome.Answered,
            CallerId = call.Caller.Participant.Id,
            CallerRegion = call.Caller.Participant.RegionCode,
            CallerCertificate = call.Caller.CertificateHash,
            // Of what a region writes, its own ledger has no row: nobody answered but the hub.
            ResponderId = isOfRegion ? "" : CaseActor.HubReference.ParticipantId,
            ResponderRegion = isOfRegion ? "" : CaseActor.HubReference.RegionCode,
            OperatorName = LedgerText.Cut(person, LedgerText.OperatorName),
            Purpose = LedgerText.Cut(why, LedgerText.Purpose),
            AcceptTime = call.AcceptTime,
            CompleteTime = clock.GetUtcNow(),
            RequestDigest = call.RequestDigest,
            ResponseDigest = responseDigest,
        };
    }
}
