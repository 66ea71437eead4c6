using Kind = ExchangeHub.Domain.Forensic.ScoreDisagreementKind;

namespace ExchangeHub.Domain.Forensic;

/// <summary>Compares a claimed score with what its points come to.</summary>
internal static class ScoreClaims
{
    public static IEnumerable<ScoreDisagreement> Check(ScoreScheme scheme, ScoreSheet sheet, InspectionScore claimed)
    {
        var found = new List<ScoreDisagreement>();
        Dimensions(scheme, sheet, claimed, found);
        Compare(Kind.Base, "", claimed.Base, sheet.Base, found);
        var bonus = scheme.Bonus?.Code ?? "";
        if (claimed.Bonus > scheme.BonusMax)
            found.Add(new ScoreDisagreement(Kind.BonusOverMaximum, bonus, ScoreFields.Text(claimed.Bonus), ScoreFields.Text(sheet.Bonus ?? scheme.BonusMax)));
        else
            Compare(Kind.Bonus, bonus, claimed.Bonus, sheet.Bonus, found);
        Compare(Kind.Total, "", claimed.Total, sheet.Total, found);

        if (sheet.KnowsStars && claimed.Stars != sheet.Stars)
            found.Add(new ScoreDisagreement(Kind.Stars, "", $"{claimed.Stars}", $"{sheet.Stars}"));
        if (sheet.KnowsGrade && claimed.Grade != sheet.Grade)
        {
            var (kind, code) = sheet.Veto is { } veto && sheet.Grade is not null ? (Kind.VetoWithoutD, veto) : (Kind.Grade, "");
            found.Add(new ScoreDisagreement(kind, code, $"{claimed.Grade}", $"{sheet.Grade}"));
        }
        return found;
    }

    private static void Dimensions(ScoreScheme scheme, ScoreSheet sheet, InspectionScore claimed, List<ScoreDisagreement> found)
    {
        var dimensions = scheme.AllDimensions.ToDictionary(dimension => dimension.Code, StringComparer.Ordinal);
        foreach (var claim in claimed.Dimensions)
        {
            if (dimensions.TryGetValue(claim.Code, out var dimension))
                Compare(Kind.DimensionSum, claim.Code, claim.Points, sheet.Sum(dimension), found);
            else
                found.Add(new ScoreDisagreement(Kind.UnknownDimension, claim.Code, ScoreFields.Text(claim.Points), ""));
        }
        foreach (var (code, count) in claimed.Dimensions.CountBy(claim => claim.Code, StringComparer.Ordinal).Where(pair => pair.Value > 1 && dimensions.ContainsKey(pair.Key)))
            found.Add(new ScoreDisagreement(Kind.DimensionTwice, code, $"{count}", "1"));
    }

    private static void Compare(Kind kind, string code, decimal claimed, decimal? expected, List<ScoreDisagreement> found)
    {
        if (expected is { } sum && claimed != sum)
            found.Add(new ScoreDisagreement(kind, code, ScoreFields.Text(claimed), ScoreFields.Text(sum)));
    }
}
