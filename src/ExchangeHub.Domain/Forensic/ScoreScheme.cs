namespace ExchangeHub.Domain.Forensic;

/// <summary>One thing that inspectors look at and give points for (检查指标).</summary>
/// <param name="Code">Code, unique in its scheme, e.g. <c>B2.1</c>.</param>
/// <param name="NameZh">Name in Chinese.</param>
/// <param name="Max">The most points; at least 0.01, at most two places.</param>
public sealed record ScoreIndicator(string Code, string NameZh, decimal Max);

/// <summary>A group of indicators whose points are added up (检查维度), e.g. 程序/标准/技术规范.</summary>
/// <param name="Code">Code, unique in its scheme, e.g. <c>B2</c>.</param>
/// <param name="NameZh">Name in Chinese.</param>
/// <param name="NameEn">Name in English.</param>
/// <param name="Max">The most points. A bonus that goes beyond it doesn't count; all other indicators add up to it exactly.</param>
/// <param name="Indicators">Its indicators; at least one.</param>
public sealed record ScoreDimension(string Code, string NameZh, string NameEn, decimal Max, IReadOnlyList<ScoreIndicator> Indicators);

/// <summary>An event that makes the grade <see cref="IntegrityGrade.D"/> at once, whatever the points (一票否决).</summary>
/// <param name="Code">Code, unique in its scheme, e.g. <c>V1</c>.</param>
/// <param name="NameZh">Name in Chinese.</param>
public sealed record VetoRule(string Code, string NameZh);

/// <summary>The totals that have a number of stars (星级): from a lower limit up to that of the next better band.</summary>
/// <param name="Stars">Number of stars, from 1.</param>
/// <param name="From">The lowest total that has them.</param>
public sealed record StarBand(int Stars, decimal From);

/// <summary>The totals that have a grade (诚信等级): from a lower limit up to that of the next better band.</summary>
/// <param name="Grade">The grade.</param>
/// <param name="From">The lowest total that has it.</param>
public sealed record GradeBand(IntegrityGrade Grade, decimal From);

/// <summary>
/// One version of a standard by which the practice of forensic institutions is inspected and scored (司法鉴定执业检查评分标准):
/// base dimensions (基础分), a bonus (加分) and veto rules (一票否决).
/// </summary>
/// <remarks>
/// The form follows public facts: base 85 and bonus 15, a veto means D (one province, 2023); base 80, bonus 20 and stars (四川,
/// 2016–17); grades A to D (司规〔2021〕4号). The totals at which A, B and C begin are <b>not public</b>: they are configuration, and
/// those of the samples (90, 75, 60) are defaults for tests. Points have at most two places.
/// </remarks>
public sealed record ScoreScheme
{
    /// <summary>The <see cref="Region"/> of a scheme that both regions share.</summary>
    public const string Joint = "JOINT";

    /// <summary>The most that <see cref="BaseMax"/> and <see cref="BonusMax"/> can be, each.</summary>
    public const decimal MaxPoints = 1_000;

    /// <summary>The most stars.</summary>
    public const int MaxStars = 10;

    /// <summary>The most dimensions.</summary>
    public const int MaxDimensions = 50;

    /// <summary>The most indicators of one dimension.</summary>
    public const int MaxIndicators = 200;

    /// <summary>The most veto rules.</summary>
    public const int MaxVetoRules = 100;

    /// <summary>The longest code, scheme id and version.</summary>
    public const int MaxCodeLength = 32;

    /// <summary>The longest name and note.</summary>
    public const int MaxTextLength = 500;

    /// <summary>Which standard it is a version of, e.g. <c>JOINT-INSPECTION</c>.</summary>
    public required string SchemeId { get; init; }

    /// <summary>Which version, e.g. <c>2026</c>; unique in its scheme.</summary>
    public required string Version { get; init; }

    /// <summary>The region that inspects by it, as ISO 3166-2 code such as <c>CN-SC</c>, or <see cref="Joint"/>.</summary>
    public required string Region { get; init; }

    /// <summary>Name in Chinese.</summary>
    public required string NameZh { get; init; }

    /// <summary>Name in English.</summary>
    public required string NameEn { get; init; }

    /// <summary>What people should know about the data, such as where they are from; may be empty.</summary>
    public required string Note { get; init; }

    /// <summary>The first day on which it holds.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>The last day on which it holds, itself included; null if there is no end yet.</summary>
    public required DateOnly? ValidTo { get; init; }

    /// <summary>The most points without the bonus (基础分): what <see cref="Dimensions"/> add up to.</summary>
    public required decimal BaseMax { get; init; }

    /// <summary>The most points that the bonus adds (加分); 0 if there is none.</summary>
    public required decimal BonusMax { get; init; }

    /// <summary>The dimensions of the base.</summary>
    public required IReadOnlyList<ScoreDimension> Dimensions { get; init; }

    /// <summary>The dimension of the bonus; null if there is none. Its indicators may add up to more than its maximum (封顶).</summary>
    public required ScoreDimension? Bonus { get; init; }

    /// <summary>The veto rules; none if the scheme gives no grades.</summary>
    public required IReadOnlyList<VetoRule> VetoRules { get; init; }

    /// <summary>The bands of stars, the best first, the last from 0; empty if the scheme gives no stars.</summary>
    public required IReadOnlyList<StarBand> StarBands { get; init; }

    /// <summary>The bands of grades, A to D, the last from 0; empty if the scheme gives no grades.</summary>
    public required IReadOnlyList<GradeBand> GradeBands { get; init; }

    /// <summary>The most points of all.</summary>
    public decimal TotalMax => BaseMax + BonusMax;

    /// <summary>The base dimensions and, last, that of the bonus.</summary>
    public IEnumerable<ScoreDimension> AllDimensions => Bonus is null ? Dimensions : Dimensions.Append(Bonus);

    /// <summary>Whether it holds on <paramref name="date"/>.</summary>
    public bool IsValidOn(DateOnly date) => ValidFrom <= date && !(ValidTo < date);

    /// <summary>Number of stars of a total that isn't negative; null if the scheme gives none. A veto doesn't change them.</summary>
    public int? StarsOf(decimal total) => StarBands.Where(band => band.From <= total).MaxBy(band => band.From)?.Stars;

    /// <summary>The grade of a total that isn't negative, where there was no veto; null if the scheme gives none.</summary>
    public IntegrityGrade? GradeOf(decimal total) => GradeBands.Where(band => band.From <= total).MaxBy(band => band.From)?.Grade;

    /// <summary>Id and version, e.g. <c>JOINT-INSPECTION 2026</c>.</summary>
    public override string ToString() => $"{SchemeId} {Version}";
}
