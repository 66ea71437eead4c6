using System.Security.Cryptography;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage.Protection;
using ExchangeHub.Reconciliation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ExchangeHub.Hub.Sharing;

/// <summary>Makes of a version what is stored, and back.</summary>
internal sealed class RecordCodec(DataSetCatalogue catalogue, PayloadProtection protection)
{
    private readonly PayloadProtector _protector = protection.For("record");

    /// <summary>What is stored of what a producer said.</summary>
    /// <param name="statement">What it said: nothing that the hub sets is in it.</param>
    /// <param name="id">The version's id.</param>
    /// <param name="sequence">Its place in the feed.</param>
    /// <param name="recordTime">When it is recorded.</param>
    public RecordEntry Encode(PublishedStatement statement, Guid id, long sequence, DateTimeOffset recordTime) => new()
    {
        DataSet = statement.Record.DataSet,
        ProducerRegion = statement.Record.ProducerRegion,
        Sequence = sequence,
        Id = id,
        Key = statement.Record.Key,
        Version = statement.Record.Version,
        Operation = statement.Record.Operation,
        CorrectedVersion = statement.Record.CorrectedVersion,
        EffectiveDate = RecordTimeline.DateOf(statement.Record),
        RecordTime = recordTime,
        Digest = statement.Digest,
        Statement = catalogue[statement.Record.DataSet].IsEncrypted ? _protector.Protect(statement.Bytes) : statement.Bytes,
        IsHighest = true,
    };

    /// <summary>The version that was stored.</summary>
    /// <exception cref="HubException">It was altered, or can't be decrypted.</exception>
    public Record Decode(RecordEntry entry)
    {
        var bytes = catalogue[entry.DataSet].IsEncrypted ? _protector.Unprotect(entry.Statement) : entry.Statement;
        Span<byte> digest = stackalloc byte[RecordDigest.Size];
        SHA256.HashData(bytes, digest);
        if (!digest.SequenceEqual(entry.Digest))
            throw new HubException(ErrorCatalogue.StoredDataUnreadable);
        var record = Parsed(bytes);
        record.Sequence = entry.Sequence;
        record.RecordId = entry.Id.ToString();
        record.RecordTime = entry.RecordTime.ToTimestamp();
        record.Digest = UnsafeByteOperations.UnsafeWrap(entry.Digest);
        return record;
    }

    private static Record Parsed(byte[] statement)
    {
        try
        {
            return Record.Parser.ParseFrom(statement);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new HubException(ErrorCatalogue.StoredDataUnreadable); // Its digest was made to fit.
        }
    }

    /// <summary>What a version adds to the sums of its feed while it is the highest of its key.</summary>
    public static RangeFingerprint Live(RecordEntry entry)
        => entry.Operation == RecordOperation.Delete
            ? default
            : RangeFingerprint.Of(CanonicalRow.Fingerprint(entry.Id, DataSets.NameOf(entry.DataSet), (byte)entry.Operation, entry.Digest, []));

    /// <summary>How far a feed is, as messages say it.</summary>
    public static FeedHead Head(FeedEntry feed) => new()
    {
        DataSet = feed.DataSet,
        ProducerRegion = feed.ProducerRegion,
        Sequence = feed.Sequence,
        RecordTime = feed.RecordTime.ToTimestamp(),
        Live = new Contracts.Reconciliation.V1.RangeFingerprint
        {
            Count = (ulong)feed.LiveCount,
            Sum0 = (ulong)feed.LiveSum0,
            Sum1 = (ulong)feed.LiveSum1,
            Sum2 = (ulong)feed.LiveSum2,
            Sum3 = (ulong)feed.LiveSum3,
        },
    };
}

/// <summary>What a producer said of one version, serialised, and its digest.</summary>
internal sealed record PublishedStatement(Record Record, byte[] Bytes, byte[] Digest)
{
    /// <summary>Takes what a producer sent, without what only the hub sets.</summary>
    public static PublishedStatement Of(Record sent, string producerRegion)
    {
        var record = RecordDigest.Statement(sent);
        record.ProducerRegion = producerRegion;
        var bytes = record.ToByteArray();
        return new PublishedStatement(record, bytes, SHA256.HashData(bytes));
    }
}
