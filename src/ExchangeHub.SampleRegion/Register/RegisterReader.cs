using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>An office of the register, and whether its register can be asked at once.</summary>
public sealed record OfficeEntry(string Uscc, string Name, bool IsDigital);

/// <summary>A person, and the last day on which the register saw the person alive: at an office, in person.</summary>
public sealed record PersonEntry(RegisteredPerson Person, DateOnly? LastSeenAlive);

/// <summary>A will on file: where, under which number, since when.</summary>
public sealed record WillEntry(int TestatorId, OfficeEntry Office, string RawNumber, DateOnly IssueDate);

/// <summary>An inheritance on file.</summary>
public sealed record InheritanceEntry(int Id, int DecedentId, OfficeEntry Office, DateOnly AcceptanceDate, bool IsIssued);

/// <summary>Reads the register, all of it as of one moment. Not for use by several threads at once.</summary>
public sealed partial class RegisterReader : IAsyncDisposable
{
    /// <summary>More persons of one name are never looked at: a question that fits so many can't be answered anyway.</summary>
    public const int MaxCandidates = 500;

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _snapshot;

    internal RegisterReader(SqliteConnection connection)
    {
        _connection = connection;
        _snapshot = connection.BeginTransaction(deferred: true);
    }

    /// <summary>The region's office with that code.</summary>
    public async Task<OfficeEntry?> FindOfficeAsync(string uscc, CancellationToken cancellationToken)
    {
        var offices = await QueryAsync(
            "SELECT uscc, name, is_digital FROM office WHERE uscc = $uscc",
            [("$uscc", uscc)],
            row => new OfficeEntry(row.GetString(0), row.GetString(1), row.GetBoolean(2)),
            cancellationToken);
        return offices.SingleOrDefault();
    }

    /// <summary>The codes of the offices, perhaps of another region, that keep the files of an office of that name.</summary>
    public Task<IReadOnlyList<string>> FindKeepersAsync(string officeName, CancellationToken cancellationToken) => QueryAsync(
        "SELECT keeper_uscc FROM office_name WHERE name_key = $key",
        [("$key", TextKeys.OfText(officeName))],
        row => row.GetString(0),
        cancellationToken);

    /// <summary>All certificates of that number in the region: offices may share numbers.</summary>
    public async Task<IReadOnlyList<RegisteredCertificate>> FindCertificatesAsync(string rawNumber, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            $"SELECT {CertificateColumns} FROM certificate WHERE number_key = $key ORDER BY id",
            [("$key", TextKeys.OfNumber(rawNumber))],
            ReadCertificate,
            cancellationToken);
        return await CompleteAsync(found, cancellationToken);
    }

    /// <summary>The enforcement certificate (执行证书) that was issued on a deed.</summary>
    public async Task<RegisteredCertificate?> FindEnforcementAsync(RegisteredCertificate deed, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            $"SELECT {CertificateColumns} FROM certificate WHERE original_id = $deed AND kind = $kind ORDER BY issue_date DESC LIMIT 1",
            [("$deed", deed.Id), ("$kind", (int)CertificateKind.EnforcementCertificate)],
            ReadCertificate,
            cancellationToken);
        return found.SingleOrDefault();
    }

    /// <summary>Persons with that document number, at most <see cref="MaxCandidates"/>.</summary>
    public Task<IReadOnlyList<PersonEntry>> FindPersonsByDocumentAsync(
        IdentityDocumentType type, string normalizedNumber, CancellationToken cancellationToken) => PersonsAsync(
        $"""
        SELECT {PersonColumns} FROM person p
        WHERE document_number = $number AND document_type = $type ORDER BY id LIMIT $limit
        """,
        [("$number", normalizedNumber), ("$type", (int)type), ("$limit", MaxCandidates)],
        cancellationToken);

    /// <summary>Persons who have or had that name, at most <see cref="MaxCandidates"/>.</summary>
    public Task<IReadOnlyList<PersonEntry>> FindPersonsByNameAsync(string name, CancellationToken cancellationToken) => PersonsAsync(
        $"""
        SELECT {PersonColumns} FROM person p
        WHERE id IN (SELECT person_id FROM person_name WHERE name_key = $key) ORDER BY id LIMIT $limit
        """,
        [("$key", TextKeys.OfName(name)), ("$limit", MaxCandidates)],
        cancellationToken);

    /// <summary>
    /// A person's wills, newest first; only those kept by one office where one is named. A will that was revoked is void
    /// from the beginning, and one that was issued anew is on file under its new number.
    /// </summary>
    public Task<IReadOnlyList<WillEntry>> FindWillsAsync(int testatorId, string? officeUscc, CancellationToken cancellationToken) => QueryAsync(
        """
        SELECT p.person_id, o.uscc, o.name, o.is_digital, c.raw_number, c.issue_date
        FROM certificate_party p
        JOIN certificate c ON c.id = p.certificate_id
        JOIN office o ON o.uscc = c.office_uscc
        WHERE p.person_id = $person AND p.role = $testator AND c.kind = $will AND c.status NOT IN ($revoked, $reissued)
          AND ($office IS NULL OR c.office_uscc = $office)
        ORDER BY c.issue_date DESC, c.id DESC
        """,
        [
            ("$person", testatorId), ("$testator", (int)PartyRole.Testator), ("$will", (int)CertificateKind.Will),
            ("$revoked", (int)CertificateStatus.Revoked), ("$reissued", (int)CertificateStatus.Reissued), ("$office", officeUscc),
        ],
        row => new WillEntry(row.GetInt32(0), ReadOffice(row, 1), row.GetString(4), Date(row, 5)),
        cancellationToken);

    /// <summary>
    /// The inheritances of a person, newest first; only those of one office where one is named. One whose certificate was
    /// revoked was never notarised, in law.
    /// </summary>
    public Task<IReadOnlyList<InheritanceEntry>> FindInheritancesAsync(
        int decedentId, string? officeUscc, CancellationToken cancellationToken) => QueryAsync(
        """
        SELECT i.id, i.decedent_id, o.uscc, o.name, o.is_digital, i.acceptance_date, i.certificate_id IS NOT NULL
        FROM inheritance i
        JOIN office o ON o.uscc = i.office_uscc
        LEFT JOIN certificate c ON c.id = i.certificate_id
        WHERE i.decedent_id = $person AND (c.status IS NULL OR c.status <> $revoked) AND ($office IS NULL OR i.office_uscc = $office)
        ORDER BY i.acceptance_date DESC, i.id DESC
        """,
        [("$person", decedentId), ("$revoked", (int)CertificateStatus.Revoked), ("$office", officeUscc)],
        row => new InheritanceEntry(row.GetInt32(0), row.GetInt32(1), ReadOffice(row, 2), Date(row, 5), row.GetBoolean(6)),
        cancellationToken);

    /// <summary>The heirs of a person, in all inheritances on file.</summary>
    public Task<IReadOnlyList<PersonEntry>> FindHeirsAsync(int decedentId, CancellationToken cancellationToken) => PersonsAsync(
        $"""
        SELECT {PersonColumns} FROM person p
        WHERE id IN (
            SELECT h.person_id FROM inheritance_heir h JOIN inheritance i ON i.id = h.inheritance_id WHERE i.decedent_id = $person)
        ORDER BY id
        """,
        [("$person", decedentId)],
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _snapshot.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
