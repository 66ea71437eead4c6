using ExchangeHub.Contracts.Link.V1;
using Grpc.Core;

namespace ExchangeHub.Link;

/// <summary>The headers of a call, as gRPC has them and as a frame has them.</summary>
internal static class CallHeaders
{
    /// <summary>Adds what travels: no binary headers.</summary>
    /// <exception cref="RpcException">They are too many.</exception>
    public static void Add(Call call, Metadata? headers)
    {
        if (headers is null || headers.Count == 0)
            return;
        foreach (var entry in headers)
        {
            if (!entry.IsBinary)
                call.Headers.Add(new Header { Name = entry.Key, Value = entry.Value });
        }
        Check(call);
    }

    /// <summary>The headers of a frame.</summary>
    /// <exception cref="RpcException">They are too many, or no headers at all.</exception>
    public static Metadata Read(Call call)
    {
        if (call.Headers.Count == 0)
            return Metadata.Empty;
        Check(call);
        var metadata = new Metadata();
        foreach (var header in call.Headers)
            metadata.Add(Entry(header));
        return metadata;
    }

    private static void Check(Call call)
    {
        if (call.Headers.Count > LinkLimits.Headers || call.Headers.Sum(header => header.Name.Length + header.Value.Length) > LinkLimits.HeaderLength)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"a call may have {LinkLimits.Headers} headers of {LinkLimits.HeaderLength} characters in all"));
    }

    private static Metadata.Entry Entry(Header header)
    {
        try
        {
            if (header.Name.Length > 0 && header.Value.All(c => c is >= ' ' and <= '~'))
                return new Metadata.Entry(header.Name, header.Value);
        }
        catch (ArgumentException)
        {
            throw Invalid(); // Its name is none, or a binary header's.
        }
        throw Invalid();
    }

    private static RpcException Invalid() => new(new Status(StatusCode.InvalidArgument, "a header has characters that it may not have"));
}
