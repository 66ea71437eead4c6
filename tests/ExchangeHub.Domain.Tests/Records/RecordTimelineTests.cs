using CsCheck;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;

namespace ExchangeHub.Domain.Tests.Records;

public sealed class RecordTimelineTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    /// <summary>Up to eight versions of a key within twelve days; a correction stands in for an earlier version that nothing has corrected yet.</summary>
    private static readonly Gen<List<Version>> Histories = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 9], Gen.Int[0, 7]).List[0, 8].Select(drawn =>
    {
        var versions = new List<Version>();
        foreach (var (day, kind, target) in drawn)
        {
            var number = versions.Count + 1;
            var isFree = target >= 1 && target < number && versions.TrueForAll(version => version.Facts.CorrectedVersion != target);
            var operation = kind < 2 ? RecordOperation.Delete : kind < 5 && isFree ? RecordOperation.Correct : RecordOperation.Upsert;
            versions.Add(new Version(new VersionFacts(number, operation, operation == RecordOperation.Correct ? target : 0, First.AddDays(day))));
        }
        return versions;
    });

    [Fact]
    public void InEffect_NoVersion_Null() => Assert.Null(RecordTimeline.InEffect([], First));

    [Fact]
    public void InEffect_BeforeTheFirstDay_Null()
        => Assert.Null(RecordTimeline.InEffect([Of(1, RecordOperation.Upsert, 0, day: 5)], First, version => version.Facts));

    [Fact]
    public void InEffect_CorrectedToALaterDay_TheOneBeforeHoldsUntilThen()
    {
        Version[] versions = [Of(1, RecordOperation.Upsert, 0, day: 0), Of(2, RecordOperation.Upsert, 0, day: 4), Of(3, RecordOperation.Correct, 2, day: 8)];

        Assert.Equal([(3, 1), (4, 1), (7, 1), (8, 3)], Enumerable.Range(3, 6).Where(day => day is not (5 or 6)).Select(day => (day, RecordTimeline.InEffect(versions, First.AddDays(day), version => version.Facts)!.Facts.Version)));
    }

    [Fact]
    public void InEffect_AnyHistory_IsWhatGoingThroughTheDaysSays()
        => Histories.Sample(versions =>
        {
            for (var day = First; day < First.AddDays(12); day = day.AddDays(1))
                Assert.Equal(GoneThrough(versions, day), RecordTimeline.InEffect(versions, day, version => version.Facts));
        });

    /// <summary>Who keeps only what is left, and all of a key once something of it is corrected, sees the same on that day and on all after it.</summary>
    [Fact]
    public void From_AnyHistoryAndWhatIsPublishedLater_SaysTheSameOfAllDaysFromThenOn()
        => Gen.Select(Histories, Gen.Int[0, 8], Gen.Int[0, 11]).Sample((versions, known, from) =>
        {
            var left = RecordTimeline.From([.. versions.Take(known)], First.AddDays(from), version => version.Facts).ToList();
            foreach (var later in versions.Skip(known))
            {
                if (later.Facts.Operation == RecordOperation.Correct)
                    left = [.. versions.TakeWhile(version => version != later)];
                left.Add(later);
            }

            for (var day = First.AddDays(from); day < First.AddDays(12); day = day.AddDays(1))
                Assert.Equal(GoneThrough(versions, day), RecordTimeline.InEffect(left, day, version => version.Facts));
            Assert.Equal(versions.LastOrDefault(), left.LastOrDefault());
            Assert.Equal(left.OrderBy(version => version.Facts.Version), left);
        });

    /// <summary>The plain way: day by day, what begins on it takes the place of what was.</summary>
    private static Version? GoneThrough(List<Version> versions, DateOnly until)
    {
        Version? present = null;
        for (var day = First; day <= until; day = day.AddDays(1))
        {
            foreach (var version in versions)
            {
                if (version.Facts.EffectiveDate == day && versions.TrueForAll(other => other.Facts.CorrectedVersion != version.Facts.Version))
                    present = version;
            }
        }
        return present?.Facts.Operation == RecordOperation.Delete ? null : present;
    }

    private static Version Of(int number, RecordOperation operation, int corrected, int day) => new(new VersionFacts(number, operation, corrected, First.AddDays(day)));

    private sealed record Version(VersionFacts Facts);
}
