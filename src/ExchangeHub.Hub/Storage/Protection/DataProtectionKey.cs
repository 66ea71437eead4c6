using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExchangeHub.Hub.Storage.Protection;

/// <summary>One key of the ring (密钥环) that stored payloads are encrypted under, as ASP.NET Core Data Protection writes it, encrypted under the master key.</summary>
internal sealed class DataProtectionKey
{
    private const int NameLength = 100;

    /// <summary>Its place in the ring, from 1: of two hubs that make a key at once, one finds the place taken.</summary>
    public required int Number { get; init; }

    /// <summary>Data Protection's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>The element.</summary>
    public required string Xml { get; init; }

    public static void Configure(EntityTypeBuilder<DataProtectionKey> key)
    {
        key.ToTable("data_protection_key");
        key.HasKey(k => k.Number);
        key.Property(k => k.Number).HasColumnName("number").ValueGeneratedNever();
        key.Property(k => k.Name).HasColumnName("name").HasMaxLength(NameLength);
        key.Property(k => k.Xml).HasColumnName("xml");
    }
}
