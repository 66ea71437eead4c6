namespace ExchangeHub.Domain.Forensic;

/// <summary>A file of <see cref="ScoreSchemeFiles"/> as it stands, before anything about it is known.</summary>
internal sealed record RawScoreScheme(
    string? SchemeId,
    string? Version,
    string? Region,
    string? NameZh,
    string? NameEn,
    string? Note,
    string? ValidFrom,
    string? ValidTo,
    decimal? BaseMax,
    decimal? BonusMax,
    IReadOnlyList<RawDimension?>? Dimensions,
    RawDimension? Bonus,
    IReadOnlyList<RawVetoRule?>? VetoRules,
    IReadOnlyList<RawStarBand?>? StarBands,
    IReadOnlyList<RawGradeBand?>? GradeBands);

/// <summary>A dimension as it stands.</summary>
internal sealed record RawDimension(string? Code, string? NameZh, string? NameEn, decimal? Max, IReadOnlyList<RawIndicator?>? Indicators);

/// <summary>An indicator as it stands.</summary>
internal sealed record RawIndicator(string? Code, string? NameZh, decimal? Max);

/// <summary>A veto rule as it stands.</summary>
internal sealed record RawVetoRule(string? Code, string? NameZh);

/// <summary>A band of stars as it stands.</summary>
internal sealed record RawStarBand(int? Stars, decimal? From);

/// <summary>A band of a grade as it stands.</summary>
internal sealed record RawGradeBand(string? Grade, decimal? From);
