namespace ExchangeHub.Hub.Operations;

/// <summary>What a verification has counted and found.</summary>
/// <param name="maxNamed">Most problems that are named; more are only counted.</param>
internal sealed class VerificationRun(int maxNamed)
{
    private readonly List<Finding> _problems = [];
    private int _count;

    public int Cases { get; set; }

    public int Events { get; set; }

    public int Acknowledged { get; set; }

    public int Waiting { get; set; }

    public int Failed { get; set; }

    public int Received { get; set; }

    /// <summary>Adds a problem, in both languages.</summary>
    public void Add(string english, string chinese)
    {
        _count++;
        if (_problems.Count < maxNamed)
            _problems.Add(new Finding(Severity.Error, "problem", english, chinese));
    }

    public IReadOnlyList<Finding> Findings()
    {
        List<Finding> findings =
        [
            new(Severity.Fine, "cases", $"{Cases} cases, {Events} events", $"案件 {Cases} 件，事件 {Events} 个"),
            new(Severity.Fine, "deliveries", $"{Acknowledged} acknowledged, {Waiting} waiting", $"已送达 {Acknowledged}，待送达 {Waiting}"),
        ];
        if (Received > 0)
            findings.Add(new Finding(Severity.Fine, "regions", $"{Received} deliveries received, as they say", $"各地申报已收 {Received}"));
        if (Failed > 0)
            findings.Add(new Finding(Severity.Warning, "deliveries", $"{Failed} were given up and wait for an operator", $"{Failed} 件已放弃送达，等待运维处理"));
        findings.AddRange(_problems);
        if (_count > _problems.Count)
            findings.Add(new Finding(Severity.Error, "problem", $"and {_count - _problems.Count} more", $"另有 {_count - _problems.Count} 个"));
        return findings;
    }
}
