using System.Text.RegularExpressions;
using CsCheck;

namespace ExchangeHub.Domain.Tests;

public class PersonalNumbersTests
{
    [Theory]
    [InlineData("519999198001010012", "519999********0012")]
    [InlineData("51999919800118002X", "519999********002X")]
    [InlineData("519999800101001", "51***********01")]
    [InlineData("H00000001", "H0*****01")]
    [InlineData("AB123", "A***3")]
    [InlineData("1234", "1**4")]
    [InlineData("123", "***")]
    [InlineData("", "")]
    [InlineData("𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷", "𠮷𠮷****𠮷𠮷")]
    public void Mask_Number_HidesItsMiddle(string number, string expected) =>
        Assert.Equal(expected, PersonalNumbers.Mask(number));

    [Fact]
    public void Mask_AnyNumber_HidesAtLeastHalf() =>
        Gen.String[Gen.Char["0123456789X"], 0, 17].Sample(number =>
            PersonalNumbers.Mask(number).Count(c => c == '*') * 2 >= number.Length);

    [Theory]
    [InlineData("申请人519999198001010012到场", "申请人519999********0012到场")]
    [InlineData("51999919800118002x,51999919800118002X", "519999********002x,519999********002X")]
    [InlineData("旧证519999800101001。", "旧证51***********01。")]
    [InlineData("５１９９９９１９８００１１８００２Ｘ", "５１９９９９********００２Ｘ")]
    [InlineData("5199991980010100120", "519999*********0120")] // a digit too many
    [InlineData("519999198001010012519999198001010012", "519999**************************0012")]
    [InlineData("519999198001010012x", "519999********0012x")] // the x isn't part of it
    public void MaskIn_ResidentNumber_IsHidden(string text, string expected) =>
        Assert.Equal(expected, PersonalNumbers.MaskIn(text));

    [Theory]
    [InlineData("")]
    [InlineData("12345678901234")]
    [InlineData("（2017）临兰山证执字第76号")]
    [InlineData("2026-06-01T00:00:00Z 01890000-0000-7000-8000-000000000001")]
    [InlineData("32519999MD99000101")]
    [InlineData("519999********0012")]
    public void MaskIn_NothingToHide_GivesTheSameInstance(string text) => Assert.Same(text, PersonalNumbers.MaskIn(text));

    [Fact]
    public void MaskIn_NothingToHide_AllocatesNothing()
    {
        var text = new string('测', 10_000) + "12345678901234";
        PersonalNumbers.MaskIn(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PersonalNumbers.MaskIn(text);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void MaskIn_AnyResidentNumber_IsHiddenAnywhere() =>
        Gen.Select(Generators.AnyText, Generators.ResidentNumber, Generators.TextWithDigits)
            .Sample((before, number, after) => !PersonalNumbers.MaskIn(before + number + after).Contains(number), iter: 2_000);

    [Fact]
    public void MaskIn_AnyText_LeavesNoLongRunAndChangesNothingElse() =>
        Generators.TextWithDigits.Sample(text =>
        {
            var masked = PersonalNumbers.MaskIn(text);
            // The same rule said by an expression, too slow and too greedy of memory for a log.
            var expected = Regex.Replace(
                text, "[0-9０-９]{15,}(?:(?<=(?<![0-9０-９])[0-9０-９]{17})[xXｘＸ])?", m => PersonalNumbers.Mask(m.Value));
            Assert.Equal(expected, masked);
            Assert.DoesNotMatch("[0-9０-９]{15}", masked);
            Assert.Same(masked, PersonalNumbers.MaskIn(masked));
        }, iter: 20_000);
}
