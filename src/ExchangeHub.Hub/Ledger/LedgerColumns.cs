using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Ledger;

/// <summary>Takes the columns of one entry after the other, each in the form in which the ledger keeps it.</summary>
public interface ILedgerRow
{
    /// <summary>An id; in a database without a type for it, 16 bytes in network order.</summary>
    void Add(Guid value);

    /// <summary>An id, or none.</summary>
    void Add(Guid? value);

    /// <summary>A text.</summary>
    void Add(string value);

    /// <summary>Bytes, or none.</summary>
    void Add(byte[]? value);

    /// <summary>A number.</summary>
    void Add(long value);

    /// <summary>A number of 0 to 255.</summary>
    void Add(byte value);
}

/// <summary>The ledger's columns in their order: the one list that all stores insert by.</summary>
public static class LedgerColumns
{
    private static readonly (string Name, Action<ILedgerRow, LedgerEntry> Add)[] Columns =
    [
        ("id", (row, entry) => row.Add(entry.Id)),
        ("exchange_id", (row, entry) => row.Add(entry.ExchangeId)),
        ("request_id", (row, entry) => row.Add(entry.RequestId)),
        ("method", (row, entry) => row.Add(entry.Method)),
        ("outcome", (row, entry) => row.Add((byte)entry.Outcome)),
        ("reason", (row, entry) => row.Add(entry.Reason)),
        ("caller_id", (row, entry) => row.Add(entry.CallerId)),
        ("caller_region", (row, entry) => row.Add(entry.CallerRegion)),
        ("caller_certificate", (row, entry) => row.Add(entry.CallerCertificate)),
        ("responder_id", (row, entry) => row.Add(entry.ResponderId)),
        ("responder_region", (row, entry) => row.Add(entry.ResponderRegion)),
        ("requesting_office", (row, entry) => row.Add(entry.RequestingOffice)),
        ("requested_office", (row, entry) => row.Add(entry.RequestedOffice)),
        ("operator_name", (row, entry) => row.Add(entry.OperatorName)),
        ("own_case_number", (row, entry) => row.Add(entry.OwnCaseNumber)),
        ("purpose", (row, entry) => row.Add(entry.Purpose)),
        ("legal_basis", (row, entry) => row.Add(entry.LegalBasis)),
        ("subject_hash", (row, entry) => row.Add(entry.SubjectHash)),
        ("accept_time", (row, entry) => row.Add(HubDbContext.ToUnixMicroseconds(entry.AcceptTime))),
        ("complete_time", (row, entry) => row.Add(HubDbContext.ToUnixMicroseconds(entry.CompleteTime))),
        ("request_digest", (row, entry) => row.Add(entry.RequestDigest)),
        ("response_digest", (row, entry) => row.Add(entry.ResponseDigest)),
        ("row_version", (row, entry) => row.Add(entry.RowVersion)),
        ("fingerprint_0", (row, entry) => row.Add(entry.Fingerprint0)),
        ("fingerprint_1", (row, entry) => row.Add(entry.Fingerprint1)),
        ("fingerprint_2", (row, entry) => row.Add(entry.Fingerprint2)),
        ("fingerprint_3", (row, entry) => row.Add(entry.Fingerprint3)),
        ("settles", (row, entry) => row.Add(entry.Settles)),
        ("certificate_hash", (row, entry) => row.Add(entry.CertificateHash)),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Columns.Select(column => column.Name)];

    /// <summary>Their names as a list in SQL.</summary>
    public static string List { get; } = string.Join(", ", Names);

    /// <summary>Gives each column of <paramref name="entry"/> to <paramref name="row"/>, in their order.</summary>
    public static void Add(LedgerEntry entry, ILedgerRow row)
    {
        foreach (var column in Columns)
            column.Add(row, entry);
    }
}
