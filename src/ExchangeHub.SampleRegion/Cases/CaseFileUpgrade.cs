using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Ledger;
using ExchangeHub.SampleRegion.Storage;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>Brings a case file of an earlier version up to this one: which event each case is at, from what was brought and what was accepted.</summary>
internal static class CaseFileUpgrade
{
    /// <summary>Does nothing where it was done before.</summary>
    public static void Run(string path)
    {
        using var session = new SqliteSession(LedgerSchema.Connect(path, SqliteOpenMode.ReadWrite));
        if (session.Query("SELECT name FROM pragma_table_info('case_state') WHERE name = 'event_id'", row => row.GetString(0)).Count > 0)
            return;
        session.Execute("BEGIN IMMEDIATE");
        session.Execute("ALTER TABLE case_state ADD COLUMN event_id BLOB");
        session.Execute("UPDATE case_state SET event_id = (SELECT event_id FROM inbox WHERE inbox.case_id = case_state.case_id AND inbox.version = case_state.version LIMIT 1)");
        var acts = session.Query(
            "SELECT receipt, summary FROM act WHERE state = 1",
            row => (Receipt: ExchangeReceipt.Parser.ParseFrom(row.GetFieldValue<byte[]>(0)), Summary: CaseSummary.Parser.ParseFrom(row.GetFieldValue<byte[]>(1))));
        foreach (var (receipt, summary) in acts)
        {
            session.Execute(
                "UPDATE case_state SET event_id = @event WHERE case_id = @case AND version = @version",
                ("@event", Bytes(receipt.ExchangeId)), ("@case", Bytes(summary.CaseId)), ("@version", summary.Version));
        }
        session.Execute("COMMIT");
    }

    private static byte[] Bytes(string id) => Guid.ParseExact(id, "D").ToByteArray(bigEndian: true);
}
