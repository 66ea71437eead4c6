using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation.Feeds;

/// <summary>
/// Count and sums of the highest version of each key, made from all versions. Of a key it keeps a digest of 16 bytes, the version and its fingerprint:
/// some 50 bytes in all, and half as much again while it grows.
/// </summary>
internal sealed class LiveSums
{
    private readonly Dictionary<UInt128, Highest> _keys = [];

    /// <summary>Count and sums of what was added; deletions are not in them.</summary>
    public RangeFingerprint Total { get; private set; }

    /// <summary>Adds a version.</summary>
    public void Add(RecordEntry entry)
    {
        var key = KeyOf(entry.Key);
        var known = _keys.GetValueOrDefault(key);
        if (entry.Version <= known.Version)
            return;
        var highest = Highest.Of(entry);
        Total += highest.Live - known.Live;
        _keys[key] = highest;
    }

    private static UInt128 KeyOf(string key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    /// <summary>The highest version of a key so far; small, since there is one for each.</summary>
    private readonly record struct Highest(int Version, bool IsLive, RowFingerprint Row)
    {
        public RangeFingerprint Live => IsLive ? RangeFingerprint.Of(Row) : default;

        public static Highest Of(RecordEntry entry)
        {
            var live = RecordCodec.Live(entry); // Of one row each sum is a limb.
            return new Highest(entry.Version, live.Count > 0, new RowFingerprint((uint)live.Sum0, (uint)live.Sum1, (uint)live.Sum2, (uint)live.Sum3));
        }
    }
}
