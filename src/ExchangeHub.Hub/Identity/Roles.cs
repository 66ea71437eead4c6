namespace ExchangeHub.Hub.Identity;

/// <summary>What participants may be.</summary>
internal static class Roles
{
    /// <summary>A notary office (公证处) that asks in its own name.</summary>
    public const string NotaryOffice = "notary-office";

    /// <summary>A region's back office (后台系统): answers for the region, and asks for its offices.</summary>
    public const string BackOffice = "back-office";

    /// <summary>An operator of the hub (运维).</summary>
    public const string Operator = "operator";

    /// <summary>An auditor (审计).</summary>
    public const string Auditor = "auditor";

    public static readonly string[] All = [NotaryOffice, BackOffice, Operator, Auditor];
}

/// <summary>Rights beyond a role.</summary>
internal static class Grants
{
    /// <summary>May ask about files that the law seals (密卷), i.e. wills.</summary>
    public const string SealedFiles = "sealed-files";

    public static readonly string[] All = [SealedFiles];
}

/// <summary>Who may call one RPC: a row of the permission table.</summary>
/// <param name="Method">Full method name, <c>/package.Service/Method</c>.</param>
/// <param name="Roles">A caller needs one of these.</param>
/// <param name="Grant">A caller needs this too, where it is given.</param>
internal sealed record Permission(string Method, IReadOnlyList<string> Roles, string? Grant = null);
