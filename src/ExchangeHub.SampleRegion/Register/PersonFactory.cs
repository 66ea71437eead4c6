using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>Invents persons as a file of a given day would know them: with no document, 15 digits or 18 characters.</summary>
internal sealed class PersonFactory(RegionProfile region, SplitMix64 random)
{
    /// <summary>The first identity cards (居民身份证条例, 1985) had 15 digits; since October 1999 numbers have 18 characters.</summary>
    private static readonly DateOnly FirstCards = new(1986, 1, 1);
    private static readonly DateOnly LongNumbers = new(1999, 10, 1);

    /// <summary>Sample data are of this day at the latest; numbers are checked as if it were today.</summary>
    private static readonly DateOnly Today = SampleData.LastDate;

    private static readonly string[] Nationalities = ["KAZ", "ESP", "MEX", "DEU"];

    private readonly List<RegisteredPerson> _people = [];
    private readonly List<DateOnly> _firstFiles = [];
    private readonly HashSet<string> _numbers = [];

    public IReadOnlyList<RegisteredPerson> People => _people;

    /// <summary>Somebody for a file of that day: mostly a new person, now and then one who has been at an office before.</summary>
    public RegisteredPerson Somebody(DateOnly fileDate)
    {
        if (_people.Count > 0 && random.Chance(12))
        {
            var index = random.Below(_people.Count);
            if (CanComeAgain(_people[index], _firstFiles[index], fileDate))
                return _people[index];
        }
        return Create(fileDate, new PersonWish());
    }

    /// <summary>Somebody who died shortly before an inheritance was accepted.</summary>
    public RegisteredPerson Decedent(DateOnly acceptanceDate, string? name = null)
    {
        var deathDate = acceptanceDate.AddDays(-random.Between(30, 600));
        return Create(deathDate, new PersonWish { Name = name, DeathDate = deathDate });
    }

    /// <summary>Somebody new, as wished, documented as is usual on that day.</summary>
    public RegisteredPerson Create(DateOnly fileDate, PersonWish wish)
    {
        var (randomName, randomSex) = RandomName();
        var name = wish.Name ?? randomName;
        var sex = wish.Sex == Sex.Unspecified ? randomSex : wish.Sex;
        var age = wish.DeathDate is null ? random.Between(20 * 365, 75 * 365) : random.Between(50 * 365, 90 * 365);
        var birthDate = wish.BirthDate ?? fileDate.AddDays(-age);
        var (document, nationality) = DocumentAt(fileDate, birthDate, name, sex);
        IReadOnlyList<string> formerNames = random.Chance(3) ? [RandomName().Name] : [];
        var address = random.Chance(80) ? random.Pick(region.Offices).DivisionCode : "";
        var known = document is null && !random.Chance(35) ? InPart(birthDate) : RecordedDate.Of(birthDate);
        var knownSex = document is null && random.Chance(30) ? Sex.Unspecified : sex;
        return Add(
            new RegisteredPerson(NextId, name, formerNames, document, nationality, known, knownSex, address, wish.DeathDate),
            fileDate);
    }

    /// <summary>Somebody of an old file, who showed no document.</summary>
    public RegisteredPerson Undocumented(string name, RecordedDate birthDate, DateOnly fileDate) =>
        Add(new RegisteredPerson(NextId, name, [], null, "CHN", birthDate, Sex.Female, "", null), fileDate);

    private int NextId => _people.Count + 1;

    private static bool CanComeAgain(RegisteredPerson person, DateOnly firstFile, DateOnly fileDate) =>
        firstFile <= fileDate
        && person.DeathDate is null
        && !person.Name.StartsWith(SampleNames.SharedPrefix, StringComparison.Ordinal)
        && person.Document is { Type: IdentityDocumentType.ResidentId, RawNumber.Length: 18 };

    private RegisteredPerson Add(RegisteredPerson person, DateOnly fileDate)
    {
        _people.Add(person);
        _firstFiles.Add(fileDate);
        return person;
    }

    private RecordedDate InPart(DateOnly date) => new(date.Year, random.Chance(50) ? date.Month : 0, 0);

    private (RegisteredDocument? Document, string Nationality) DocumentAt(
        DateOnly fileDate, DateOnly birthDate, string name, Sex sex)
    {
        if (name.Contains('\u00B7'))
            return (Opaque(IdentityDocumentType.Passport, $"TEST{random.Below(1_000_000):000000}"), random.Pick(Nationalities));
        if (fileDate < FirstCards || (fileDate < LongNumbers && random.Chance(45)))
            return (null, "CHN");
        if (fileDate < LongNumbers)
            return (OldResidentId(birthDate, sex), "CHN");
        return random.Below(200) switch
        {
            0 or 1 => (Opaque(IdentityDocumentType.HkmoTravelPermit, $"H99{random.Below(1_000_000):000000}"), "CHN"),
            2 => (Opaque(IdentityDocumentType.HkmoTravelPermit, $"M99{random.Below(1_000_000):000000}"), "CHN"),
            3 or 4 => (Opaque(IdentityDocumentType.TaiwanTravelPermit, $"99{random.Below(1_000_000):000000}"), "CHN"),
            _ => (ResidentIdOf(birthDate, sex), "CHN"),
        };
    }

    private static RegisteredDocument Opaque(IdentityDocumentType type, string number) => new(type, number, number);

    private RegisteredDocument ResidentIdOf(DateOnly birthDate, Sex sex)
    {
        var number = FreeNumber(birthDate, sex);
        return new RegisteredDocument(IdentityDocumentType.ResidentId, number, number);
    }

    private RegisteredDocument OldResidentId(DateOnly birthDate, Sex sex)
    {
        var number = FreeNumber(birthDate, sex);
        // 15 digits: no century, no check character.
        return new RegisteredDocument(IdentityDocumentType.ResidentId, number[..6] + number[8..17], number);
    }

    private string FreeNumber(DateOnly birthDate, Sex sex)
    {
        while (true)
        {
            var sequence = (2 * random.Below(500)) + (sex == Sex.Male ? 1 : 0);
            var number = ResidentId.Complete($"{region.Area}{birthDate:yyyyMMdd}{sequence:000}");
            if (_numbers.Add(number) && ResidentId.TryNormalize(number, Today, out _, out _))
                return number;
        }
    }

    private (string Name, Sex Sex) RandomName()
    {
        var sex = random.Chance(50) ? Sex.Male : Sex.Female;
        var givenNames = sex == Sex.Male ? SampleNames.MaleGivenNames : SampleNames.FemaleGivenNames;
        var name = random.Below(400) switch
        {
            < 4 => random.Pick(SampleNames.Rare),
            4 or 5 => random.Pick(SampleNames.Long),
            _ => "测试" + random.Pick(SampleNames.Surnames) + random.Pick(givenNames),
        };
        return (name, sex);
    }
}

/// <summary>What is wished of an invented person; everything else is left to chance.</summary>
internal sealed record PersonWish
{
    public string? Name { get; init; }
    public Sex Sex { get; init; }
    public DateOnly? BirthDate { get; init; }
    public DateOnly? DeathDate { get; init; }
}
