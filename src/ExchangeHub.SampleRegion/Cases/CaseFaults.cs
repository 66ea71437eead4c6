using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Storage;
using Google.Protobuf;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>Does to the copies of cases what must never happen to them (故障注入): for the demo and for tests, to see that reconciliation finds it.</summary>
/// <param name="file">The case file.</param>
public sealed class CaseFaults(CaseFile file)
{
    /// <summary>Leaves a copy behind (版本滞后): at the event before the last that was brought, as if that had been kept and not dealt with.</summary>
    /// <returns>Whether there was an earlier one.</returns>
    public Task<bool> LeaveBehindAsync(Guid caseId, CancellationToken cancellationToken)
        => file.WriteAsync(
            session => session.Query(
                "SELECT body FROM inbox WHERE case_id = @case AND version < (SELECT version FROM case_state WHERE case_id = @case) ORDER BY version DESC LIMIT 1",
                row => DeliverRequest.Parser.ParseFrom(row.GetFieldValue<byte[]>(0)).CaseEvent, ("@case", Bytes(caseId))) is [var earlier] && SetBack(session, caseId, earlier),
            cancellationToken);

    /// <summary>Has a copy in a state that it is not in (状态错误).</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> AlterAsync(Guid caseId, CaseState state, CancellationToken cancellationToken)
        => file.WriteAsync(session => session.Execute("UPDATE case_state SET state = @state WHERE case_id = @case", ("@state", (int)state), ("@case", Bytes(caseId))) > 0, cancellationToken);

    /// <summary>Loses a copy (丢失).</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> LoseAsync(Guid caseId, CancellationToken cancellationToken)
        => file.WriteAsync(session => session.Execute("DELETE FROM case_state WHERE case_id = @case", ("@case", Bytes(caseId))) > 0, cancellationToken);

    private static bool SetBack(SqliteSession session, Guid caseId, CaseEvent earlier) => session.Execute(
        "UPDATE case_state SET version = @version, state = @state, summary = @summary, event_id = @event WHERE case_id = @case",
        ("@version", earlier.Case.Version),
        ("@state", (int)earlier.Case.State),
        ("@summary", earlier.Case.ToByteArray()),
        ("@event", Bytes(Guid.ParseExact(earlier.EventId, "D"))),
        ("@case", Bytes(caseId))) > 0;

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}
