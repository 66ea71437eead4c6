using System.Security.Cryptography;
using ExchangeHub.Contracts.Sharing.V1;
using Google.Protobuf;

namespace ExchangeHub.Domain.Records;

/// <summary>
/// The digest (摘要) of a version of a record: SHA-256 over the deterministic serialisation of what its producer said, i.e. of
/// fields 1 to 9 of <see cref="Record"/>.
/// </summary>
public static class RecordDigest
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>The digest; what the hub sets may be set or absent.</summary>
    public static byte[] Compute(Record record) => SHA256.HashData(Statement(record).ToByteArray());

    /// <summary>What the producer said, without what the hub sets beside it. Shares its content with <paramref name="record"/>.</summary>
    public static Record Statement(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new Record
        {
            DataSet = record.DataSet,
            ProducerRegion = record.ProducerRegion,
            Operation = record.Operation,
            Key = record.Key,
            Version = record.Version,
            EffectiveDate = record.EffectiveDate,
            CorrectedVersion = record.CorrectedVersion,
            Reason = record.Reason,
            Content = record.Content,
        };
    }
}
