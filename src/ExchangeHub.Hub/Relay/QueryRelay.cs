using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Hub.Relay;

/// <summary>
/// The way of a query, the same for every kind: route and shape → deadline → relay → check of the answer → ledger → reply
/// with receipt. However it ends, one entry says so before the caller hears of it.
/// </summary>
internal sealed partial class QueryRelay(
    HubStateHolder state, BackOfficeConnections backOffices, Deadlines deadlines, LedgerWriter ledger, ExchangeIds ids, PersonIndex persons, TimeProvider clock, ILogger<QueryRelay> logger)
{
    public async Task<TResponse> Ask<TRequest, TResponse>(Query<TRequest, TResponse> query, TRequest request, ServerCallContext context)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        await ledger.RequireWritableAsync();
        var exchange = new QueryExchange(ids.Next(), context.Method, Caller.Of(context), query.Header(request), clock.LedgerNow());
        TResponse answer;
        try
        {
            answer = await RelayAsync(query, request, exchange, context);
        }
        catch (Exception error)
        {
            var entry = exchange.Failed(error, clock.LedgerNow());
            await ledger.AppendAsync(entry);
            LogFailed(logger, exchange.Id, context.Method, entry.CallerId, entry.ResponderRegion, entry.Outcome, entry.Reason);
            throw;
        }

        var answered = clock.LedgerNow();
        exchange.ResponseDigest = MessageDigest.Compute(answer);
        exchange.CertificateHash = query.Attested(request, answer) is { } certificate ? persons.HashCertificate(exchange.Header!.TargetOffice.Uscc, certificate) : null;
        await ledger.AppendAsync(exchange.Answered(answered));
        query.SetReceipt(answer, exchange.Receipt(answered));
        LogAnswered(logger, exchange.Id, context.Method, exchange.Caller.Participant.Id, exchange.Region!.Code, (answered - exchange.AcceptTime).TotalMilliseconds);
        return answer;
    }

    private async Task<TResponse> RelayAsync<TRequest, TResponse>(Query<TRequest, TResponse> query, TRequest request, QueryExchange exchange, ServerCallContext context)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var violations = new Violations(ChinaTime.DateOf(exchange.AcceptTime));
        exchange.Region = Router.Route(state.Current, exchange.Caller.Participant, exchange.Header, violations);
        CommonRules.Header(violations, exchange.Header);
        query.Validate(request, violations);
        violations.ThrowIfAny();

        exchange.RequestDigest = MessageDigest.Compute(request);
        exchange.SubjectHash = query.Subject(request) is { } subject ? persons.Hash(subject, violations.Today) : null;
        exchange.CompleteHeader();

        var options = new CallOptions(TraceContext.From(context.GetHttpContext().Request.Headers), deadlines.Shave(context.Deadline), context.CancellationToken);
        var answer = await backOffices.For(exchange.Region!).AskAsync(query.Ask, request, options);
        var problem = query.Receipt(answer)?.ExchangeId == exchange.Header!.ExchangeId ? query.Check(answer) : "it belongs to another exchange";
        return problem is null
            ? answer
            : throw new HubException(ErrorCatalogue.RegionAnswerInvalid, ("region", exchange.Region!.Code), ("problem", problem));
    }

    [LoggerMessage(1501, LogLevel.Debug, "Exchange {ExchangeId} {Method}: {Caller} -> {Region}, answered in {Milliseconds} ms")]
    private static partial void LogAnswered(ILogger logger, Guid exchangeId, string method, string caller, string region, double milliseconds);

    [LoggerMessage(1502, LogLevel.Information, "Exchange {ExchangeId} {Method}: {Caller} -> {Region}, {Outcome} {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid exchangeId, string method, string caller, string region, ExchangeOutcome outcome, string reason);
}
