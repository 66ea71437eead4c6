using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Sharing;

namespace ExchangeHub.Hub.Reconciliation.Feeds;

/// <summary>A feed that is to be read again.</summary>
/// <param name="Head">How far it is, and what it comes to.</param>
/// <param name="IsKnown">Whether its row is there: versions may be there without it.</param>
/// <param name="ProducerId">The participant that publishes in it.</param>
internal sealed record DueFeed(FeedEntry Head, bool IsKnown, string ProducerId)
{
    /// <summary>The data set and the region.</summary>
    public string Name { get; } = $"{DataSets.NameOf(Head.DataSet)}/{Head.ProducerRegion}";
}

/// <summary>Something that is wrong with a feed.</summary>
/// <param name="Kind">Of which kind it is.</param>
/// <param name="RowId">What it is known by: the version's id, or one made of what it is about.</param>
/// <param name="Problem">What is wrong, in the same few words in every language.</param>
internal sealed record FeedFinding(DifferenceKind Kind, Guid RowId, string Problem)
{
    /// <summary>A version, whose number follows, can't be read, or has not the digest that it should have.</summary>
    public const string Unreadable = "VERSION_UNREADABLE";

    /// <summary>A version, whose number follows, says something else than its row.</summary>
    public const string Differs = "VERSION_DIFFERS";

    /// <summary>Versions of these numbers are not there.</summary>
    public const string Missing = "NUMBERS_MISSING";

    /// <summary>The feed has other count and sums than its versions.</summary>
    public const string OtherSums = "SUMS";

    /// <summary>There are versions, and the feed has no row.</summary>
    public const string NoRow = "FEED_MISSING";

    public static FeedFinding OfVersion(RecordEntry entry, string problem) => new(DifferenceKind.ContentCorrupt, entry.Id, $"{problem} {entry.Sequence}");

    public static FeedFinding OfGap(DueFeed feed, long first, long last) => new(DifferenceKind.SequenceGap, IdOf($"{feed.Name}/{first}-{last}"), $"{Missing} {first}-{last}");

    public static FeedFinding OfFeed(DueFeed feed, string problem) => new(DifferenceKind.ContentCorrupt, IdOf(feed.Name), problem);

    /// <summary>The same for the same text, in every check.</summary>
    private static Guid IdOf(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(..16), bigEndian: true);
}

/// <summary>What came of reading a feed.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="VersionCount">Versions that were read.</param>
/// <param name="Findings">What is wrong with it.</param>
internal sealed record FeedReading(DueFeed Feed, long VersionCount, IReadOnlyList<FeedFinding> Findings)
{
    /// <summary>Most that is said of one feed: the first ones; how many more there are is seen when these are dealt with.</summary>
    public const int MaxFindings = 1_000;

    /// <summary>Whether that is all: only then is what was not found again gone.</summary>
    public bool IsWhole => Findings.Count < MaxFindings;
}

/// <summary>What came of a check; its job's result.</summary>
/// <param name="Feeds">Feeds that were read.</param>
/// <param name="Versions">Their versions.</param>
/// <param name="Corrupt">Feeds with which something is wrong.</param>
/// <param name="NewFindings">What is wrong with them and was not known, or was held for dealt with.</param>
/// <param name="Healed">Differences that were closed, since a feed is what it should be again.</param>
internal sealed record FeedResult(int Feeds, long Versions, int Corrupt, int NewFindings, int Healed)
{
    public static FeedResult Nothing { get; } = new(0, 0, 0, 0, 0);
}
