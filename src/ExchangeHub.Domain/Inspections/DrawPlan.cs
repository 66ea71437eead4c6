namespace ExchangeHub.Domain.Inspections;

/// <summary>What an inspector (检查人员) is in a team.</summary>
public enum InspectorRole
{
    /// <summary>Enforcement officer (执法人员). Each team has at least <see cref="DrawPlan.MinOfficers"/>.</summary>
    Officer = 1,

    /// <summary>Expert (专家), who looks at what needs knowledge of the field.</summary>
    Expert = 2,
}

/// <summary>One of the object library (检查对象名录库): an institution or an appraiser that may be drawn.</summary>
/// <param name="Key">Its licence number or social credit code; see <see cref="DrawKeys"/>.</param>
public sealed record DrawObject(string Key)
{
    /// <summary>
    /// Keys of institutions, and of inspectors in person, that are recused (回避) from this object. Itself need not be listed:
    /// nobody inspects himself or the institution that he belongs to, if both are known by one number.
    /// </summary>
    public IReadOnlyList<string> Recused { get; init; } = [];

    /// <summary>Regions, e.g. <c>CN-SC</c>, all of whose inspectors are recused from this object, as in a mutual inspection (互查).</summary>
    public IReadOnlyList<string> RecusedRegions { get; init; } = [];
}

/// <summary>One of the inspector library (检查人员名录库).</summary>
/// <param name="Key">Number that stands for the person, such as that of an enforcement certificate; see <see cref="DrawKeys"/>. No number of an identity document: a plan is published.</param>
/// <param name="Role">What the person is in a team.</param>
/// <param name="Region">The region whose authority the person works for, e.g. <c>CN-CQ</c>.</param>
/// <param name="Institution">Key of the institution that the person belongs to; empty for none, as with officers of an authority.</param>
public sealed record DrawInspector(string Key, InspectorRole Role, string Region, string Institution = "");

/// <summary>
/// Everything that a double-random draw (双随机抽取) depends on but its seed. It is published before the draw, with the seed's
/// digest: thereafter nobody can choose who is drawn, and everybody can repeat the draw when the seed is published, too.
/// </summary>
/// <remarks>
/// The order of objects and inspectors doesn't matter. A digest keeps a seed from being exchanged, not from being tried out
/// beforehand: where nobody is to be trusted with it alone, let each region publish the digest of a share, and make the seed of
/// the shares.
/// </remarks>
public sealed record DrawPlan
{
    /// <summary>The most objects of one draw; both regions have fewer institutions and appraisers.</summary>
    public const int MaxObjects = 10_000;

    /// <summary>The most inspectors of one draw.</summary>
    public const int MaxInspectors = 1_000;

    /// <summary>Enforcement officers that an inspection needs at least (执法人员不得少于两人).</summary>
    public const int MinOfficers = 2;

    /// <summary>The most officers, and the most experts, of one team.</summary>
    public const int MaxPerTeam = 20;

    /// <summary>Decimals of a ratio that count: 33.3333 % is exact enough, and every language computes it alike.</summary>
    public const int RatioDecimals = 4;

    /// <summary>SHA-256 of the seed, 64 hexadecimal digits; see <see cref="DrawSeed.Commitment"/>.</summary>
    public required string SeedCommitment { get; init; }

    /// <summary>How many per cent of the objects are drawn (抽查比例): more than 0, at most 100, with at most <see cref="RatioDecimals"/> decimals.</summary>
    public required decimal RatioPercent { get; init; }

    /// <summary>All that may be drawn, 1 to <see cref="MaxObjects"/>.</summary>
    public required IReadOnlyList<DrawObject> Objects { get; init; }

    /// <summary>All that may be drawn into a team, up to <see cref="MaxInspectors"/>.</summary>
    public required IReadOnlyList<DrawInspector> Inspectors { get; init; }

    /// <summary>Enforcement officers of each team, <see cref="MinOfficers"/> to <see cref="MaxPerTeam"/>.</summary>
    public int OfficersPerObject { get; init; } = MinOfficers;

    /// <summary>Experts of each team, 0 to <see cref="MaxPerTeam"/>.</summary>
    public int ExpertsPerObject { get; init; }

    /// <summary>
    /// The most objects that one inspector is drawn for, at least 1; null for no limit. It needs some more inspectors than there
    /// are places: a tight plan could leave the last object with too few, and is refused.
    /// </summary>
    public int? MaxObjectsPerInspector { get; init; }

    /// <summary>How many of <paramref name="objects"/> a ratio draws: its share, rounded up.</summary>
    /// <param name="ratioPercent">As <see cref="RatioPercent"/>.</param>
    /// <param name="objects">0 to <see cref="MaxObjects"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of both is out of range.</exception>
    public static int CountOf(decimal ratioPercent, int objects)
    {
        if (!IsRatio(ratioPercent))
            throw new ArgumentOutOfRangeException(nameof(ratioPercent), ratioPercent, "No ratio.");
        ArgumentOutOfRangeException.ThrowIfNegative(objects);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(objects, MaxObjects);
        // Whole numbers: a binary fraction would draw one too many, or one too few.
        const long All = 1_000_000;
        var share = (long)(ratioPercent * 10_000);
        return (int)((share * objects + All - 1) / All);
    }

    internal static bool IsRatio(decimal percent) => percent is > 0 and <= 100 && decimal.Round(percent, RatioDecimals) == percent;
}
