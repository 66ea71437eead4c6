using CsCheck;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using Date = Google.Type.Date;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Domain.Tests.Records;

public class RosterMarkingTests
{
    private const string Uscc = "34519999MD9900045D";
    private const string Certificate = "519999001001";

    private static readonly DateOnly Begin = new(2026, 1, 1);

    private static readonly DateOnly Today = new(2026, 6, 1);

    [Fact]
    public void Sanction_WhilePublished_Marks()
    {
        var warning = Sanction("2026-03-01", "2026-06-01");

        Assert.Equal([(RosterMarkKind.Sanctioned, "2026-03-01", "2026-06-01")], Marks(warning, Today));
        Assert.Empty(Marks(warning, Today.AddDays(1)));
        Assert.Empty(Marks(warning, Day("2026-02-28")));
        Assert.Equal([Day("2026-03-01"), Day("2026-06-02"), null], new[] { Begin, Day("2026-03-01"), Day("2026-06-02") }.Select(day => Of(Institution(), [warning], day).NextDate));
    }

    [Fact]
    public void Mark_NamesEntrySubjectAndBasis()
    {
        var marks = Of(Institution(), [Sanction("2026-03-01", "2026-09-01")], Today).Marks!;

        Assert.Equal(new RecordName { DataSet = DataSet.Institutions, ProducerRegion = "CN-SC", Key = $"{Uscc}/519999001" }, marks.Entry);
        Assert.Equal(new SubjectReference { Kind = SubjectKind.Institution, Key = Uscc, Name = "四川测试𠮷司法鉴定中心" }, marks.Subject);
        Assert.Equal(new RecordName { DataSet = DataSet.AdministrativeSanctions, ProducerRegion = "CN-CQ", Key = "渝测罚1号" }, Assert.Single(marks.Marks).Basis);
        Assert.Equal($"CN-SC/INSTITUTIONS/{Uscc}/519999001", RosterMarking.KeyOf(marks.Entry.DataSet, marks.Entry.ProducerRegion, marks.Entry.Key));
    }

    [Theory]
    [InlineData("2026-05-31", "Sanctioned 2026-05-01-2027-05-01")]
    [InlineData("2026-06-01", "Sanctioned 2026-05-01-2027-05-01 Suspended 2026-06-01-2026-08-31")]
    [InlineData("2026-08-31", "Sanctioned 2026-05-01-2027-05-01 Suspended 2026-06-01-2026-08-31")]
    [InlineData("2026-09-01", "Sanctioned 2026-05-01-2027-05-01")]
    public void Suspension_WhileItRuns_MarksToo(string day, string expected)
        => Assert.Equal(expected, Text(Marks(Suspension("2026-05-01", "2027-05-01", "2026-06-01", "2026-08-31"), Day(day))));

    /// <summary>Nothing is shown of a sanction that is published no longer, or not yet.</summary>
    [Theory]
    [InlineData("2026-05-10", "Sanctioned 2026-05-10-2026-08-10 Suspended 2026-05-10-2026-08-10")]
    [InlineData("2026-05-09", "")]
    [InlineData("2026-08-11", "")]
    public void Suspension_LongerThanPublished_MarksWhilePublished(string day, string expected)
        => Assert.Equal(expected, Text(Marks(Suspension("2026-05-10", "2026-08-10", "2026-05-01", "2026-12-31"), Day(day))));

    [Fact]
    public void Revocation_MarksTwice()
        => Assert.Equal(
            "Sanctioned 2026-05-01-2027-05-01 LicenceRevoked 2026-05-01-2027-05-01",
            Text(Marks(Sanction("2026-05-01", "2027-05-01", sanction => sanction.Kind = SanctionKind.LicenceRevocation), Today)));

    [Fact]
    public void Credit_Repaired_TakesTheMarkAway()
        => Assert.Empty(Marks(Sanction("2026-05-01", "2027-05-01", sanction => sanction.RepairStatus = CreditRepairStatus.Repaired), Today));

    [Fact]
    public void Sanction_DeletedOrCorrectedToSomebodyElse_TakesTheMarkAway()
    {
        var first = Sanction("2026-05-01", "2027-05-01")[0];
        var deleted = new Record(first) { Version = 2, Operation = RecordOperation.Delete, EffectiveDate = Proto("2026-06-01"), Content = null };
        var corrected = new Record(first) { Version = 2, Operation = RecordOperation.Correct, CorrectedVersion = 1 };
        corrected.Content.Sanction.Subject.Key = "34509999MD99000534";

        Assert.Empty(Marks([first, deleted], Today));
        Assert.Single(Marks([first, deleted], Today.AddDays(-1)));
        Assert.Empty(Marks([first, corrected], Today));
        Assert.Equal(Today, Of(Institution(), [[first, deleted]], Today.AddDays(-1)).NextDate);
    }

