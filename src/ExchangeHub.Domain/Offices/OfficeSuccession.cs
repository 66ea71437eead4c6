namespace ExchangeHub.Domain.Offices;

/// <summary>How one office came after another (机构沿革).</summary>
public enum SuccessionKind
{
    /// <summary>The same office under another name, perhaps with another code: 更名.</summary>
    Rename,

    /// <summary>The office went into another one: 合并.</summary>
    Merge,

    /// <summary>A part of the office became another one: 分立. One record for each new office, all with one date and custodian.</summary>
    Split,

    /// <summary>The office ended without a successor: 撤销.</summary>
    Close,
}

/// <summary>An office as a record of its history names it.</summary>
/// <param name="Uscc">
/// Its unified social credit code (统一社会信用代码); empty for one that ended before it had a code. Such an office is known by
/// its name alone, so no other of that name may be without a code.
/// </param>
/// <param name="Name">Its full name at that time, as on its certificates.</param>
public sealed record HistoricalOffice(string Uscc, string Name);

/// <summary>One event in the history of offices (机构沿革).</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Date">The first day of the new state. On the day before, the old name was still right.</param>
/// <param name="From">The office as it was before.</param>
/// <param name="To">The office that came after it; null for <see cref="SuccessionKind.Close"/> only.</param>
/// <param name="ArchiveCustodian">
/// Code (统一社会信用代码) of the office that keeps the files (档案) of <paramref name="From"/> and answers for it. Needed for
/// <see cref="SuccessionKind.Split"/> and <see cref="SuccessionKind.Close"/>; empty where <paramref name="To"/> keeps them.
/// </param>
public sealed record OfficeSuccession(SuccessionKind Kind, DateOnly Date, HistoricalOffice From, HistoricalOffice? To, string ArchiveCustodian = "");

/// <summary>An office that can be asked today.</summary>
/// <param name="Uscc">Its unified social credit code (统一社会信用代码).</param>
/// <param name="Name">Its full name.</param>
public sealed record PresentOffice(string Uscc, string Name);
