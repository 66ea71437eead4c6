using System.Text.Json;
using ExchangeHub.Hub.Operations;
using ExchangeHub.TestKit;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Writes what <c>exchangehub verify</c> reads: JSON lines.</summary>
internal static class VerifyFiles
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What callers say that was acknowledged.</summary>
    public static Task WriteAsync(string file, IEnumerable<AcknowledgedAct> acts) => WriteAsync(file, acts.Select(act => new AcknowledgedEvent(act.EventId, act.CaseId)));

    /// <summary>What a region says that it received, in its order.</summary>
    public static Task WriteAsync(string file, StubInbox inbox)
        => WriteAsync(file, inbox.Kept.Select(request => new ReceivedEvent(Guid.Parse(request.DeliveryId), Guid.Parse(request.CaseEvent.EventId), Guid.Parse(request.CaseEvent.Case.CaseId), request.CaseEvent.Case.Version)));

    private static Task WriteAsync<T>(string file, IEnumerable<T> items) => File.WriteAllLinesAsync(file, items.Select(item => JsonSerializer.Serialize(item, Json)));
}
