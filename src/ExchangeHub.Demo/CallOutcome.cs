using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using Google.Protobuf;

namespace ExchangeHub.Demo;

/// <summary>What an answer of the hub comes down to, for tables. Nothing personal is in it.</summary>
internal static class CallOutcome
{
    public static string Of(IMessage answer)
    {
        if (answer.Descriptor.File == NotaryVerificationReflection.Descriptor)
            return AnswerSummary.Of(answer).ToString();
        return answer.Descriptor.FindFieldByName("case") is { } field && field.Accessor.GetValue(answer) is CaseSummary file ? Of(file) : "OK";
    }

    /// <summary>How far a case is.</summary>
    public static string Of(CaseSummary file)
        => string.Concat(file.State.ToString(), file.ReplyVersion > 0 ? $" {file.ReplyOutcome}" : "", file.Overdue ? " overdue" : "");

    /// <summary>The receipt; null where the answer has none.</summary>
    public static ExchangeReceipt? ReceiptOf(IMessage answer) => answer.Descriptor.FindFieldByNumber(1)?.Accessor.GetValue(answer) as ExchangeReceipt;
}
