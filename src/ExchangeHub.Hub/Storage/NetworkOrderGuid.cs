using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ExchangeHub.Hub.Storage;

/// <summary>
/// Ids as 16 bytes in network order, for a database without a type that orders them so (SQL Server's
/// <c>uniqueidentifier</c> begins at the other end): they sort alike in .NET and in every database, and by time.
/// </summary>
public sealed class NetworkOrderGuid() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true))
{
    /// <summary>Length of an id in bytes.</summary>
    public const int Size = 16;
}
