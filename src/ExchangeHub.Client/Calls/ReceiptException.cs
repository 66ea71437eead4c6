namespace ExchangeHub.Client.Calls;

/// <summary>
/// The hub's receipt (回执) does not prove what was sent and received: it is missing, or its digests are others than those of
/// the messages on this side. Whether the hub, something between, or a protobuf runtime is wrong must be looked into; until
/// then nothing is recorded. The act itself may have been accepted: repeat it with the same request id.
/// </summary>
public sealed class ReceiptException(string method, string exchangeId, string problem) : Exception($"The receipt of {method} ({exchangeId}) proves nothing: {problem}.")
{
    /// <summary>Full name of the RPC.</summary>
    public string Method => method;

    /// <summary>The exchange's id as the receipt has it; empty where there is none.</summary>
    public string ExchangeId => exchangeId;
}
