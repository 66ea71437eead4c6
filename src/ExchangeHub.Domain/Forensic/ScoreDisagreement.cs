namespace ExchangeHub.Domain.Forensic;

/// <summary>In what a reported score and its scheme disagree.</summary>
public enum ScoreDisagreementKind
{
    /// <summary>The scheme has no such indicator. Its points belong to no dimension.</summary>
    UnknownIndicator = 1,

    /// <summary>An indicator is there more than once; claimed is how often.</summary>
    IndicatorTwice = 2,

    /// <summary>An indicator has no points, not even 0.</summary>
    IndicatorMissing = 3,

    /// <summary>An indicator's points are below 0, which is expected as the least.</summary>
    PointsNegative = 4,

    /// <summary>An indicator's points are more than its maximum, which is expected as the most.</summary>
    PointsOverMaximum = 5,

    /// <summary>An indicator's points have more than two places; expected are the same, rounded.</summary>
    PointsTooFine = 6,

    /// <summary>A veto's code is none of the scheme's.</summary>
    UnknownVeto = 7,

    /// <summary>A sum is claimed for a dimension that the scheme doesn't have.</summary>
    UnknownDimension = 8,

    /// <summary>Sums are claimed for one dimension more than once; claimed is how often.</summary>
    DimensionTwice = 9,

    /// <summary>A dimension's sum (维度得分) isn't that of its indicators.</summary>
    DimensionSum = 10,

    /// <summary>The base (基础分) isn't the sum of the base dimensions.</summary>
    Base = 11,

    /// <summary>The bonus (加分) isn't the sum of its indicators, up to its maximum.</summary>
    Bonus = 12,

    /// <summary>The bonus is more than its maximum (加分封顶); expected is what the indicators give, or else the maximum.</summary>
    BonusOverMaximum = 13,

    /// <summary>The total (总分) isn't base and bonus.</summary>
    Total = 14,

    /// <summary>The number of stars (星级) isn't that of the total, or there is none or should be none.</summary>
    Stars = 15,

    /// <summary>The grade (诚信等级) isn't that of the total, or there is none or should be none.</summary>
    Grade = 16,

    /// <summary>There was a veto (一票否决), whose code this has, and the grade isn't D.</summary>
    VetoWithoutD = 17,
}

/// <summary>One thing in which a reported score and its scheme disagree.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Code">The indicator, dimension or veto that it is about; empty where it is about all points.</param>
/// <param name="Claimed">What was reported, e.g. <c>92.5</c> or <c>A</c>; empty for nothing.</param>
/// <param name="Expected">What it should be, in the same form; empty for nothing.</param>
public sealed record ScoreDisagreement(ScoreDisagreementKind Kind, string Code, string Claimed, string Expected);
