using ExchangeHub.Contracts.Forensic.V1;
using Scheme = ExchangeHub.Domain.Forensic.ScoreScheme;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Dimensions in per mille of their maxima (得分率): what is left to compare where schemes differ.</summary>
internal static class DimensionShares
{
    /// <summary>The shares of one score, exactly, in the order of its dimensions; what the scheme does not have is left out.</summary>
    public static IEnumerable<(string Code, string NameZh, decimal PerMille)> Of(Score score, Scheme scheme)
    {
        foreach (var claim in score.Dimensions)
        {
            if (scheme.AllDimensions.FirstOrDefault(dimension => dimension.Code == claim.Code) is { Max: > 0 } dimension)
                yield return (dimension.Code, dimension.NameZh, 1000 * ScoreMessages.Points(claim.PointsHundredths) / dimension.Max);
        }
    }

    public static DimensionShare Message((string Code, string NameZh, decimal PerMille) share)
        => new() { Code = share.Code, NameZh = share.NameZh, PerMille = Rounded(share.PerMille) };

    public static int Rounded(decimal value) => (int)decimal.Round(value, MidpointRounding.AwayFromZero);
}
