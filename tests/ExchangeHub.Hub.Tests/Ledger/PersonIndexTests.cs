using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Ledger;

public sealed class PersonIndexTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly byte[] Key = [.. Enumerable.Range(0, PersonIndex.KeySize).Select(i => (byte)i)];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("51999919800118002X", "51999919800118002x")]
    [InlineData("51999919800118002X", "５１９９９９１９８００１１８００２Ｘ")]
    [InlineData("51999919800118002X", " 519999 19800118 002X ")]
    [InlineData("519999198001010012", "519999800101001")]
    public void Hash_OneNumberWrittenInAnotherWay_IsTheSame(string number, string other) => Assert.Equal(Hash(Resident(number)), Hash(Resident(other)));

    [Fact]
    public void Hash_OneNumberUnderAnotherName_IsTheSame()
        => Assert.Equal(Hash(Resident(Questions.ResidentId)), Hash(Resident(Questions.ResidentId, "测试曾用名")));

    [Theory]
    [InlineData("張戶·测试", "张户•测试")]
    [InlineData("测试", "测 试")]
    [InlineData("Ａnna", "Anna")]
    public void Hash_NoNumberAndANameWrittenInAnotherWay_IsTheSame(string name, string other) => Assert.Equal(Hash(Named(name, 1950)), Hash(Named(other, 1950)));

    [Fact]
    public void Hash_OtherPersons_AreAllDifferent()
    {
        PersonIdentity[] persons =
        [
            Resident(Questions.ResidentId), Resident(Questions.OtherResidentId), Resident("519999198001010013"), Resident("519999198001010014"),
            With(IdentityDocumentType.Passport, "E12345678", "DEU"), With(IdentityDocumentType.Passport, "E12345678", "FRA"), With(IdentityDocumentType.Passport, "E12345679", "DEU"),
            With(IdentityDocumentType.Other, "E12345678", "DEU"), With(IdentityDocumentType.TaiwanTravelPermit, "12345678"), With(IdentityDocumentType.HkmoTravelPermit, "H12345678"),
            Named("测试", 1950), Named("测试", 1951), Named("测试二", 1950), Named("测试", 1950, 1), Named("测试", 1950, 11), Named("测试", 1950, 1, 1),
            new() { Name = "测试" }, new() { Name = "测试", BirthDate = new PartialDate() },
        ];

        Assert.Equal(persons.Length, persons.Select(person => Convert.ToHexString(Hash(person))).Distinct().Count());
    }

    [Fact]
    public void Hash_AnotherKey_IsAnother()
    {
        byte[] other = [.. Key.Reverse()];

        Assert.NotEqual(Hash(Questions.Person()), new PersonIndex(other).Hash(Questions.Person(), Today));
        Assert.Equal(32, Hash(Questions.Person()).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void Load_KeyInBase64_IsUsed(string end)
    {
        var file = _folder.File("person-index.key");
        File.WriteAllText(file, Convert.ToBase64String(Key) + end);

        Assert.Equal(Hash(Questions.Person()), PersonIndex.Load(file).Hash(Questions.Person(), Today));
    }

    [Theory]
    [InlineData("", "wrong length")]
    [InlineData("c2hvcnQ=", "wrong length")]
    [InlineData("no base64!", "32 bytes in base64")]
    public void Load_NoKey_NamesFileAndRemedyInBothLanguages(string content, string expected)
    {
        var file = _folder.File("person-index.key");
        File.WriteAllText(file, content);

        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => PersonIndex.Load(file)).Problems);

        Assert.Equal("PersonIndexKeyFile", problem.Where);
        Assert.Contains(expected, problem.English);
        Assert.All([problem.English, problem.Chinese], text =>
        {
            Assert.Contains(file, text);
            Assert.Contains("openssl rand -base64 32", text);
        });
    }

    [Fact]
    public void Load_TheSamplesKey_IsRefusedOutsideDevelopment()
    {
        var file = Path.Combine(RepositoryFolder.Root, "certs-sample", "person-index.key");

        Assert.Throws<ConfigurationException>(() => PersonIndex.Load(file));
        Assert.Equal(32, PersonIndex.Load(file, development: true).Hash(Questions.Person(), Today).Length);
    }

    [Fact]
    public void Load_NoFile_IsAProblem()
        => Assert.Equal("PersonIndexKeyFile", Assert.Single(Assert.Throws<ConfigurationException>(() => PersonIndex.Load(_folder.File("nowhere"))).Problems).Where);

    [Theory]
    [InlineData("（2021）渝测证字第34087号", "(2021)渝测證字第034087號")]
    [InlineData("测试－１", "测试-1")]
    public void HashCertificate_OneNumberWrittenInTwoWays_IsOne(string one, string other)
        => Assert.Equal(Certificate(Questions.ChongqingOffice, one), Certificate(Questions.ChongqingOffice, other));

    [Fact]
    public void HashCertificate_OfAnotherOfficeNumberOrPerson_IsAnother()
    {
        var hash = Certificate(Questions.ChongqingOffice, "（2021）渝测证字第34087号");

        Assert.NotEqual(hash, Certificate(Questions.SichuanOffice, "（2021）渝测证字第34087号"));
        Assert.NotEqual(hash, Certificate(Questions.ChongqingOffice, "（2021）渝测证字第34088号"));
        Assert.NotEqual(Certificate(Questions.ChongqingOffice, Questions.ResidentId), Hash(Questions.Person()));
    }

    private static byte[] Certificate(string office, string number) => new PersonIndex(Key).HashCertificate(office, new CertificateNumber { Raw = number });

    private static byte[] Hash(PersonIdentity person) => new PersonIndex(Key).Hash(person, Today);

    private static PersonIdentity Resident(string number, string name = "测试") => With(IdentityDocumentType.ResidentId, number, name: name);

    private static PersonIdentity With(IdentityDocumentType type, string number, string nationality = "", string name = "测试")
        => new() { Name = name, Nationality = nationality, IdentityDocument = new IdentityDocument { Type = type, RawNumber = number } };

    private static PersonIdentity Named(string name, int year, int month = 0, int day = 0)
        => new() { Name = name, BirthDate = new PartialDate { Year = year, Month = month, Day = day } };
}
