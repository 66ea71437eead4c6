using System.Security.Cryptography;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Reconciliation.Operations;

namespace ExchangeHub.Hub.Tests.Reconciliation.Operations;

public class DayPlaceTests
{
    private static readonly byte[] Filters = SHA256.HashData([1]);

    [Fact]
    public void Token_IsReadAsItWasWrittenForTheSameFilters()
    {
        var place = new DayPlace(new DateOnly(2026, 11, 25), "cq-back-office");

        Assert.Equal(place, DayPlace.Read(place.Write(Filters), Filters));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("no base64")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Token_OfSomethingElse_IsRefused(string token) => Assert.Throws<HubException>(() => DayPlace.Read(token, Filters));

    [Fact]
    public void Token_OfOtherFilters_IsRefused()
        => Assert.Throws<HubException>(() => DayPlace.Read(new DayPlace(new DateOnly(2026, 11, 25), "cq").Write(Filters), SHA256.HashData([2])));
}
