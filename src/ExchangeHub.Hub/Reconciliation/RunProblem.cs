using ExchangeHub.Hub.Errors;
using ExchangeHub.Reconciliation;
using Grpc.Core;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>Why a window, and so its run, is partial, not offered or has failed.</summary>
/// <param name="Reason">A reason of the hub's errors, or one of those here.</param>
/// <param name="English">The same in words.</param>
/// <param name="Chinese">The same in Chinese.</param>
internal sealed record RunProblem(string Reason, string English, string Chinese)
{
    /// <summary>What the region says of its ledger can't be true.</summary>
    public const string LedgerInvalid = "LEDGER_INVALID";

    /// <summary>The region's ledger changed each time that it was read.</summary>
    public const string LedgerChanging = "LEDGER_CHANGING";

    /// <summary>A day has more differences than are recorded.</summary>
    public const string TooManyDifferences = "TOO_MANY_DIFFERENCES";

    /// <summary>The region does not offer the set of rows that was to be compared.</summary>
    public const string SetNotOffered = "SET_NOT_OFFERED";

    private const int MaxText = 2_000;

    /// <summary>Both texts, the English in the first line and the Chinese in the second, as a run keeps them.</summary>
    public string Text => Cut($"{English}\n{Chinese}");

    /// <summary>The region can't be asked at present, or does not have what is asked for.</summary>
    public static RunProblem Of(HubException error)
    {
        var region = error.Metadata.GetValueOrDefault("region", "");
        if (RemoteLedger.HasStatus(error, StatusCode.Unimplemented))
            return new RunProblem(error.Kind.Reason, $"Region {region} does not offer its ledger (RegionLedgerService).", $"地区 {region} 未提供台账服务（RegionLedgerService）。");
        return new RunProblem(error.Kind.Reason, Fill(error.Kind.English, error), Fill(error.Kind.Chinese, error));
    }

    private static string HubFault => ErrorCatalogue.HubFailed.Reason;

    public static RunProblem Invalid(RemoteLedgerException error) => new(LedgerInvalid, error.Message, error.MessageZh);

    public static RunProblem Changing(RemoteLedgerException error) => new(LedgerChanging, error.Message, error.MessageZh);

    public static RunProblem TooMany(int limit) => new(TooManyDifferences, $"There are more than {limit} differences in one day; none is recorded.", $"一日差异超过 {limit} 条；未予记录。");

    public static RunProblem NotOffered() => new(SetNotOffered, "This region offers no case states; nothing was compared.", "该地区未提供案件状态；未予核对。");

    public static RunProblem HubFailed(Exception error)
        => new(HubFault, $"The hub failed ({error.GetType().Name}); its log says why.", $"交换中心内部错误（{error.GetType().Name}）；原因见日志。");

    private static string Fill(string template, HubException error)
        => error.Metadata.Aggregate(template, (text, part) => text.Replace("{" + part.Key + "}", part.Value, StringComparison.Ordinal));

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
