using CsCheck;
using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.Domain.Tests;

public class CertificateNumbersTests
{
    [Theory]
    [InlineData("2011渝证字第34087号", 2011, "渝", "证", "34087", "")]
    [InlineData("（2017）临兰山证执字第76号", 2017, "临兰山", "证执", "76", "")]
    [InlineData("（2017）西证执字第242号", 2017, "西", "证执", "242", "")]
    [InlineData("（2021）沪长证执字第1号", 2021, "沪长", "证执", "1", "")]
    [InlineData("(2020)渝测证字第1号", 2020, "渝测", "证", "1", "")]
    [InlineData("(2020)渝测证内民字第1号", 2020, "渝测", "证内民", "1", "")]
    [InlineData("(2020)渝测证经字第1号", 2020, "渝测", "证经", "1", "")]
    [InlineData("(2020)渝测证外字第1号", 2020, "渝测", "证外", "1", "")]
    [InlineData("(2020)渝测证台字第1号", 2020, "渝测", "证台", "1", "")]
    [InlineData("(2020)渝测公证字第1号", 2020, "渝测", "公证", "1", "")]
    [InlineData("(2020)川测证字第1234-2号", 2020, "川测", "证", "1234-2", "")]
    [InlineData("(2020)川测證字第1號", 2020, "川测", "证", "1", "")]
    [InlineData("(2020)川测证字第1号(补正)", 2020, "川测", "证", "1", "(补正)")]
    [InlineData("2020年度川测证字1号", 2020, "川测", "证", "1", "")]
    [InlineData("1999年川测证字第1号", 1999, "川测", "证", "1", "")]
    [InlineData("(2020)川测证字第00034087号", 2020, "川测", "证", "34087", "")]
    [InlineData("(2020)川测证字第0012-02号", 2020, "川测", "证", "12-2", "")]
    [InlineData("(2020)川测证字第000号", 2020, "川测", "证", "0", "")]
    public void Parse_KnownFormat_TakesTheNumberApart(
        string raw, int year, string issuer, string kind, string serial, string suffix)
    {
        var number = CertificateNumbers.Parse(raw);
        Assert.Equal(raw, number.Raw);
        Assert.Equal(CertificateNumberParseStatus.Parsed, number.ParseStatus);
        Assert.Equal(
            new CanonicalCertificateNumber { Year = year, Issuer = issuer, Kind = kind, Serial = serial, Suffix = suffix },
            number.Canonical);
    }

    [Theory]
    [InlineData("（2017）川测证执字第00242号（补正）", "(2017)川测证执242(补正)")]
    [InlineData("2011渝测證字第34087號", "(2011)渝测证34087")]
    [InlineData("〔2020〕渝测证内民字第1234-2号", "(2020)渝测证内民1234-2")]
    [InlineData("（96）重测证字第12号", "（96）重测证字第12号")]
    [InlineData("\uFFFD\uD842", "\uFFFD\uD842")]
    [InlineData("", "")]
    public void RecordKey_OfANumber_IsCanonicalOrRaw(string raw, string key) => Assert.Equal(key, CertificateNumbers.RecordKey(new CertificateNumber { Raw = raw }));

    [Theory]
    [InlineData("〔2020〕川测证字第1-2号〔补正〕")]
    [InlineData("［2020］川测证字第1－2号［补正］")]
    [InlineData("[2020]川测证字第1–2号[补正]")]
    [InlineData("【2020】川测证字第1—2号【补正】")]
    [InlineData("﹝2020﹞川测证字第1−2号﹝补正﹞")]
    [InlineData("（２０２０）川测证字第１‐２号（补正）")]
    [InlineData(" (2020) 川 测 證 字　第 1-2 號\u200B (补正)\n")]
    public void Parse_AnyStyleOfBracketDashWidthAndSpace_GivesTheSameCanonicalForm(string raw)
    {
        var expected = CertificateNumbers.Parse("(2020)川测证字第1-2号(补正)");
        var number = CertificateNumbers.Parse(raw);
        Assert.Equal(CertificateNumberParseStatus.Parsed, number.ParseStatus);
        Assert.Equal(expected.Canonical, number.Canonical);
        Assert.Equal(CertificateNumbers.MatchKey(expected), CertificateNumbers.MatchKey(number));
    }

    [Theory]
    [InlineData("（96）重证字第12号")]
    [InlineData("川成证字(2020)第1234号")]
    [InlineData("(1899)川测证字第1号")]
    [InlineData("(2020)证字第1号")] // no issuer
    [InlineData("(2020)川测证字第123456789号")]
    [InlineData("(٢٠٢٠)川测证字第1号")]
    [InlineData("(20٢٠)川测证字第1号")]
    [InlineData("(2020)川测证字第1号附件")]
    [InlineData("\uFFFE")]
    [InlineData("")]
    public void Parse_UnknownFormat_KeepsTheRawText(string raw)
    {
        var number = CertificateNumbers.Parse(raw);
        Assert.Equal(raw, number.Raw);
        Assert.Equal(CertificateNumberParseStatus.Unparsed, number.ParseStatus);
        Assert.Null(number.Canonical);
    }