    [Theory]
    [InlineData(PracticeStatus.Active, true)]
    [InlineData(PracticeStatus.Suspended, true)]
    [InlineData(PracticeStatus.Revoked, false)]
    [InlineData(PracticeStatus.Cancelled, false)]
    public void Licence_PastItsLastDay_MarksUnlessTheEntrySaysSo(PracticeStatus status, bool isMarked)
    {
        var institution = Institution(item => (item.LicenceEndDate, item.Status) = (Proto("2026-05-31"), status));
        var person = Person(item => (item.CertificateEndDate, item.Status) = (Proto("2026-05-31"), status));

        foreach (var entry in new[] { institution, person })
        {
            var marks = Of(entry, [], Today).Marks;
            Assert.Equal(isMarked ? "LicenceLapsed 2026-06-01-" : "", Text(Shown(marks)));
            Assert.Equal(isMarked ? entry[0].Key : null, marks?.Marks.Single().Basis.Key);
            Assert.Null(Of(entry, [], Today.AddDays(-1)).Marks);
            Assert.Equal(isMarked ? Today : (DateOnly?)null, Of(entry, [], Today.AddDays(-1)).NextDate);
        }
    }

    [Fact]
    public void Licence_Renewed_TakesTheMarkAwayOnThatDay()
    {
        var lapsed = Institution(item => item.LicenceEndDate = Proto("2026-05-31"))[0];
        var renewed = new Record(lapsed) { Version = 2, EffectiveDate = Proto("2026-07-01") };
        renewed.Content.Institution.LicenceEndDate = null;

        var before = Of([lapsed, renewed], [], Today);

        Assert.Single(before.Marks!.Marks);
        Assert.Equal(Day("2026-07-01"), before.NextDate);
        Assert.Equal(new MarkedEntry(null, null), Of([lapsed, renewed], [], Day("2026-07-01")));
    }

    [Fact]
    public void Entry_ThatIsNotThere_HasNoMarks()
    {
        var deleted = new Record(Institution()[0]) { Version = 2, Operation = RecordOperation.Delete, Content = null };

        Assert.Null(Of([Institution()[0], deleted], [Sanction("2026-05-01", "2027-05-01")], Today).Marks);
        Assert.Equal(new MarkedEntry(null, null), Of([], [], Today));
    }

    /// <summary>A code and a certificate number may be alike.</summary>
    [Fact]
    public void Sanction_AgainstAPerson_DoesNotMarkTheInstitutionOfThatKey()
        => Assert.Empty(Marks(Sanction("2026-05-01", "2027-05-01", sanction => sanction.Subject.Kind = SubjectKind.Person), Today));

    [Fact]
    public void Sanctions_MoreThanAnEntryMayHave_KeepThoseThatBeganLast()
    {
        var sanctions = Enumerable.Range(1, RosterMarking.MaxMarks + 5).Select(i => Sanction($"2026-05-{i:D2}", "2027-05-01", number: $"渝测罚{i}号")).ToArray();

        Assert.Equal(Enumerable.Range(6, RosterMarking.MaxMarks).Select(i => $"渝测罚{i}号"), Of(Institution(), sanctions, Today).Marks!.Marks.Select(mark => mark.Basis.Key));
    }

