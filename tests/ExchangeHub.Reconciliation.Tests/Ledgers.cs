using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>Two ledgers.</summary>
internal sealed record Ledgers(IReadOnlyList<FingerprintedRow> Local, IReadOnlyList<FingerprintedRow> Remote)
{
    /// <summary>Where ids stand: spread over a day, all in one millisecond, with the same first eight bytes, in clusters, anywhere at all.</summary>
    private static readonly Gen<Guid>[] Ids =
    [
        Gen.Select(Gen.Long[0, 86_399_999], Gen.ULong).Select((time, low) => Made.Id(Made.DayBegin + time, 0x7abc, low)),
        Gen.Select(Gen.UShort, Gen.ULong).Select((high, low) => Made.Id(Made.DayBegin, high, low)),
        Gen.ULong.Select(low => Made.Id(Made.DayBegin, 0x7abc, low)),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 20], Gen.ULong[0, 5]).Select((hour, time, low) => Made.Id(Made.DayBegin + hour * 3_600_000 + time, 0x7abc, low)),
        Gen.Guid.Where(id => id != Guid.AllBitsSet),
    ];

    /// <summary>What happened to a row: nothing, mostly or seldom, or the other side has none, several, others, or it alone.</summary>
    private static readonly Gen<int> Fate = Gen.Int[0, 9];

    private static readonly Gen<RowFingerprint> Fingerprint
        = Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt, Gen.UInt, (a, b, c, d) => new RowFingerprint(a, b, c, d));

    public static readonly Gen<Ledgers> Any =
        from kind in Gen.Int[0, Ids.Length - 1]
        from calm in Gen.Int[0, 100]
        from rows in Gen.Select(Ids[kind], Fingerprint, Fingerprint, Fate, Gen.Int[0, 99]).Array[0, 400]
        select Of(rows.DistinctBy(row => row.Item1), calm);

    private static Ledgers Of(IEnumerable<(Guid Id, RowFingerprint Mine, RowFingerprint Other, int Fate, int Luck)> rows, int calm)
    {
        var (local, remote) = (new List<FingerprintedRow>(), new List<FingerprintedRow>());
        foreach (var (id, mine, other, fate, luck) in rows)
        {
            var (one, changed) = (new FingerprintedRow(id, mine), new FingerprintedRow(id, other));
            if (fate is not (1 or 2) || luck < calm)
                local.Add(one);
            remote.AddRange(luck < calm ? [one] : fate switch
            {
                0 => [],
                1 => [one],
                2 => [changed, changed],
                3 => [one, one],
                4 => [one, one, one],
                5 => [one, one, one, one],
                6 => [changed],
                7 => [one, changed],
                8 => [changed, changed, one, changed],
                _ => [one],
            });
        }
        return new Ledgers(local, remote);
    }
}