    [Theory]
    [InlineData(CertificateNumbers.MaxLength, CertificateNumberParseStatus.Parsed)]
    [InlineData(CertificateNumbers.MaxLength + 1, CertificateNumberParseStatus.Unparsed)]
    public void Parse_LongerThanTheLimit_IsNotLookedAt(int length, CertificateNumberParseStatus expected) =>
        Assert.Equal(expected, CertificateNumbers.Parse("(2020)川测证字第1号".PadRight(length)).ParseStatus);

    [Fact]
    public void Parse_AnyText_NeverThrowsAndIsRepeatable() =>
        Generators.AnyText.Sample(text =>
        {
            var number = CertificateNumbers.Parse(text);
            Assert.Equal(text, number.Raw);
            Assert.Equal(number.Canonical is not null, number.ParseStatus == CertificateNumberParseStatus.Parsed);
            Assert.Equal(number, CertificateNumbers.Parse(number.Raw));
        }, iter: 5_000);

    [Fact]
    public void Parse_WrittenCanonically_GivesTheSameParts() =>
        Gen.Select(Gen.Int[1900, 2099], Gen.Char["渝川临兰山测"].Array[1, 8], Gen.OneOf("证", "证执", "公证", "证内民"),
                Gen.Int[0, 99_999_999], Gen.OneOf("", "(补正)"))
            .Sample((year, issuer, kind, serial, suffix) =>
            {
                var expected = new CanonicalCertificateNumber
                {
                    Year = year, Issuer = new string(issuer), Kind = kind, Serial = $"{serial}", Suffix = suffix,
                };
                var raw = $"({year}){expected.Issuer}{kind}字第{serial:D8}号{suffix}";
                Assert.Equal(expected, CertificateNumbers.Parse(raw).Canonical);
            }, iter: 2_000);

    [Theory]
    [InlineData("(2020)川测证字第1号", "(2021)川测证字第1号")]
    [InlineData("(2020)川测证字第1号", "(2020)渝测证字第1号")]
    [InlineData("(2020)川测证字第1号", "(2020)川测证执字第1号")]
    [InlineData("(2020)川测证字第1号", "(2020)川测证字第2号")]
    [InlineData("(2020)川测证字第12号", "(2020)川测证字第1-2号")]
    [InlineData("(2020)川测证字第1号", "(2020)川测证字第1号(补正)")]
    [InlineData("（96）重证字第12号", "（96）重证字第13号")]
    public void MatchKey_OtherNumber_Differs(string one, string other) => Assert.NotEqual(Key(one), Key(other));

    [Theory]
    [InlineData("（96）重证字第12号", "〔９６〕重證字 第12號")]
    [InlineData("川成证字(2020)第1234号", "川成證字【2020】第1234号")]
    [InlineData("(2020)川测证字第034号", "2020年川测证字34号")]
    public void MatchKey_SameNumberWrittenInAnotherWay_IsEqual(string one, string other) => Assert.Equal(Key(one), Key(other));

    [Fact]
    public void MatchKey_OnlyRawOrOnlyCanonical_IsEqual()
    {
        var number = CertificateNumbers.Parse("（2017）临兰山证执字第0076号(补正)");
        var key = CertificateNumbers.MatchKey(number);
        Assert.Equal("2017 临兰山 证执 76 (补正)", key);
        Assert.Equal(key, CertificateNumbers.MatchKey(new CertificateNumber { Raw = number.Raw }));
        Assert.Equal(key, CertificateNumbers.MatchKey(new CertificateNumber { Canonical = number.Canonical }));
    }

    [Fact]
    public void MatchKey_CanonicalContradictsRaw_GoesByRaw()
    {
        var number = CertificateNumbers.Parse("(2020)川测证字第1号");
        number.Canonical.Serial = "2";
        Assert.Equal(Key("(2020)川测证字第1号"), CertificateNumbers.MatchKey(number));
    }

    [Fact]
    public void MatchKey_UnparsedTextThatLooksLikeAKey_IsNotTheKeyOfAParsedNumber() =>
        Assert.NotEqual(Key("(2020)川测证字第1号"), Key(Key("(2020)川测证字第1号")));

    [Fact]
    public void MatchKey_AnyText_NeverThrowsAndIsIdempotentWhereUnparsed() =>
        Generators.AnyText.Where(text => CertificateNumbers.Parse(text).Canonical is null).Sample(text =>
        {
            var key = Key(text);
            Assert.DoesNotContain(' ', key);
            Assert.Equal(key, Key(key));
        }, iter: 5_000);

    private static string Key(string raw) => CertificateNumbers.MatchKey(CertificateNumbers.Parse(raw));
}