    /// <summary>Whoever looks on the days that the answers name, and on no other, sees every change; and the order in which sanctions come doesn't matter.</summary>
    [Fact]
    public void NextDate_NamesEachDayOnWhichMarksChange()
    {
        var date = Gen.Int[0, 60].Select(day => Begin.AddDays(day));
        var sanction = Gen.Select(Gen.Int[1, 9], date, date, date, date, Gen.Enum<SanctionKind>(), Gen.Enum<CreditRepairStatus>());
        var licence = Gen.Select(date, date, Gen.Enum<PracticeStatus>());
        Gen.Select(sanction.Array[0, 4], licence.Array[1, 3]).Sample((sanctions, licences) =>
        {
            var given = sanctions.Select((item, i) => Sanction(Text(item.Item2), Text(item.Item3), made =>
            {
                (made.Kind, made.RepairStatus) = (item.Item6, item.Item7);
                (made.SuspensionStartDate, made.SuspensionEndDate) = (Proto(Text(item.Item4)), Proto(Text(item.Item5)));
            }, $"渝测罚{i}号")).ToArray();
            var entry = licences.Select((item, i) => new Record(Institution(made => (made.LicenceEndDate, made.Status) = (Proto(Text(item.Item1)), item.Item3))[0]) { Version = i + 1, EffectiveDate = Proto(Text(item.Item2)) }).ToArray();
            var seen = Of(entry, given, Begin);
            for (var day = Begin; day <= Begin.AddDays(70); day = day.AddDays(1))
            {
                var now = Of(entry, given, day);
                if (seen.NextDate <= day)
                    seen = now;
                Assert.Equal(now.Marks, seen.Marks);
                Assert.Equal(now.Marks, Of(entry, [.. Enumerable.Reverse(given)], day).Marks);
                Assert.Equal(now.Marks?.Marks ?? [], RosterMarking.On(now.Marks?.Marks ?? [], day));
            }
        }, iter: 500);
    }

    private static MarkedEntry Of(Record[] entry, Record[][] sanctions, DateOnly day) => RosterMarking.Of(entry, sanctions, day);

    private static List<(RosterMarkKind, string, string)> Marks(Record[] sanction, DateOnly day) => Shown(Of(Institution(), [sanction], day).Marks);

    private static List<(RosterMarkKind, string, string)> Shown(RosterMarks? marks)
        => [.. (marks?.Marks ?? []).Select(mark => (mark.Kind, Text(mark.SinceDate), mark.UntilDate is null ? "" : Text(mark.UntilDate)))];

    private static string Text(IEnumerable<(RosterMarkKind Kind, string Since, string Until)> marks) => string.Join(' ', marks.Select(mark => $"{mark.Kind} {mark.Since}-{mark.Until}"));

    private static string Text(Date date) => $"{date.Year:D4}-{date.Month:D2}-{date.Day:D2}";

    private static string Text(DateOnly date) => $"{date:yyyy-MM-dd}";

    private static Record[] Institution(Action<Institution>? change = null)
    {
        var institution = new Institution
        {
            Kind = InstitutionKind.ForensicInstitution,
            Uscc = Uscc,
            LicenceNumber = "519999001",
            Names = { new DatedName { Name = "四川测试司法鉴定所" }, new DatedName { Name = "四川测试𠮷司法鉴定中心" } },
            Status = PracticeStatus.Active,
        };
        change?.Invoke(institution);
        return [Version(DataSet.Institutions, "CN-SC", $"{Uscc}/519999001", new RecordContent { Institution = institution })];
    }

    private static Record[] Person(Action<Practitioner> change)
    {
        var person = new Practitioner { Kind = PractitionerKind.Appraiser, CertificateNumber = Certificate, Name = "测试王𬭎" };
        change(person);
        return [Version(DataSet.Practitioners, "CN-SC", Certificate, new RecordContent { Practitioner = person })];
    }

    private static Record[] Suspension(string from, string to, string first, string last) => Sanction(from, to, sanction =>
    {
        sanction.Kind = SanctionKind.Suspension;
        (sanction.SuspensionStartDate, sanction.SuspensionEndDate) = (Proto(first), Proto(last));
    });

    private static Record[] Sanction(string from, string to, Action<Sanction>? change = null, string number = "渝测罚1号")
    {
        var sanction = new Sanction
        {
            DecisionNumber = number,
            Subject = new SubjectReference { Kind = SubjectKind.Institution, Key = Uscc, Name = "四川测试司法鉴定中心" },
            Kind = SanctionKind.Warning,
            DecisionDate = Proto("2026-02-20"),
            PublishStartDate = Proto(from),
            PublishEndDate = Proto(to),
            RepairStatus = CreditRepairStatus.None,
        };
        change?.Invoke(sanction);
        return [Version(DataSet.AdministrativeSanctions, "CN-CQ", number, new RecordContent { Sanction = sanction })];
    }

    private static Record Version(DataSet set, string region, string key, RecordContent content)
        => new() { DataSet = set, ProducerRegion = region, Operation = RecordOperation.Upsert, Key = key, Version = 1, EffectiveDate = CalendarDates.ToProto(Begin), Content = content };

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);

    private static Date Proto(string text) => CalendarDates.ToProto(Day(text));
}
