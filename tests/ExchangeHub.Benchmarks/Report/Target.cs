using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Benchmarks.Load;

namespace ExchangeHub.Benchmarks.Report;

/// <summary>What the hub must reach, as a ratio to another arm with the same number of callers.</summary>
/// <param name="Of">The hub, on one of its stores.</param>
/// <param name="Text">The target in words.</param>
/// <param name="Concurrency">Number of callers that it is for.</param>
/// <param name="To">The arm that the hub is compared with.</param>
/// <param name="Value">What is compared.</param>
/// <param name="Limit">The ratio.</param>
/// <param name="AtMost">Whether the ratio must not be above the limit; otherwise it must not be below.</param>
internal sealed record Target(Arm Of, string Text, int Concurrency, Arm To, Func<Visit, double> Value, double Limit, bool AtMost = false)
{
    public static readonly IReadOnlyList<Target> All =
    [
        new(Arm.Hub, "calls/s ≥ 0.85 × YARP at 64", 64, Arm.Yarp, visit => visit.CallsPerSecond, 0.85),
        new(Arm.Hub, "p99 ≤ 1.5 × YARP at 64", 64, Arm.Yarp, visit => visit.P99Ms, 1.5, AtMost: true),
        new(Arm.Hub, "calls/s ≥ 1.5 × nginx at 64", 64, Arm.Nginx, visit => visit.CallsPerSecond, 1.5),
        new(Arm.Hub, "calls/s ≥ 5 × plain at 64", 64, Arm.Plain, visit => visit.CallsPerSecond, 5),
        new(Arm.Hub, "calls/s ≥ 0.95 × YARP at 256", 256, Arm.Yarp, visit => visit.CallsPerSecond, 0.95),
        new(Arm.HubLink, "calls/s ≥ 1.15 × dial-out at 64", 64, Arm.Hub, visit => visit.CallsPerSecond, 1.15),
        new(Arm.HubLink, "calls/s ≥ 1.25 × dial-out at 256", 256, Arm.Hub, visit => visit.CallsPerSecond, 1.25),
        new(Arm.HubLink, "calls/s ≥ 1.0 × YARP at 64", 64, Arm.Yarp, visit => visit.CallsPerSecond, 1.0),
        new(Arm.HubPostgreSql, "calls/s ≥ 0.7 × YARP at 64", 64, Arm.Yarp, visit => visit.CallsPerSecond, 0.7),
        new(Arm.HubPostgreSql, "calls/s ≥ 0.8 × YARP at 256", 256, Arm.Yarp, visit => visit.CallsPerSecond, 0.8),
    ];

    /// <summary>What was measured; null where it was not.</summary>
    public double? Measure(IEnumerable<Measured> all)
        => all.FirstOrDefault(measured => measured.Concurrency == Concurrency)?.MedianRatio(Of, To, Value);

    public bool IsMet(double ratio) => AtMost ? ratio <= Limit : ratio >= Limit;
}
