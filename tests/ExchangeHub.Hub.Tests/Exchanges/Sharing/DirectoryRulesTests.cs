using ExchangeHub.Contracts.Sharing.V1;
using Google.Type;
using static ExchangeHub.Hub.Tests.Exchanges.Sharing.RecordSamples;

namespace ExchangeHub.Hub.Tests.Exchanges.Sharing;

/// <summary>The rules of the directories: each row breaks one of them in an otherwise valid entry.</summary>
public class DirectoryRulesTests
{
    private static readonly Date NoDate = new() { Year = 2026, Month = 2, Day = 30 };

    private static readonly (Func<List<string>> Check, string Expected)[] Broken =
    [
        (Changed(i => i.Kind = (InstitutionKind)9, plain: true), "content.institution.kind UNKNOWN_VALUE"),
        (Changed(i => i.Kind = InstitutionKind.Unspecified, plain: true), "content.institution.kind REQUIRED"),
        (Changed(i => i.Uscc = ""), "content.institution.uscc REQUIRED"),
        (Changed(i => i.Uscc = "34519999MD9900045E"), "content.institution.uscc NOT_A_USCC"),
        (Changed(i => i.LicenceNumber = ""), "content.institution.licence_number REQUIRED"),
        (Changed(i => i.LicenceNumber = "51999900"), "content.institution.licence_number LICENCE_NUMBER"),
        (Changed(i => i.LicenceNumber = "51999", plain: true), "content.institution.licence_number LICENCE_NUMBER"),
        (Changed(i => i.LicenceNumber = "川测公证字第\uE0001号", plain: true), "content.institution.licence_number LICENCE_NUMBER"),
        (Changed(i => i.Names.Clear()), "content.institution.names ITEM_COUNT"),
        (Changed(i => i.Names.Add(Enumerable.Repeat(new DatedName(), 19))), "content.institution.names ITEM_COUNT"),
        (Changed(i => i.Names[1].Name = ""), "content.institution.names[1].name TEXT_LENGTH"),
        (Changed(i => i.Names[1].Name = new string('测', 10_000)), "content.institution.names[1].name TEXT_LENGTH"),
        (Changed(i => i.Names[1].Name = "测试\uFFFD鉴定所"), "content.institution.names[1].name CHARACTER_LOST"),
        (Changed(i => i.Names[1].Name = "测试\uE863鉴定所"), "content.institution.names[1].name CHARACTER_LOST"),
        (Changed(i => i.Names[1].SinceDate = null), "content.institution.names[1].since_date REQUIRED"),
        (Changed(i => i.Names[0].SinceDate = NoDate), "content.institution.names[0].since_date NOT_A_DATE"),
        (Changed(i => i.Names[0].SinceDate = i.Names[1].SinceDate), "content.institution.names[1].since_date NAMES_IN_ORDER"),
        (Changed(i => i.DivisionCode = "5101"), "content.institution.division_code DIVISION_CODE"),
        (Changed(i => i.Head = new string('测', 201)), "content.institution.head TEXT_LENGTH"),
        (Changed(i => i.Scopes[1] = "FM0299"), "content.institution.scopes[1] UNKNOWN_CATEGORY"),
        (Changed(i => i.Scopes[1] = "FM02"), "content.institution.scopes[1] TWICE"),
        (Changed(i => i.Scopes.Add(Enumerable.Repeat("FM02", 199))), "content.institution.scopes ITEM_COUNT"),
        (Changed(i => i.Scopes.Add("FM02"), plain: true), "content.institution.scopes ONLY_FORENSIC"),
        (Changed(i => i.FirstLicensedDate = new Date { Year = 2010 }), "content.institution.first_licensed_date NOT_A_DATE"),
        (Changed(i => i.LicenceEndDate = Day("2010-04-30")), "content.institution.licence_end_date BEFORE_START"),
        (Changed(i => i.Status = PracticeStatus.Unspecified), "content.institution.status REQUIRED"),
        (Changed(i => i.Accreditations.Add(Enumerable.Repeat(new Accreditation(), 10))), "content.institution.accreditations ITEM_COUNT"),
        (Changed(i => i.Accreditations[0].Scheme = ""), "content.institution.accreditations[0].scheme TEXT_LENGTH"),
        (Changed(i => i.Accreditations[0].Number = new string('1', 101)), "content.institution.accreditations[0].number TEXT_LENGTH"),
        (Changed(i => i.Accreditations[0].Scope = new string('1', 501)), "content.institution.accreditations[0].scope TEXT_LENGTH"),
        (Changed(i => i.Accreditations[0].EndDate = NoDate), "content.institution.accreditations[0].end_date NOT_A_DATE"),
        (Changed(i => i.Successions.Add(Enumerable.Repeat(new Succession(), 20))), "content.institution.successions ITEM_COUNT"),
        (Changed(i => i.Successions[0].Kind = SuccessionKind.Unspecified), "content.institution.successions[0].kind REQUIRED"),
        (Changed(i => i.Successions[0].Date = null), "content.institution.successions[0].date REQUIRED"),
        (Changed(i => i.Successions[0].OtherUscc = "1"), "content.institution.successions[0].other_uscc NOT_A_USCC"),
        (Changed(i => i.Successions[0].OtherName = new string('测', 201)), "content.institution.successions[0].other_name TEXT_LENGTH"),
        (Changed(i => i.Successions[0].CustodianUscc = "1"), "content.institution.successions[0].custodian_uscc NOT_A_USCC"),
        (Changed(i => (i.Successions[0].OtherUscc, i.Successions[0].OtherName) = ("", "")), "content.institution.successions[0].other_name REQUIRED"),

        (Person(p => p.Kind = PractitionerKind.Unspecified, plain: true), "content.practitioner.kind REQUIRED"),
        (Person(p => p.CertificateNumber = ""), "content.practitioner.certificate_number REQUIRED"),
        (Person(p => p.CertificateNumber = "51999900100"), "content.practitioner.certificate_number PRACTICE_NUMBER"),
        (Person(p => (p.Kind, p.CertificateNumber) = (PractitionerKind.Lawyer, "51999901234567"), plain: true), "content.practitioner.certificate_number PRACTICE_NUMBER"), // a trainee's
        (Person(p => (p.Kind, p.CertificateNumber) = (PractitionerKind.Notary, "51999"), plain: true), "content.practitioner.certificate_number PRACTICE_NUMBER"),
        (Person(p => (p.Kind, p.CertificateNumber) = (PractitionerKind.Notary, "519999198001010012"), plain: true), "content.practitioner.certificate_number PERSONAL_NUMBER"),
        (Person(p => p.Name = ""), "content.practitioner.name TEXT_LENGTH"),
        (Person(p => p.Name = new string('测', 10_000)), "content.practitioner.name TEXT_LENGTH"),
        (Person(p => p.Name = "测试\uE000"), "content.practitioner.name CHARACTER_LOST"),
        (Person(p => p.InstitutionUscc = ""), "content.practitioner.institution_uscc REQUIRED"),
        (Person(p => p.InstitutionUscc = "91350100M000100Y4Z"), "content.practitioner.institution_uscc NOT_A_USCC"),
        (Person(p => p.InstitutionName = new string('测', 201)), "content.practitioner.institution_name TEXT_LENGTH"),
        (Person(p => p.Scopes.Add("XX01")), "content.practitioner.scopes[1] UNKNOWN_CATEGORY"),
        (Person(p => p.Scopes.Add(Enumerable.Repeat("FM02", 100))), "content.practitioner.scopes ITEM_COUNT"),
        (Person(p => (p.Kind, p.CertificateNumber) = (PractitionerKind.Lawyer, "15101201810123456")), "content.practitioner.scopes ONLY_FORENSIC"),
        (Person(p => p.Status = (PracticeStatus)9), "content.practitioner.status UNKNOWN_VALUE"),
        (Person(p => p.FirstPracticeDate = NoDate), "content.practitioner.first_practice_date NOT_A_DATE"),
        (Person(p => p.CertificateEndDate = Day("2011-12-31")), "content.practitioner.certificate_end_date BEFORE_START"),

        (Entry(e => e.ListVersion = ""), "content.special_list_entry.list_version TEXT_LENGTH"),
        (Entry(e => e.MemberKey = ""), "content.special_list_entry.member_key TEXT_LENGTH"),
        (Entry(e => e.MemberKey = new string('1', 41)), "content.special_list_entry.member_key TEXT_LENGTH"),
        (Entry(e => e.MemberKey = "测试/1"), "content.special_list_entry.member_key SLASH"),
        (Entry(e => (e.MemberKind, e.InstitutionUscc) = (ListMemberKind.Institution, "")), "content.special_list_entry.member_key NOT_A_USCC"),
        (Entry(e => (e.MemberKind, e.MemberKey) = (ListMemberKind.Institution, NotaryUscc)), "content.special_list_entry.institution_uscc ONLY_OF_PERSON"),
        (Entry(e => e.MemberKind = ListMemberKind.Unspecified), "content.special_list_entry.member_kind REQUIRED"),
        (Entry(e => e.Name = ""), "content.special_list_entry.name TEXT_LENGTH"),
        (Entry(e => e.InstitutionUscc = "1"), "content.special_list_entry.institution_uscc NOT_A_USCC"),
        (Entry(e => e.Languages.Add(Enumerable.Repeat("英语", 20))), "content.special_list_entry.languages ITEM_COUNT"),
        (Entry(e => e.Languages[0] = ""), "content.special_list_entry.languages[0] TEXT_LENGTH"),
        (Entry(e => e.Fields.Add(Enumerable.Repeat("继承", 20))), "content.special_list_entry.fields ITEM_COUNT"),
        (Entry(e => e.Fields[0] = new string('测', 101)), "content.special_list_entry.fields[0] TEXT_LENGTH"),
    ];

