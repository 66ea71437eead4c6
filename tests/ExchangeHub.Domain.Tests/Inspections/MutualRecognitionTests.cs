using ExchangeHub.Domain.Inspections;
using static ExchangeHub.Domain.Tests.Calendars.CalendarSamples;

namespace ExchangeHub.Domain.Tests.Inspections;

public class MutualRecognitionTests
{
    [Theory]
    [InlineData("2026-05-08", "2026-05-07", false, RecognitionStatus.NotPublished)]
    [InlineData("2026-05-08", "2026-05-07", true, RecognitionStatus.NotPublished)]
    [InlineData("2026-05-08", "2026-05-08", false, RecognitionStatus.Recognised)]
    [InlineData("2026-05-08", "2026-05-08", true, RecognitionStatus.ComplaintOpen)]
    [InlineData("2026-05-08", "2027-05-08", false, RecognitionStatus.Recognised)] // A Saturday
    [InlineData("2026-05-08", "2027-05-08", true, RecognitionStatus.ComplaintOpen)]
    [InlineData("2026-05-08", "2027-05-09", false, RecognitionStatus.Expired)]
    [InlineData("2026-05-08", "2027-05-09", true, RecognitionStatus.Expired)]
    [InlineData("2024-02-29", "2025-02-28", false, RecognitionStatus.Recognised)]
    [InlineData("2024-02-29", "2025-03-01", false, RecognitionStatus.Expired)]
    [InlineData("9999-06-01", "9999-12-31", false, RecognitionStatus.Recognised)]
    public void Of_Day_IsWhatHoldsOnIt(string published, string onDay, bool hasOpenComplaint, RecognitionStatus expected)
    {
        var recognition = MutualRecognition.Of(Day(published), Day(onDay), hasOpenComplaint);

        Assert.Equal(expected, recognition.Status);
        Assert.Equal(expected == RecognitionStatus.Recognised, recognition.Counts);
    }

    [Theory]
    [InlineData("2026-05-08", "2027-05-08")]
    [InlineData("2024-02-29", "2025-02-28")]
    [InlineData("2023-02-28", "2024-02-28")]
    public void Of_Publication_CountsForTwelveMonths(string published, string lastDay)
        => Assert.Equal(Day(lastDay), MutualRecognition.Of(Day(published), Day(published), false).LastDay);
}
