using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Register;

// From rows to what the register means by them.
public sealed partial class RegisterReader
{
    private const string CertificateColumns = """
        id, raw_number, office_uscc, printed_office_name, kind, title, issue_date, status, original_id, is_archive_closed,
        is_under_investigation, currency, amount_units, amount_nanos
        """;

    // In the sample everybody signs in person but agents and, of course, decedents. Names hold no line breaks.
    private static readonly string PersonColumns = $"""
        p.id, p.name, p.document_type, p.document_raw, p.document_number, p.nationality, p.birth_year, p.birth_month,
        p.birth_day, p.sex, p.address_code, p.death_date,
        (SELECT group_concat(n.name, char(10) ORDER BY n.number) FROM person_name n WHERE n.person_id = p.id AND n.number > 0),
        (SELECT max(c.issue_date) FROM certificate_party cp JOIN certificate c ON c.id = cp.certificate_id
         WHERE cp.person_id = p.id AND cp.role NOT IN ({(int)PartyRole.Agent}, {(int)PartyRole.Decedent}))
        """;

    private async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, (string Name, object? Value)[] parameters, Func<SqliteDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.Transaction = _snapshot;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var result = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
            result.Add(read(rows));
        return result;
    }

    private Task<IReadOnlyList<PersonEntry>> PersonsAsync(
        string sql, (string Name, object? Value)[] parameters, CancellationToken cancellationToken) =>
        QueryAsync(sql, parameters, row => new PersonEntry(ReadPerson(row, 0), DateOrNull(row, 13)), cancellationToken);

    private async Task<IReadOnlyList<RegisteredCertificate>> CompleteAsync(
        IReadOnlyList<RegisteredCertificate> certificates, CancellationToken cancellationToken)
    {
        var complete = new List<RegisteredCertificate>(certificates.Count);
        foreach (var certificate in certificates)
        {
            complete.Add(certificate with
            {
                Parties = await PartiesAsync(certificate, cancellationToken),
                PowerOfAttorney = certificate.Kind == CertificateKind.PowerOfAttorney
                    ? await TermsAsync(certificate, cancellationToken)
                    : null,
            });
        }
        return complete;
    }

    private Task<IReadOnlyList<CertificateParty>> PartiesAsync(
        RegisteredCertificate certificate, CancellationToken cancellationToken) => QueryAsync(
        $"""
        SELECT cp.role, cp.organization_name, cp.organization_uscc, {PersonColumns}
        FROM certificate_party cp LEFT JOIN person p ON p.id = cp.person_id
        WHERE cp.certificate_id = $certificate ORDER BY cp.number
        """,
        [("$certificate", certificate.Id)],
        row => new CertificateParty(
            (PartyRole)row.GetInt32(0),
            row.IsDBNull(3) ? null : ReadPerson(row, 3),
            row.IsDBNull(1) ? null : new RegisteredOrganization(row.GetString(1), TextOrNull(row, 2))),
        cancellationToken);

    private async Task<PowerOfAttorneyTerms> TermsAsync(RegisteredCertificate certificate, CancellationToken cancellationToken)
    {
        var powers = await QueryAsync(
            "SELECT kind, description FROM granted_power WHERE certificate_id = $certificate ORDER BY number",
            [("$certificate", certificate.Id)],
            row => new GrantedPower((PowerKind)row.GetInt32(0), row.GetString(1)),
            cancellationToken);
        var terms = await QueryAsync(
            "SELECT sub_delegation, valid_from, valid_to, revocation_date FROM power_of_attorney WHERE certificate_id = $certificate",
            [("$certificate", certificate.Id)],
            row => new PowerOfAttorneyTerms(
                powers, (SubDelegation)row.GetInt32(0), DateOrNull(row, 1), DateOrNull(row, 2), DateOrNull(row, 3)),
            cancellationToken);
        return terms.Single();
    }

    private static RegisteredCertificate ReadCertificate(SqliteDataReader row) =>
        new(
            row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), (CertificateKind)row.GetInt32(4), row.GetString(5),
            Date(row, 6), (CertificateStatus)row.GetInt32(7), Parties: [])
        {
            OriginalId = row.IsDBNull(8) ? null : row.GetInt32(8),
            IsArchiveClosed = row.GetBoolean(9),
            IsUnderInvestigation = row.GetBoolean(10),
            Amount = row.IsDBNull(11) ? null : new Amount(row.GetString(11), row.GetInt64(12), row.GetInt32(13)),
        };

    private static RegisteredPerson ReadPerson(SqliteDataReader row, int first) =>
        new(
            row.GetInt32(first),
            row.GetString(first + 1),
            TextOrNull(row, first + 12)?.Split('\n') ?? [],
            row.IsDBNull(first + 2)
                ? null
                : new RegisteredDocument((IdentityDocumentType)row.GetInt32(first + 2), row.GetString(first + 3), row.GetString(first + 4)),
            row.GetString(first + 5),
            row.IsDBNull(first + 6)
                ? null
                : new RecordedDate(row.GetInt32(first + 6), row.GetInt32(first + 7), row.GetInt32(first + 8)),
            (Sex)row.GetInt32(first + 9),
            row.GetString(first + 10),
            DateOrNull(row, first + 11));

    private static OfficeEntry ReadOffice(SqliteDataReader row, int first) =>
        new(row.GetString(first), row.GetString(first + 1), row.GetBoolean(first + 2));

    private static DateOnly Date(SqliteDataReader row, int column) => DateOnly.FromDayNumber(row.GetInt32(column));

    private static DateOnly? DateOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : Date(row, column);

    private static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