    public static TheoryData<int> BrokenRows => new(Enumerable.Range(0, Broken.Length));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Entry_OneRuleBroken_NamesItsFieldAndReason(int row) => Assert.Equal([Broken[row].Expected], Broken[row].Check());

    [Theory]
    [InlineData("32519999MD99000101")]
    [InlineData("32509999MD9900029R")]
    [InlineData("12519999MB990003XT")]
    [InlineData("34519999MD9900045D")]
    [InlineData("34509999MD99000534")]
    [InlineData("31519999MD9900061C")]
    public void Institution_GoodCodeOfAnyDepartment_IsTaken(string uscc) => Assert.Empty(Changed(i => i.Uscc = uscc)());

    [Theory]
    [InlineData("91350100M000100Y4Z")]
    [InlineData("32519999MD99000102")] // last check character
    [InlineData("32519999MD99000111")] // check character of the organisation's code
    [InlineData("32519999md99000101")]
    [InlineData("32519999MD9900O101")]
    [InlineData(" 32519999MD99000101")]
    [InlineData("3251999900000101")]
    public void Institution_BadCode_IsNamed(string uscc) => Assert.Equal(["content.institution.uscc NOT_A_USCC"], Changed(i => i.Uscc = uscc)());

    [Theory]
    [InlineData("5199990", true)]
    [InlineData("519999001", true)]
    [InlineData("51999900", false)]
    [InlineData("5199990012", false)]
    [InlineData("51999900A", false)]
    [InlineData("５１９９９９００１", false)]
    public void ForensicInstitution_Licence_HasSevenOrNineDigits(string licence, bool holds)
        => Assert.Equal(holds ? [] : ["content.institution.licence_number LICENCE_NUMBER"], Changed(i => i.LicenceNumber = licence)());

