using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Domain.Inspections;

namespace ExchangeHub.Domain.Tests.Inspections;

/// <summary>Plans that several tests share. All institutions and persons are made up (测试).</summary>
internal static class DrawSamples
{
    /// <summary>A seed that is the same in each run.</summary>
    internal static byte[] Seed(int number) => SHA256.HashData(Encoding.UTF8.GetBytes($"测试 {number}"));

    internal static DrawPlan Plan(byte[] seed, int objects = 10, int officers = 6, int experts = 3, decimal ratio = 50) => new()
    {
        SeedCommitment = DrawSeed.Commitment(seed),
        RatioPercent = ratio,
        Objects = [.. Enumerable.Range(1, objects).Select(number => new DrawObject($"51999{number:D4}"))],
        Inspectors = [.. Inspectors("SC-ZF-", officers, InspectorRole.Officer), .. Inspectors("SC-ZJ-", experts, InspectorRole.Expert)],
        ExpertsPerObject = experts > 0 ? 1 : 0,
    };

    /// <summary>A result as text, so that two can be compared.</summary>
    internal static string Text(DrawResult result)
        => string.Join('\n', result.Objects.Select(item => $"{item.Key}: {string.Join(',', item.Officers)} {string.Join(',', item.Experts)}"));

    private static IEnumerable<DrawInspector> Inspectors(string prefix, int count, InspectorRole role)
        => Enumerable.Range(1, count).Select(number => new DrawInspector($"{prefix}{number:D3}", role, "CN-SC"));
}
