using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Hub.Tests.Ledger;

/// <summary>Ledger entries to write.</summary>
internal static class Entries
{
    private static readonly DateTimeOffset Time = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);

    public static LedgerEntry New(string method = "/test.v1.Service/Ask")
    {
        var id = Guid.CreateVersion7(Time);
        return new LedgerEntry
        {
            Id = id,
            ExchangeId = id,
            Method = method,
            Outcome = ExchangeOutcome.Answered,
            CallerId = "sc-notary-office",
            CallerRegion = "CN-SC",
            CallerCertificate = new byte[32],
            AcceptTime = Time,
            CompleteTime = Time,
        };
    }
}
