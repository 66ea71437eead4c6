namespace ExchangeHub.Domain.Offices;

/// <summary>What became of an address.</summary>
public enum OfficeRouteStatus
{
    /// <summary>The address leads to an office that can be asked today.</summary>
    Found,

    /// <summary>The address, or the office that it leads to, is none that can be asked today.</summary>
    Unknown,

    /// <summary>Several offices bore the name at that time and lead to different offices today: the code is needed.</summary>
    Ambiguous,
}

/// <summary>Where an address leads today.</summary>
/// <param name="Status">What became of the address.</param>
/// <param name="Uscc">
/// The office that keeps the files today, perhaps in another region. With <see cref="OfficeRouteStatus.Unknown"/> the last one
/// whose code is known, or empty; with <see cref="OfficeRouteStatus.Ambiguous"/> empty.
/// </param>
/// <param name="Chain">
/// The events that led there, in order, so that it can be said: addressed to X, merged into Y on D. Empty if the address is the
/// office's own.
/// </param>
public sealed record OfficeRoute(OfficeRouteStatus Status, string Uscc, IReadOnlyList<OfficeSuccession> Chain);
