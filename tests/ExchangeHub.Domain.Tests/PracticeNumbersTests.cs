namespace ExchangeHub.Domain.Tests;

public class PracticeNumbersTests
{
    [Theory]
    [InlineData(12)]
    [InlineData(17)]
    public void IsLawyerCertificate_DigitsOfAKnownLength_IsTrue(int length) =>
        OnlyThisLength(length, PracticeNumbers.IsLawyerCertificate, 12, 17);

    [Fact]
    public void IsTraineeCertificate_DigitsOfAKnownLength_IsTrue() =>
        OnlyThisLength(14, PracticeNumbers.IsTraineeCertificate, 14);

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public void IsForensicLicence_DigitsOfAKnownLength_IsTrue(int length) =>
        OnlyThisLength(length, PracticeNumbers.IsForensicLicence, 7, 9);

    [Fact]
    public void IsForensicPractitioner_DigitsOfAKnownLength_IsTrue() =>
        OnlyThisLength(12, PracticeNumbers.IsForensicPractitioner, 12);

    [Fact]
    public void IsDivisionCode_DigitsOfAKnownLength_IsTrue() => OnlyThisLength(6, PracticeNumbers.IsDivisionCode, 6);

    [Theory]
    [InlineData("川测试证字1号")]
    [InlineData("ABC-12")]
    [InlineData("12345678901234567890")]
    [InlineData("𠮷𠮷𠮷𠮷𠮷𠮷")]
    public void IsNotaryLicence_AnyStructure_IsTrue(string number) => Assert.True(PracticeNumbers.IsNotaryLicence(number));

    [Theory]
    [InlineData("12345")]
    [InlineData("123456789012345678901")]
    [InlineData("𠮷𠮷𠮷𠮷𠮷")]
    [InlineData("12345 ")]
    [InlineData("　12345")]
    [InlineData("12345\uFFFD")]
    [InlineData("")]
    [InlineData(null)]
    public void IsNotaryLicence_TooShortTooLongOrDamaged_IsFalse(string? number) =>
        Assert.False(PracticeNumbers.IsNotaryLicence(number));

    private static void OnlyThisLength(int length, Func<string?, bool> isValid, params int[] lengths)
    {
        Assert.True(isValid(new string('5', length)));
        Assert.False(isValid(new string('5', length - 1) + 'X'));
        Assert.False(isValid(new string('5', length - 1) + '５'));
        Assert.False(isValid(new string('5', length - 1) + '\n'));
        Assert.False(isValid(null));
        Assert.All(Enumerable.Range(0, 25).Except(lengths), other => Assert.False(isValid(new string('5', other))));
    }
}