    [Theory]
    [InlineData("", true)]
    [InlineData("测试公证001", true)]
    [InlineData("12345", false)]
    [InlineData("123456789012345678901", false)]
    [InlineData("12345678 ", false)]
    public void OtherInstitution_Licence_MayBeAbsentAndHasNoStructure(string licence, bool holds)
        => Assert.Equal(holds ? [] : ["content.institution.licence_number LICENCE_NUMBER"], Changed(i => i.LicenceNumber = licence, plain: true)());

    [Theory]
    [InlineData(PractitionerKind.Notary, "519901")]
    [InlineData(PractitionerKind.Notary, "519999198001010013")] // no identity card's: the check is wrong
    [InlineData(PractitionerKind.Appraiser, "519999001001")]
    [InlineData(PractitionerKind.Lawyer, "519999012345")]
    [InlineData(PractitionerKind.Lawyer, "15101201810123456")]
    public void Practitioner_NumberOfItsKind_IsTaken(PractitionerKind kind, string number)
        => Assert.Empty(Person(p => (p.Kind, p.CertificateNumber) = (kind, number), plain: true)());

    [Fact]
    public void Institution_RareCharactersAndLongestName_AreTaken()
        => Assert.Empty(Changed(i => i.Names[1].Name = string.Concat(Enumerable.Repeat("𠮷𬭎䶮𪚥㐂", 40)))());

    [Fact]
    public void Institution_Empty_NamesEveryViolation()
        => Assert.Equal(
            ["kind REQUIRED", "uscc REQUIRED", "names ITEM_COUNT", "division_code DIVISION_CODE", "status REQUIRED"],
            Found(DataSet.Institutions, Content(new Institution())).Select(found => found["content.institution.".Length..]));

    [Theory]
    [InlineData(DataSet.ForeignRelatedList)]
    [InlineData(DataSet.IntellectualPropertyList)]
    public void SpecialList_Entry_IsTaken(DataSet list)
    {
        Assert.Empty(Found(list, Content(GoodSpecialListEntry)));
        Assert.Empty(Found(list, Content(new SpecialListEntry(GoodSpecialListEntry) { MemberKind = ListMemberKind.Institution, MemberKey = NotaryUscc, InstitutionUscc = "" })));
    }

    /// <summary>A plain one is a notary office without business categories.</summary>
    private static Func<List<string>> Changed(Action<Institution> change, bool plain = false) => RecordSamples.Changed(DataSet.Institutions, GoodInstitution, institution =>
    {
        if (plain)
        {
            institution.Kind = InstitutionKind.NotaryOffice;
            institution.Scopes.Clear();
        }
        change(institution);
    });

    private static Func<List<string>> Person(Action<Practitioner> change, bool plain = false) => RecordSamples.Changed(DataSet.Practitioners, GoodPractitioner, practitioner =>
    {
        if (plain)
            practitioner.Scopes.Clear();
        change(practitioner);
    });

    private static Func<List<string>> Entry(Action<SpecialListEntry> change) => RecordSamples.Changed(DataSet.ForeignRelatedList, GoodSpecialListEntry, change);
}
