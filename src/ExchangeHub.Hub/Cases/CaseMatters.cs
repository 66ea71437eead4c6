using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Calendars;

namespace ExchangeHub.Hub.Cases;

/// <summary>How soon each matter (事项) is to be answered.</summary>
internal static class CaseMatters
{
    /// <summary>The matter's own time limit; the law's one month (公证程序规则第三十三条) holds beside it.</summary>
    public static MatterSla Sla(MatterCode matter) => matter switch
    {
        MatterCode.PoaVerify => MatterSla.OfWorkingDays(3),
        MatterCode.CertVerify or MatterCode.EnforceVerify or MatterCode.WillQuery or MatterCode.InheritDup => MatterSla.OfWorkingDays(5),
        MatterCode.ArchiveRead or MatterCode.ArchiveCopy => MatterSla.OfWorkingDays(10),
        _ => MatterSla.OneMonth,
    };
}
