namespace ExchangeHub.Domain.Forensic;

/// <summary>
/// Integrity grade (诚信等级) of a forensic institution, given each year: A, B, C or D (司规〔2021〕4号). A higher value is a better
/// grade.
/// </summary>
public enum IntegrityGrade
{
    /// <summary>The lowest, and that of everybody whom a veto (一票否决) hits, whatever the points.</summary>
    D = 1,

    /// <summary>The third.</summary>
    C = 2,

    /// <summary>The second.</summary>
    B = 3,

    /// <summary>The best.</summary>
    A = 4,
}
