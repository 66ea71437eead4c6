using CsCheck;

namespace ExchangeHub.Domain.Tests;

public class ResidentIdTests
{
    private const string Digits = "0123456789";

    [Theory]
    [InlineData("519999198001010012", "519999198001010012")]
    [InlineData("51999919800118002X", "51999919800118002X")]
    [InlineData("50999919800103002X", "50999919800103002X")]
    [InlineData("519999200002290052", "519999200002290052")]
    [InlineData("51999919800118002x", "51999919800118002X")]
    [InlineData("519999800101001", "519999198001010012")]
    [InlineData("510202196305120005", "510202196305120005")]
    [InlineData("５１９９９９１９８００１１８００２ｘ", "51999919800118002X")]
    [InlineData(" 519999 19800101　0012\u00A0", "519999198001010012")]
    public void TryNormalize_ValidNumber_GivesTheStandardForm(string raw, string expected)
    {
        Assert.True(ResidentId.TryNormalize(raw, Generators.Today, out var normalized, out var error));
        Assert.Equal(expected, normalized);
        Assert.Equal(ResidentIdError.None, error);
    }

    [Theory]
    [InlineData("519999190002290013", ResidentIdError.BirthDate)] // 1900 was no leap year; the check character fits
    [InlineData("519999198001010013", ResidentIdError.CheckCharacter)]
    [InlineData("519999198013010013", ResidentIdError.BirthDate)] // the check character is wrong as well
    [InlineData("51999919801301001A", ResidentIdError.Form)] // the birth date is wrong as well
    [InlineData("519999900229001", ResidentIdError.BirthDate)]
    [InlineData("51999980010100X", ResidentIdError.Form)]
    [InlineData("X19999198001010012", ResidentIdError.Form)]
    [InlineData("51999919800101001", ResidentIdError.Form)]
    [InlineData("5199991980010100122", ResidentIdError.Form)]
    [InlineData("51999919800101001²", ResidentIdError.Form)]
    [InlineData("٥١٩٩٩٩١٩٨٠٠١٠١٠٠١٢", ResidentIdError.Form)]
    [InlineData("", ResidentIdError.Form)]
    public void TryNormalize_WrongNumber_TellsTheFirstError(string raw, ResidentIdError expected)
    {
        Assert.False(ResidentId.TryNormalize(raw, Generators.Today, out var normalized, out var error));
        Assert.Equal(expected, error);
        Assert.Equal("", normalized);
    }

    [Theory]
    [InlineData(0, ResidentIdError.None)]
    [InlineData(1, ResidentIdError.BirthDate)]
    public void TryNormalize_BirthNearToday_RefusesOnlyTheFuture(int days, ResidentIdError expected)
    {
        var number = ResidentId.Complete($"519999{Generators.Today.AddDays(days):yyyyMMdd}001");
        ResidentId.TryNormalize(number, Generators.Today, out _, out var error);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("1799", ResidentIdError.BirthDate)]
    [InlineData("1800", ResidentIdError.None)]
    public void TryNormalize_BirthCenturiesAgo_IsATypingError(string year, ResidentIdError expected)
    {
        ResidentId.TryNormalize(ResidentId.Complete($"519999{year}1231001"), Generators.Today, out _, out var error);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryNormalize_AnyArea_IsAccepted() =>
        Gen.Int[0, 999_999].Sample(area =>
            ResidentId.TryNormalize(ResidentId.Complete($"{area:D6}19800101001"), Generators.Today, out _, out _));

    [Fact]
    public void TryNormalize_OneCharacterReplaced_IsDetected() =>
        Gen.Select(Generators.ResidentNumber, Gen.Int[0, 17], Gen.Char[Digits + "X"])
            .Where((number, at, c) => number[at] != c)
            .Sample((number, at, c) =>
            {
                var wrong = number[..at] + c + number[(at + 1)..];
                Assert.False(ResidentId.TryNormalize(wrong, Generators.Today, out _, out var error));
                if (at is < 6 or > 13 && (c != 'X' || at == 17))
                    Assert.Equal(ResidentIdError.CheckCharacter, error);
            }, iter: 5_000);

    [Fact]
    public void TryNormalize_NeighboursExchanged_IsDetected() =>
        Gen.Select(Generators.ResidentNumber, Gen.Int[0, 16])
            .Where((number, at) => number[at] != number[at + 1])
            .Sample((number, at) =>
            {
                var wrong = number[..at] + number[at + 1] + number[at] + number[(at + 2)..];
                Assert.False(ResidentId.TryNormalize(wrong, Generators.Today, out _, out _));
            }, iter: 5_000);

    [Fact]
    public void TryNormalize_ItsOwnResult_IsUnchanged() =>
        Generators.ResidentNumber.Sample(number =>
            ResidentId.TryNormalize(number, Generators.Today, out var normalized, out _) && normalized == number);

    [Fact]
    public void TryNormalize_AnyText_NeverThrows() =>
        Generators.AnyText.Sample(text => { ResidentId.TryNormalize(text, Generators.Today, out _, out _); }, iter: 2_000);

    [Theory]
    [InlineData("519999198001010012", 1980, 1, 1, true)]
    [InlineData("51999919800118002X", 1980, 1, 18, false)]
    [InlineData("519999200002290052", 2000, 2, 29, true)]
    public void BirthDateAndSex_ValidNumber_AreRead(string number, int year, int month, int day, bool male)
    {
        Assert.Equal(new DateOnly(year, month, day), ResidentId.BirthDate(number));
        Assert.Equal(male, ResidentId.IsMale(number));
    }

    [Theory]
    [InlineData("519999800101001")]
    [InlineData("51999919800118002x")]
    [InlineData("")]
    public void BirthDateAndSex_NotNormalized_Throw(string number)
    {
        Assert.Throws<ArgumentException>(() => ResidentId.BirthDate(number));
        Assert.Throws<ArgumentException>(() => ResidentId.IsMale(number));
    }

    [Theory]
    [InlineData("5199991980010100")]
    [InlineData("519999198001010012")]
    [InlineData("5199991980010100X")]
    public void Complete_Not17Digits_Throws(string first17) =>
        Assert.Throws<ArgumentException>(() => ResidentId.Complete(first17));
}
