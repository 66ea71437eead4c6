using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.SampleRegion.Register;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Tests;

[Collection(SharedRegions.Name)]
public sealed class NotaryRegisterTests(RegionFixture regions)
{
    // A change here changes every sample register: raise SampleData.Version with it.
    [Theory]
    [InlineData(SampleOffices.Chongqing, "25658a35c56a0114753e74051a621defea1712f4185afa62b1fa45cde83cd3c0")]
    [InlineData(SampleOffices.Sichuan, "541c0942edd6bb130bfbee647042b7ce7dff2b3f23b4d0a77dd5f10de4ac318c")]
    public void Open_NewFile_HoldsExactlyThePinnedSample(string regionCode, string digest) =>
        Assert.Equal(digest, Digest(regions.PathOf(regionCode)));

    [Fact]
    public async Task Open_FilledFile_KeepsWhatIsThere()
    {
        var path = Path.Combine(regions.Directory, "again.db");
        NotaryRegister.Open(path, SampleOffices.Chongqing).Dispose();
        var written = File.GetLastWriteTimeUtc(path);
        using var register = NotaryRegister.Open(path, SampleOffices.Chongqing);
        await using var reader = await register.ReadAsync(CancellationToken.None);
        Assert.NotNull(await reader.FindOfficeAsync(SampleOffices.For(SampleOffices.Chongqing)[0].Uscc, CancellationToken.None));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void Open_OtherRegionsFile_Throws() => Assert.Throws<InvalidOperationException>(
        () => NotaryRegister.Open(regions.PathOf(SampleOffices.Chongqing), SampleOffices.Sichuan));

    [Fact]
    public void Open_OtherDatabase_Throws()
    {
        var path = Path.Combine(regions.Directory, "other.db");
        Execute(path, "CREATE TABLE other (id INTEGER)");
        Assert.Throws<InvalidOperationException>(() => NotaryRegister.Open(path, SampleOffices.Chongqing));
    }

    [Fact]
    public void Open_Cancelled_LeavesAnEmptyFileThatIsFilledNextTime()
    {
        var path = Path.Combine(regions.Directory, "cancelled.db");
        Assert.Throws<OperationCanceledException>(() => NotaryRegister.Open(path, SampleOffices.Sichuan, new CancellationToken(canceled: true)));
        NotaryRegister.Open(path, SampleOffices.Sichuan).Dispose();
        Assert.Equal(Digest(regions.PathOf(SampleOffices.Sichuan)), Digest(path));
    }

    [Theory]
    [InlineData("测试李𠮷")]
    [InlineData("测试王𬭎")]
    [InlineData("测试陈𪚥")]
    [InlineData("测试张䶮")]
    [InlineData("测试刘㐂")]
    public async Task FindPersonsByNameAsync_RareCharacter_SurvivesAsWritten(string name)
    {
        foreach (var regionCode in SampleOffices.Regions)
        {
            using var register = NotaryRegister.Open(regions.PathOf(regionCode), regionCode);
            await using var reader = await register.ReadAsync(CancellationToken.None);
            var found = await reader.FindPersonsByNameAsync(name, CancellationToken.None);
            Assert.NotEmpty(found);
            Assert.All(found, person => Assert.Contains(name, person.Person.AllNames));
        }
    }

    [Fact]
    public async Task FindPersonsByNameAsync_OtherSeparator_FindsLongNameAsRegistered()
    {
        var person = SampleData.For(SampleOffices.Sichuan).People.First(person => person.Name.Contains('\u00B7'));
        using var register = NotaryRegister.Open(regions.PathOf(SampleOffices.Sichuan), SampleOffices.Sichuan);
        await using var reader = await register.ReadAsync(CancellationToken.None);
        var found = await reader.FindPersonsByNameAsync(person.Name.Replace('\u00B7', '•'), CancellationToken.None);
        Assert.Contains(found, candidate => candidate.Person.Name == person.Name && candidate.Person.Id == person.Id);
    }

    [Fact]
    public async Task FindPersonsByDocumentAsync_EveryHundredthPerson_IsReadAsInvented()
    {
        var people = SampleData.For(SampleOffices.Chongqing).People
            .Where(person => person is { Document.Type: IdentityDocumentType.ResidentId } && person.Id % 100 == 0);
        using var register = NotaryRegister.Open(regions.PathOf(SampleOffices.Chongqing), SampleOffices.Chongqing);
        await using var reader = await register.ReadAsync(CancellationToken.None);
        foreach (var person in people)
        {
            var document = person.Document!;
            var found = await reader.FindPersonsByDocumentAsync(document.Type, document.NormalizedNumber, CancellationToken.None);
            var read = Assert.Single(found).Person;
            Assert.Equal(person.FormerNames, read.FormerNames);
            Assert.Equal(person with { FormerNames = [] }, read with { FormerNames = [] });
        }
    }

    [Theory]
    [InlineData("SELECT * FROM certificate WHERE number_key = 'x'", "certificate_number")]
    [InlineData("SELECT * FROM person WHERE document_number = 'x' AND document_type = 1", "person_document")]
    [InlineData("SELECT person_id FROM person_name WHERE name_key = 'x'", "PRIMARY KEY")]
    [InlineData("SELECT * FROM certificate_party WHERE person_id = 1 AND role = 6", "certificate_party_person")]
    [InlineData("SELECT * FROM inheritance WHERE decedent_id = 1", "inheritance_decedent")]
    public void Schema_LookUp_UsesAnIndex(string sql, string index)
    {
        using var connection = Connect(regions.PathOf(SampleOffices.Chongqing));
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        using var plan = command.ExecuteReader();
        Assert.True(plan.Read());
        Assert.Contains(index, plan.GetString(3));
    }

    /// <summary>SHA-256 over all rows of all tables; match keys are left out, they follow the rules of the identifiers.</summary>
    private static string Digest(string path)
    {
        using var connection = Connect(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in Strings(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
        {
            var columns = Strings(connection, $"SELECT name FROM pragma_table_info('{table}') WHERE name NOT LIKE '%key' ORDER BY cid");
            var values = string.Join(" || '|' || ", columns.Select(column => $"quote({column})"));
            foreach (var row in Strings(connection, $"SELECT {values} FROM {table}").Order(StringComparer.Ordinal))
                hash.AppendData(Encoding.UTF8.GetBytes($"{table}:{row}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static List<string> Strings(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var result = new List<string>();
        while (rows.Read())
            result.Add(rows.GetString(0));
        return result;
    }

    private static void Execute(string path, string sql)
    {
        using var connection = Connect(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
