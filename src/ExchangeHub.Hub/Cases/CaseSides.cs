using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Cases;

/// <summary>Who has a part in a case.</summary>
internal static class CaseSides
{
    /// <summary>Whether the caller is of either side: the office itself, or the back office of its region.</summary>
    public static bool HasPart(Participant caller, CaseFile file)
        => Represents(caller, file.RequestingOffice, file.RequestingRegion) || Represents(caller, file.RequestedOffice, file.RequestedRegion);

    /// <summary>The cases that the caller has a part in.</summary>
    public static IQueryable<CaseFile> Of(IQueryable<CaseFile> files, Participant caller)
    {
        var region = caller.RegionCode;
        if (caller.Roles.Contains(Roles.BackOffice))
            return files.Where(file => file.RequestingRegion == region || file.RequestedRegion == region);
        var offices = caller.Offices.ToList();
        return files.Where(file => offices.Contains(file.RequestingOffice) || offices.Contains(file.RequestedOffice));
    }

    private static bool Represents(Participant caller, string office, string region) => caller.Represents(new Office(office, "", region));
}
