using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>What operators write: once for each request id, with a ledger entry that says who and why.</summary>
internal sealed class OperatorWrite(DatabaseWriter writer, IDbContextFactory<HubDbContext> contexts, IHubDatabase hubDatabase, ExchangeIds ids, TimeProvider clock)
{
    /// <summary>Writes it, or gives the first result again.</summary>
    /// <param name="call">The operator's call.</param>
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
        catch (Exception error) when (error is HubException || hubDatabase.FaultOf(error) == DatabaseFault.Duplicate)
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
        => writer.WriteAsync(async (database, token) =>
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
            ResponderId = CaseActor.HubReference.ParticipantId,
            ResponderRegion = CaseActor.HubReference.RegionCode,
            OperatorName = LedgerText.Cut(person, LedgerText.OperatorName),
            Purpose = LedgerText.Cut(why, LedgerText.Purpose),
            AcceptTime = call.AcceptTime,
            CompleteTime = clock.GetUtcNow(),
            RequestDigest = call.RequestDigest,
            ResponseDigest = responseDigest,
        };
    }
}
