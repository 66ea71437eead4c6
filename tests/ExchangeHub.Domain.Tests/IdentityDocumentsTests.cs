using CsCheck;
using ExchangeHub.Contracts.Exchange.V1;

namespace ExchangeHub.Domain.Tests;

public class IdentityDocumentsTests
{
    [Theory]
    [InlineData(IdentityDocumentType.ResidentId, "519999800101001", "519999198001010012")]
    [InlineData(IdentityDocumentType.HkmoTravelPermit, "h00000001", "H00000001")]
    [InlineData(IdentityDocumentType.HkmoTravelPermit, "Ｍ 0000 0001", "M00000001")]
    [InlineData(IdentityDocumentType.TaiwanTravelPermit, "００００００01", "00000001")]
    [InlineData(IdentityDocumentType.HmtResidencePermit, "81000018000101006x", "81000018000101006X")] // born 1800: nobody's
    [InlineData(IdentityDocumentType.HmtResidencePermit, "820000180001010010", "820000180001010010")]
    [InlineData(IdentityDocumentType.HmtResidencePermit, "830000180001010012", "830000180001010012")]
    [InlineData(IdentityDocumentType.ForeignPermanentResident, "tst000000000001", "TST000000000001")]
    [InlineData(IdentityDocumentType.ForeignPermanentResident, "90000000000000000x", "90000000000000000X")]
    [InlineData(IdentityDocumentType.Passport, "e0 000 001", "E0000001")]
    [InlineData(IdentityDocumentType.Passport, "AB123", "AB123")]
    [InlineData(IdentityDocumentType.Other, "TEST0123456789012345", "TEST0123456789012345")]
    public void TryNormalize_ValidNumber_GivesTheStandardForm(IdentityDocumentType type, string raw, string expected)
    {
        Assert.True(IdentityDocuments.TryNormalize(type, raw, Generators.Today, out var normalized));
        Assert.Equal(expected, normalized);
    }

    [Theory]
    [InlineData(IdentityDocumentType.Unspecified, "519999198001010012")]
    [InlineData((IdentityDocumentType)99, "TEST00001")]
    [InlineData(IdentityDocumentType.ResidentId, "519999198001010013")]
    [InlineData(IdentityDocumentType.HkmoTravelPermit, "T00000001")]
    [InlineData(IdentityDocumentType.HkmoTravelPermit, "H0000001")]
    [InlineData(IdentityDocumentType.HkmoTravelPermit, "H0000000A")]
    [InlineData(IdentityDocumentType.HkmoTravelPermit, "")]
    [InlineData(IdentityDocumentType.TaiwanTravelPermit, "0000001")]
    [InlineData(IdentityDocumentType.TaiwanTravelPermit, "0000000A")]
    [InlineData(IdentityDocumentType.HmtResidencePermit, "519999198001010012")] // another area
    [InlineData(IdentityDocumentType.HmtResidencePermit, "810000180001010018")] // wrong check character
    [InlineData(IdentityDocumentType.HmtResidencePermit, "810000800101001")] // never had 15 digits
    [InlineData(IdentityDocumentType.ForeignPermanentResident, "TST00000000001")]
    [InlineData(IdentityDocumentType.ForeignPermanentResident, "800000000000000000")]
    [InlineData(IdentityDocumentType.ForeignPermanentResident, "90000000000000000A")]
    [InlineData(IdentityDocumentType.ForeignPermanentResident, "9A0000000000000000")]
    [InlineData(IdentityDocumentType.Passport, "AB12")]
    [InlineData(IdentityDocumentType.Passport, "AB1234567890123456789")]
    [InlineData(IdentityDocumentType.Passport, "AB-12345")]
    [InlineData(IdentityDocumentType.Other, "测试字第12345号")]
    public void TryNormalize_WrongNumber_IsRefused(IdentityDocumentType type, string raw)
    {
        Assert.False(IdentityDocuments.TryNormalize(type, raw, Generators.Today, out var normalized));
        Assert.Equal("", normalized);
    }

    [Fact]
    public void TryNormalize_ItsOwnResult_IsUnchanged() =>
        Gen.Select(Gen.Enum<IdentityDocumentType>(), Gen.Char["HMhm90xX ０Ａ"].Array[0, 20].Select(chars => new string(chars)))
            .Sample((type, raw) =>
            {
                if (!IdentityDocuments.TryNormalize(type, raw, Generators.Today, out var once))
                    return;
                Assert.True(IdentityDocuments.TryNormalize(type, once, Generators.Today, out var twice));
                Assert.Equal(once, twice);
            }, iter: 5_000);
}
