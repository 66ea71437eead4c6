using Grpc.Core;

namespace ExchangeHub.Hub.Relay;

/// <summary>Passes a caller's trace context (W3C <c>traceparent</c>, <c>tracestate</c>) on to the region, so that one trace shows the whole way.</summary>
internal static class TraceContext
{
    private const int TraceParentLength = 55;
    private const int MaxTraceStateLength = 512;

    /// <summary>The headers to pass on; null where the caller sent no well-formed context.</summary>
    public static Metadata? From(IHeaderDictionary headers)
    {
        var parent = headers.TraceParent.ToString();
        if (parent.Length != TraceParentLength)
            return null;
        var metadata = new Metadata { { "traceparent", parent } };
        var state = headers.TraceState.ToString();
        if (state.Length is > 0 and <= MaxTraceStateLength)
            metadata.Add("tracestate", state);
        return metadata;
    }
}
