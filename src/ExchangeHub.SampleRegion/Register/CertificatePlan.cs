using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>A certificate to be invented.</summary>
internal sealed record PlannedCertificate(CertificateKind Kind)
{
    public CertificateStatus Status { get; init; } = CertificateStatus.Effective;
    public bool IsArchiveClosed { get; init; }
    public bool IsUnderInvestigation { get; init; }

    /// <summary>An enforcement certificate is issued on it later, which counts as a certificate of its own.</summary>
    public bool IsEnforced { get; init; }

    /// <summary>The persons that it is about; null leaves them to chance.</summary>
    public Specimen? Specimen { get; init; }

    /// <summary>Something follows it: a correction, a replacement, an enforcement certificate.</summary>
    public bool HasSuccessor => IsEnforced || Status is CertificateStatus.Corrected or CertificateStatus.Reissued;
}

/// <summary>How many certificates of each kind and fate a region's register holds: 5,000 in all, 2 % corrected, 0.5 % revoked.</summary>
internal static class CertificatePlan
{
    public const int CertificateCount = 5_000;
    public const int PendingInheritanceCount = 100;

    private sealed record Quota(CertificateKind Kind, int Count)
    {
        public int Corrected { get; init; }
        public int Revoked { get; init; }
        public int Reissued { get; init; }
        public int PartlyRevoked { get; init; }
        public int UnderReview { get; init; }
        public int Maintained { get; init; }
        public int ArchiveClosed { get; init; }
        public int UnderInvestigation { get; init; }
        public int Enforced { get; init; }
    }

    // The counts sum up to 4,680. 100 corrections, 20 replacements and 200 enforcement certificates make it 5,000.
    private static readonly Quota[] Quotas =
    [
        new(CertificateKind.General, 2_300)
        {
            Corrected = 50, Revoked = 12, Reissued = 9, PartlyRevoked = 7, UnderReview = 11, Maintained = 7,
            ArchiveClosed = 12, UnderInvestigation = 4,
        },
        new(CertificateKind.PowerOfAttorney, 1_200)
        {
            Corrected = 26, Revoked = 7, Reissued = 5, PartlyRevoked = 4, UnderReview = 6, Maintained = 4,
            ArchiveClosed = 5, UnderInvestigation = 3,
        },
        new(CertificateKind.EnforceableDeed, 560)
        {
            Corrected = 12, Revoked = 4, Reissued = 3, PartlyRevoked = 2, UnderReview = 4, Maintained = 2,
            ArchiveClosed = 3, UnderInvestigation = 2, Enforced = 200,
        },
        new(CertificateKind.Will, 260) { Corrected = 5, Revoked = 1, UnderReview = 2, Maintained = 1 },
        new(CertificateKind.Inheritance, 360)
        {
            Corrected = 7, Revoked = 1, Reissued = 3, PartlyRevoked = 2, UnderReview = 2, Maintained = 1, UnderInvestigation = 1,
        },
    ];

    /// <summary>All certificates that are planned, in the order in which they are invented.</summary>
    public static IReadOnlyList<PlannedCertificate> Create(SplitMix64 random)
    {
        var specimens = Specimen.All.ToLookup(specimen => specimen.Kind);
        List<PlannedCertificate> plan = [.. Quotas.SelectMany(quota => Certificates(quota, [.. specimens[quota.Kind]]))];
        random.Shuffle(plan);
        return plan;
    }

    private static List<PlannedCertificate> Certificates(Quota quota, IReadOnlyList<Specimen> specimens)
    {
        var planned = new List<PlannedCertificate>(quota.Count);
        void Add(int count, PlannedCertificate certificate) => planned.AddRange(Enumerable.Repeat(certificate, count));

        var effective = new PlannedCertificate(quota.Kind);
        Add(quota.Corrected, effective with { Status = CertificateStatus.Corrected });
        Add(quota.Revoked, effective with { Status = CertificateStatus.Revoked });
        Add(quota.Reissued, effective with { Status = CertificateStatus.Reissued });
        Add(quota.PartlyRevoked, effective with { Status = CertificateStatus.PartlyRevoked });
        Add(quota.UnderReview, effective with { Status = CertificateStatus.UnderReview });
        Add(quota.Maintained, effective with { Status = CertificateStatus.Maintained });
        Add(quota.ArchiveClosed, effective with { IsArchiveClosed = true });
        Add(quota.UnderInvestigation, effective with { IsUnderInvestigation = true });
        Add(quota.Enforced, effective with { IsEnforced = true });
        planned.AddRange(specimens.Select(specimen => effective with { Specimen = specimen }));
        Add(quota.Count - planned.Count, effective);
        return planned;
    }
}
