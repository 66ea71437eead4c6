using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using Grpc.Core;

namespace ExchangeHub.Hub.Cases;

/// <summary>Reads and watches cases for a caller. Whoever gets papers to see is recorded first.</summary>
internal sealed class CaseReading(CaseStore store, CaseList list, CaseWatch watch, LedgerWriter ledger, ExchangeIds ids, TimeProvider clock)
{
    public async Task<GetCaseResponse> GetAsync(GetCaseRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var violations = NewViolations();
        var id = CaseRules.Id(violations, "case_id", request.CaseId);
        violations.ThrowIfAny();
        var file = await store.FindAsync(caller.Participant, id, context.CancellationToken);
        var response = await store.DescribeAsync(file, context.CancellationToken);
        await RecordAsync(caller, context.Method, file);
        return response;
    }

    public async Task<ListCasesResponse> ListAsync(ListCasesRequest request, ServerCallContext context)
    {
        var violations = NewViolations();
        violations.Require(request.DueByDate is null || CalendarDates.TryToDateOnly(request.DueByDate, out _), "", "due_by_date", CommonRules.NotDate);
        for (var i = 0; i < request.States.Count; i++)
            CommonRules.Given(violations, "", $"states[{i}]", request.States[i]);
        for (var i = 0; i < request.Matters.Count; i++)
            CommonRules.Given(violations, "", $"matters[{i}]", request.Matters[i]);
        violations.ThrowIfAny();
        return await list.ListAsync(Caller.Of(context).Participant, request, context.CancellationToken);
    }

    public async Task WatchAsync(WatchCaseRequest request, IServerStreamWriter<WatchCaseResponse> responses, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var violations = NewViolations();
        var id = CaseRules.Id(violations, "case_id", request.CaseId);
        violations.Require(request.SeenVersion >= 0, "", "seen_version", CaseRules.NegativeVersion);
        violations.ThrowIfAny();
        await RecordAsync(caller, context.Method, await store.FindAsync(caller.Participant, id, context.CancellationToken));
        await WriteAsync(watch.CaseAsync(caller.Participant, id, request.SeenVersion, context.CancellationToken), message => responses.WriteAsync(new WatchCaseResponse { Event = message }, context.CancellationToken), context);
    }

    public async Task WatchAllAsync(WatchCasesRequest request, IServerStreamWriter<WatchCasesResponse> responses, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var violations = NewViolations();
        var start = clock.GetUtcNow(); // Before the caller hears that it is heard: what it does then, it sees.
        Guid? seen = request.SeenEventId.Length == 0 ? null : CaseRules.Id(violations, "seen_event_id", request.SeenEventId);
        violations.ThrowIfAny();
        await RecordAsync(caller, context.Method, file: null);
        await WriteAsync(watch.CasesAsync(caller.Participant, seen, start, context.CancellationToken), message => responses.WriteAsync(new WatchCasesResponse { Event = message }, context.CancellationToken), context);
    }

    /// <summary>Until the caller ends the call, which is how a watch ends. A write waits while the caller does not read: nothing piles up.</summary>
    private static async Task WriteAsync(IAsyncEnumerable<CaseEvent> messages, Func<CaseEvent, Task> write, ServerCallContext context)
    {
        // The caller learns at once that it is heard.
        await context.WriteResponseHeadersAsync([]);
        await foreach (var message in messages)
            await write(message);
    }

    private Violations NewViolations() => new(ChinaTime.DateOf(clock.GetUtcNow()));

    private Task RecordAsync(Caller caller, string method, CaseFile? file)
    {
        var id = ids.Next();
        var now = clock.GetUtcNow();
        return ledger.AppendAsync(new LedgerEntry
        {
            Id = id,
            ExchangeId = file?.Id ?? id,
            Method = method,
            Outcome = ExchangeOutcome.Answered,
            CallerId = caller.Participant.Id,
            CallerRegion = caller.Participant.RegionCode,
            CallerCertificate = caller.CertificateHash,
            RequestingOffice = file?.RequestingOffice ?? "",
            RequestedOffice = file?.RequestedOffice ?? "",
            OwnCaseNumber = file?.OwnCaseNumber ?? "",
            SubjectHash = file?.SubjectHash,
            AcceptTime = now,
            CompleteTime = now,
        });
    }
}
