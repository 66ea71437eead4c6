using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>Fills an empty register: schema and rows in one transaction, so that a register is there as a whole or not at all.</summary>
internal static class RegisterWriter
{
    public static void Fill(SqliteConnection connection, SampleData data, CancellationToken cancellationToken)
    {
        using var transaction = connection.BeginTransaction();
        using (var create = connection.CreateCommand())
        {
            create.CommandText = RegisterSchema.Create;
            create.ExecuteNonQuery();
        }
        WriteOffices(connection, data);
        cancellationToken.ThrowIfCancellationRequested();
        WritePeople(connection, data.People);
        cancellationToken.ThrowIfCancellationRequested();
        WriteCertificates(connection, data.Certificates);
        cancellationToken.ThrowIfCancellationRequested();
        WritePowers(connection, data.Certificates);
        WriteInheritances(connection, data.Inheritances);
        using (var info = new Insert(connection, "INSERT INTO register_info VALUES ($p0, $p1)"))
            info.Row(data.RegionCode, SampleData.Version);
        transaction.Commit();
    }

    private static void WriteOffices(SqliteConnection connection, SampleData data)
    {
        using var offices = new Insert(connection, "INSERT INTO office VALUES ($p0, $p1, $p2)");
        using var names = new Insert(connection, "INSERT INTO office_name VALUES ($p0, $p1)");
        foreach (var office in data.Offices)
        {
            offices.Row(office.Uscc, office.Name, office.IsDigital);
            foreach (var name in office.EarlierNames.Select(earlier => earlier.Name).Append(office.Name).Distinct())
                names.Row(TextKeys.OfText(name), office.Uscc);
        }
        foreach (var (name, keeperUscc) in data.OfficesElsewhere)
            names.Row(TextKeys.OfText(name), keeperUscc);
    }

    private static void WritePeople(SqliteConnection connection, IReadOnlyList<RegisteredPerson> people)
    {
        using var persons = new Insert(connection,
            "INSERT INTO person VALUES ($p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7, $p8, $p9, $p10, $p11)");
        using var names = new Insert(connection, "INSERT INTO person_name VALUES ($p0, $p1, $p2, $p3)");
        foreach (var person in people)
        {
            persons.Row(
                person.Id, person.Name, (int?)person.Document?.Type, person.Document?.RawNumber, person.Document?.NormalizedNumber,
                person.Nationality, person.BirthDate?.Year, person.BirthDate?.Month, person.BirthDate?.Day, (int)person.Sex,
                person.AddressCode, person.DeathDate?.DayNumber);
            var number = 0;
            foreach (var name in person.AllNames)
                names.Row(TextKeys.OfName(name), person.Id, number++, name);
        }
    }

    private static void WriteCertificates(SqliteConnection connection, IReadOnlyList<RegisteredCertificate> certificates)
    {
        using var rows = new Insert(connection,
            "INSERT INTO certificate VALUES ($p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7, $p8, $p9, $p10, $p11, $p12, $p13, $p14)");
        using var parties = new Insert(connection, "INSERT INTO certificate_party VALUES ($p0, $p1, $p2, $p3, $p4, $p5)");
        foreach (var certificate in certificates)
        {
            rows.Row(
                certificate.Id, certificate.RawNumber, TextKeys.OfNumber(certificate.RawNumber), certificate.OfficeUscc,
                certificate.PrintedOfficeName, (int)certificate.Kind, certificate.Title, certificate.IssueDate.DayNumber,
                (int)certificate.Status, certificate.OriginalId, certificate.IsArchiveClosed, certificate.IsUnderInvestigation,
                certificate.Amount?.Currency, certificate.Amount?.Units, certificate.Amount?.Nanos);
            var number = 0;
            foreach (var party in certificate.Parties)
            {
                parties.Row(
                    certificate.Id, number++, (int)party.Role, party.Person?.Id, party.Organization?.Name, party.Organization?.Uscc);
            }
        }
    }

    private static void WritePowers(SqliteConnection connection, IReadOnlyList<RegisteredCertificate> certificates)
    {
        using var rows = new Insert(connection, "INSERT INTO power_of_attorney VALUES ($p0, $p1, $p2, $p3, $p4)");
        using var powers = new Insert(connection, "INSERT INTO granted_power VALUES ($p0, $p1, $p2, $p3)");
        foreach (var certificate in certificates)
        {
            if (certificate.PowerOfAttorney is not { } terms)
                continue;
            rows.Row(
                certificate.Id, (int)terms.SubDelegation, terms.ValidFrom?.DayNumber, terms.ValidTo?.DayNumber,
                terms.RevocationDate?.DayNumber);
            var number = 0;
            foreach (var power in terms.Powers)
                powers.Row(certificate.Id, number++, (int)power.Kind, power.Description);
        }
    }

    private static void WriteInheritances(SqliteConnection connection, IReadOnlyList<RegisteredInheritance> inheritances)
    {
        using var rows = new Insert(connection, "INSERT INTO inheritance VALUES ($p0, $p1, $p2, $p3, $p4)");
        using var heirs = new Insert(connection, "INSERT INTO inheritance_heir VALUES ($p0, $p1)");
        foreach (var inheritance in inheritances)
        {
            rows.Row(
                inheritance.Id, inheritance.OfficeUscc, inheritance.Decedent.Id, inheritance.AcceptanceDate.DayNumber,
                inheritance.CertificateId);
            foreach (var heir in inheritance.Heirs.DistinctBy(heir => heir.Id))
                heirs.Row(inheritance.Id, heir.Id);
        }
    }

    /// <summary>One prepared statement, executed row by row, with parameters $p0, $p1 and so on.</summary>
    private sealed class Insert : IDisposable
    {
        private readonly SqliteCommand _command;

        public Insert(SqliteConnection connection, string sql)
        {
            _command = connection.CreateCommand();
            _command.CommandText = sql;
        }

        public void Row(params ReadOnlySpan<object?> values)
        {
            for (var index = 0; index < values.Length; index++)
            {
                if (_command.Parameters.Count == index)
                    _command.Parameters.Add(new SqliteParameter { ParameterName = $"$p{index}" });
                _command.Parameters[index].Value = values[index] ?? DBNull.Value;
            }
            _command.ExecuteNonQuery();
        }

        public void Dispose() => _command.Dispose();
    }
}
