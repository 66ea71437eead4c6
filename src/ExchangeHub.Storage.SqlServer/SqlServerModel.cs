using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>
/// How SQL Server keeps what databases keep differently: ids as <c>binary(16)</c>, because <c>uniqueidentifier</c> is ordered
/// from its last bytes; texts as <c>nvarchar</c> in a binary collation, because the usual ones take upper case for lower
/// case, and the older ones, Chinese_PRC_CI_AS among them, take 𠮷 for nothing at all.
/// </summary>
internal sealed class SqlServerModel(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
{
    /// <summary>Compares UTF-16 units, as .NET's ordinal comparison does.</summary>
    public const string ByCodeUnit = "Latin1_General_100_BIN2";

    public override void Customize(ModelBuilder modelBuilder, DbContext context)
    {
        base.Customize(modelBuilder, context);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            Customize(property);
    }

    private static void Customize(IMutableProperty property)
    {
        if (property.ClrType == typeof(string))
        {
            property.SetCollation(ByCodeUnit);
        }
        else if ((Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(Guid))
        {
            property.SetValueConverter(new NetworkOrderGuid());
            property.SetMaxLength(NetworkOrderGuid.Size);
            property.SetIsFixedLength(true);
        }
    }
}
